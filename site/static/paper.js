// `make print` runs this on a lesson's page: what is folded opens, solutions go to the
// end, and each widget stands still at a step that tells something.
async () => {
  const article = document.querySelector(".bd-article");
  document.documentElement.dataset.theme = "light";
  const end = document.createElement("section");
  end.innerHTML = "<h2>Solutions</h2>";
  for (const folded of article.querySelectorAll("details")) {
    folded.open = !folded.matches(".above-input"); // all but the set-up cell
    if (folded.querySelector("summary").textContent !== "Solution") continue;
    const title = document.createElement("h3");
    title.textContent = folded.closest("section").querySelector("h3").firstChild.textContent;
    folded.querySelector("summary").remove();
    end.append(title, ...folded.childNodes);
    folded.outerHTML = "<p><em>The solution is at the end.</em></p>";
  }
  if (end.children.length > 1) article.append(end);

  const set = (slider, share) => {
    slider.value = Math.round(slider.min * (1 - share) + slider.max * share);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    slider.dispatchEvent(new Event("change", { bubbles: true }));
  };
  for (const widget of article.querySelectorAll(".cnn")) {
    const all = (wanted) => [...widget.querySelectorAll(wanted)];
    all('[aria-label="Position of the window"]').forEach((slider) => set(slider, 0.5));
    all('[aria-label="Steps taken"]').forEach((slider) => set(slider, 1));
    all(".cnn-covered .cnn-bar-of").slice(-1).forEach((guess) => guess.click());
    // One network has room for what is open; two fill a page by themselves.
    if (all(".cnn-net").length === 1) widget.querySelector(".cnn-map").click();
    all(".cnn-mistake-sorts button").slice(1, 2).forEach((sort) => sort.click());
    all("button.cnn-mistake").slice(0, 1).forEach((mistake) => mistake.click());
  }
  // Shares at each shift are computed while nothing else is done; until then 128 is grey.
  const grey = (square) => square.offsetParent && square.getContext("2d")
    .getImageData(square.width - 1, square.height - 1, 1, 1).data[0] === 128;
  const squares = [...article.querySelectorAll(".cnn-shift-box canvas")];
  while (squares.some(grey)) await new Promise((again) => setTimeout(again, 50));
  await Promise.all([...article.querySelectorAll("img")].map((img) => img.decode()));
}
