const deck = new Reveal({
  disableLayout: true, display: "flex", center: false, transition: "none", hash: true,
  overview: false, controls: false, slideNumber: "c/t", plugins: [RevealNotes],
});
window.deck = deck;

// The letters of a widget are as large as its slide allows, and no larger than its prose.
// When it grows under the hand, they shrink.
function fit(room) {
  for (let size = 24; size >= 9; size--) {
    room.style.setProperty("--jp-content-font-size1", `calc(${size} * var(--u))`);
    if (room.scrollHeight <= room.clientHeight && room.scrollWidth <= room.clientWidth) return;
  }
}

function fitAll() {
  for (const room of deck.getCurrentSlide().querySelectorAll(".plays")) fit(room);
}

const grown = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const room = target.closest(".plays");
    if (room.clientHeight > 0) fit(room);
  }
});

for (const widget of document.querySelectorAll("[data-cnn]")) {
  widget.parentElement.classList.add("plays");
  grown.observe(widget);
}
deck.on("slidechanged", () => {
  document.activeElement.blur(); // or a widget that is no longer seen would get the keys
  fitAll();
});
addEventListener("resize", fitAll);
deck.initialize();

// A clicker sends PageUp and PageDown: they turn the page wherever the focus is. All
// other keys pressed in a widget are the widget's.
addEventListener("keydown", (event) => {
  const turn = { PageUp: () => deck.prev(), PageDown: () => deck.next() }[event.key];
  if (!turn) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  turn();
}, true);
