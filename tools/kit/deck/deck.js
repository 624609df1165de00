const deck = new Reveal({
  disableLayout: true, display: "flex", center: false, transition: "none", hash: true,
  overview: false, controls: false, slideNumber: "c/t", plugins: [RevealNotes],
});
window.deck = deck;

// The letters of a widget are as large as its slide allows, and no larger than its prose.
// When it grows under the hand, they shrink.
function fit(room, largest) {
  for (let size = largest; size >= 12; size--) {
    room.size = size;
    room.style.setProperty("--jp-content-font-size1", `calc(${size} * var(--u))`);
    if (room.scrollHeight <= room.clientHeight && room.scrollWidth <= room.clientWidth) return;
  }
}

// What does not fit on a slide is drawn smaller, all of it alike.
function fitSlide(slide) {
  const fits = () => slide.scrollHeight <= slide.clientHeight
    && [...slide.querySelectorAll("pre, table")].every((wide) =>
      wide.getBoundingClientRect().right <= innerWidth && wide.scrollWidth <= wide.clientWidth);
  for (let part = 100; part >= 55; part -= 5) {
    slide.style.setProperty("--u", `calc(var(--page) * ${part / 100})`);
    if (fits()) return;
  }
}

function fitAll() {
  const slide = deck.getCurrentSlide();
  const rooms = slide.querySelectorAll(".plays");
  if (!rooms.length) fitSlide(slide);
  for (const room of rooms) fit(room, 24);
}

const grown = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const room = target.closest(".plays");
    if (room.clientHeight > 0) fit(room, room.size ?? 24);
  }
});

for (const widget of document.querySelectorAll("[data-cnn]")) {
  widget.parentElement.classList.add("plays");
  grown.observe(widget);
}
deck.on("slidechanged", fitAll);
addEventListener("resize", fitAll);
deck.initialize().then(fitAll);

// A clicker sends PageUp and PageDown: they turn the page wherever the focus is. All
// other keys pressed in a widget are the widget's.
addEventListener("keydown", (event) => {
  const turn = { PageUp: () => deck.prev(), PageDown: () => deck.next() }[event.key];
  if (!turn) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  turn();
}, true);
