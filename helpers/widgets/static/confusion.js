// A confusion matrix whose cells open: the pictures behind a number.

import { button, make } from "./elements.js";
import { canvas } from "./picture.js";
import { mount, saveAsHtml } from "./standalone.js";

const FOLLOWED = ["picked", "order"];
const LISTED = 60; // confusions
const SORTS = [["class", "Class"], ["count", "Count"], ["confidence", "Confidence"]];
const WALKS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const thousands = (n) => n.toLocaleString("en");
const sureness = (share) => (share >= 0.9995 ? ">99.9%" : `${(100 * share).toFixed(1)}%`);
const brief = (name) => (name.length > 24 ? `${name.slice(0, 23)}\u2026` : name);

/**
 * @typedef {{row: number, column: number, count: number, which: number[], sure: number[],
 *   first: number}} Opened
 */

class Confusion {
  picked = /** @type {number[] | null} */ (null);
  order = "class";
  setting = false;
  theirs = false; // is a key down that is the notebook's?
  buttons = /** @type {HTMLButtonElement[][]} */ ([]);
  slots = /** @type {any[]} */ ([]);
  mistakes = /** @type {Opened[]} */ ([]);

  constructor({ model, el }) {
    this.model = model;
    this.names = model.get("classes").map(brief);
    this.counts = model.get("counts");
    this.totals = this.counts.map((row) => row.reduce((a, b) => a + b, 0));
    this.read();
    this.build();
    el.append(this.root);
    this.again = () => { if (!this.setting) this.refresh(); };
    for (const name of FOLLOWED) model.on(`change:${name}`, this.again);
    this.leaveSaving = saveAsHtml(model);
    this.refresh();
  }

  remove() {
    for (const name of FOLLOWED) this.model.off(`change:${name}`, this.again);
    this.leaveSaving();
    this.root.remove();
  }

  // The pictures that came along, by cell, and where in the sprite each cell's begin.
  read() {
    let first = 0;
    this.cells = /** @type {Map<string, Opened>} */ (new Map());
    for (const [row, column, which, sure] of this.model.get("cells")) {
      const count = this.counts[row][column];
      this.cells.set(`${row} ${column}`, { row, column, count, which, sure, first });
      first += which.length;
    }
    const { png, h, w, across } = this.model.get("sprite");
    this.tile = { h, w, across };
    this.sprite = make("img", { src: `data:image/png;base64,${png}` });
    this.ready = this.sprite.decode().then(() => this.draw(), () => {});
  }

  // ---- the page

  build() {
    this.sorts = SORTS.map(([order, text]) => button(text, () => this.sort(order),
      { ariaPressed: "false" }));
    this.title = make("p", { className: "cnn-opened-said", role: "status" });
    this.faces = make("ol", { className: "cnn-faces", role: "list" }, ...this.places());
    this.list = make("ol", { className: "cnn-mistakes", role: "list" });
    this.list.addEventListener("keydown", (event) => this.walkList(event));
    this.back = button("Previous", () => this.step(-1));
    this.next = button("Next", () => this.step(1));
    this.opened = make("div", { className: "cnn-opened" }, this.title, this.faces);
    this.listed = make("div", { className: "cnn-listed" },
      make("div", { className: "cnn-bar" },
        make("b", {}, "Confusions by"),
        make("span", { className: "cnn-mistake-sorts", role: "group", ariaLabel: "Sort confusions by" },
          ...this.sorts),
        make("span", { className: "cnn-mistake-steps", role: "group", ariaLabel: "Open a confusion" },
          this.back, this.next)),
      make("p", { className: "cnn-mistake cnn-mistake-head", ariaHidden: "true" },
        make("span", {}, "true \u2192 called"), make("span", {}, "count"),
        make("span", {}, "surest")), this.list);
    this.root = make("section", { className: "cnn cnn-confusion", role: "group",
      ariaLabel: "A confusion matrix that opens" },
    make("div", { className: "cnn-confusion-stage" },
      make("div", { className: "cnn-matrix-side" }, this.matrix(), this.legend()),
      make("div", { className: "cnn-confusion-side" }, this.opened, this.listed)));
    this.root.addEventListener("click", (event) => {
      if (this.picked && !event.target.closest("button, .cnn-opened, .cnn-listed"))
        this.open(null);
    });
    // Shift+Enter on a button runs the cell: it shall not press the button as well.
    this.root.addEventListener("click", (event) => {
      if (event.detail === 0 && this.theirs) event.stopImmediatePropagation();
    }, true);
    for (const kind of ["keydown", "keyup"])
      this.root.addEventListener(kind, (event) => this.guard(event));
  }

  matrix() {
    const top = Math.max(...this.counts.flatMap((row, i) => row.map((count, j) =>
      (i === j || !count ? 0 : count / this.totals[i]))));
    const cell = (count, i, j) => {
      const one = button(count ? thousands(count) : "\u00b7", () => this.press([i, j]), {
        className: "cnn-tally", ariaLabel: this.sentence(i, j), tabIndex: -1 });
      const share = count ? count / this.totals[i] : 0;
      one.style.setProperty("--share", String(i === j ? share : Math.sqrt(share / (top || 1))));
      one.classList.toggle("cnn-right-answer", i === j);
      one.classList.toggle("cnn-no-tally", !count);
      one.addEventListener("focus", () => this.settle(i, j));
      one.addEventListener("pointerenter", () => this.cross(i, j));
      one.addEventListener("pointerleave", () => this.cross());
      return one;
    };
    this.buttons = this.counts.map((row, i) => row.map((count, j) => cell(count, i, j)));
    this.heads = this.names.map((name) => make("th", { scope: "col", title: name },
      make("span", {}, name)));
    this.rows = this.names.map((name) => make("th", { scope: "row", title: name },
      make("span", {}, name)));
    const table = make("table", { className: "cnn-matrix", role: "grid",
      ariaLabel: "Confusion matrix: a row for each true class, a column for each answer" },
    make("thead", {}, make("tr", {},
      make("td", { className: "cnn-matrix-corner" }, make("span", {}, "called \u2192"),
        make("span", {}, "true \u2193")), ...this.heads)),
    make("tbody", {}, ...this.buttons.map((row, i) => make("tr", {}, this.rows[i],
      ...row.map((one) => make("td", {}, one))))));
    table.classList.toggle("cnn-matrix-many", this.names.length > 16);
    table.style.setProperty("--classes", String(this.names.length));
    table.addEventListener("keydown", (event) => this.walk(event));
    this.settle(0, 0);
    return make("div", { className: "cnn-matrix-box" }, table);
  }

  legend() {
    const key = (kind, text) => make("span", { className: "cnn-shade" },
      make("span", { className: kind, ariaHidden: "true" }), text);
    return make("div", { className: "cnn-bar cnn-shades" },
      key("cnn-shade-right", "right"), key("cnn-shade-wrong", "wrong, by share of the row"),
      button("Reset", () => this.reset(), { title: "Close the cell, sort by class" }));
  }

  // Room for as many pictures as any cell brings, so that nothing moves when a cell opens.
  places() {
    const most = Math.max(...[...this.cells.values()].map(({ which }) => which.length));
    this.slots = Array.from({ length: most }, () => {
      const drawn = canvas({ role: "img", ariaLabel: "" });
      const sure = make("b");
      const which = make("span");
      const place = make("li", { className: "cnn-face" }, drawn,
        make("span", { className: "cnn-face-words", ariaHidden: "true" }, sure, which));
      return { place, drawn, sure, which };
    });
    const { h, w } = this.tile;
    for (const { drawn } of this.slots) {
      Object.assign(drawn, { width: w, height: h });
      drawn.style.aspectRatio = `${w} / ${h}`;
    }
    return this.slots.map(({ place }) => place);
  }

  // ---- words

  sentence(i, j) {
    const [count, total] = [this.counts[i][j], this.totals[i]];
    const of = `${count ? thousands(count) : "None"} of ${thousands(total)} \u201c${this.names[i]}\u201d`
      + ` picture${total === 1 ? "" : "s"}`;
    const was = count === 1 ? "was" : "were";
    if (!total) return `There is no \u201c${this.names[i]}\u201d picture.`;
    return i === j ? `${of} ${was} named rightly.`
      : `${of} ${was} called \u201c${this.names[j]}\u201d.`;
  }

  // The sentence of the open cell, and how many of its pictures there are to see.
  tell() {
    if (!this.picked) return "Press a number: the pictures behind it come here.";
    const [i, j] = this.picked;
    const cell = this.at(i, j);
    const here = cell?.which.length ?? 0;
    const sure = here === 1 ? "how sure the answer was:" : "how sure each answer was:";
    const rest = !cell ? "" : !here ? " None of them came along: there would be too many."
      : here < cell.count ? ` The ${here === 1 ? "" : `${here} `}surest, and ${sure}`
        : here === 1 ? ` H${sure.slice(1)}` : ` The surest first, and ${sure}`;
    return this.sentence(i, j) + rest;
  }

  at(i, j) { return this.cells.get(`${i} ${j}`); }

  // ---- keys

  // Keys pressed here are the widget's own, or JupyterLab would take d d and delete the
  // cell. Those that run a cell, and all with Control, stay the notebook's.
  guard(event) {
    const theirs = event.ctrlKey || event.metaKey || event.altKey
      || ["Shift", "Control", "Meta", "Alt"].includes(event.key)
      || (event.shiftKey && event.key === "Enter");
    this.theirs = theirs && event.type === "keydown";
    const leaves = event.type === "keydown" && event.key === "Escape" && !theirs
      && !this.close();
    if (leaves) this.leave();
    if (theirs || leaves) delete this.root.dataset.lmSuppressShortcuts;
    else {
      this.root.dataset.lmSuppressShortcuts = "true";
      event.stopPropagation();
    }
  }

  // Escape closes what is open. Returns whether something was.
  close() {
    if (!this.picked) return false;
    this.open(null);
    return true;
  }

  // With nothing open, Escape leads back to the notebook.
  leave() {
    const home = this.root.parentElement?.closest("[tabindex]") ?? null;
    const from = /** @type {HTMLElement} */ (document.activeElement);
    if (home) /** @type {HTMLElement} */ (home).focus({ preventScroll: true });
    else from?.blur();
  }

  walk(event) {
    const at = this.position(event.target);
    if (!at || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.names.length - 1;
    let [i, j] = at;
    const way = WALKS[event.key];
    if (way) [i, j] = [i + way[0], j + way[1]];
    else if (event.key === "Home") j = 0;
    else if (event.key === "End") j = last;
    else return;
    event.preventDefault();
    this.buttons[Math.max(0, Math.min(last, i))][Math.max(0, Math.min(last, j))].focus();
  }

  position(element) {
    for (const [i, row] of this.buttons.entries()) {
      const j = row.indexOf(element);
      if (j >= 0) return [i, j];
    }
    return null;
  }

  walkList(event) {
    const items = this.items;
    const at = items.indexOf(event.target);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[event.key];
    if (at < 0 || to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.enter(items[Math.max(0, Math.min(items.length - 1, to))]);
  }

  get items() { return /** @type {HTMLElement[]} */ ([...this.list.querySelectorAll("button")]); }

  // Focus a line of the list, and scroll the list, but not the page, to it.
  enter(item) {
    for (const one of this.items) one.tabIndex = one === item ? 0 : -1;
    this.scroll(item);
    item.focus({ preventScroll: true });
  }

  scroll(item) {
    const [box, line] = [this.list.getBoundingClientRect(), item.getBoundingClientRect()];
    if (line.top < box.top) this.list.scrollTop -= box.top - line.top;
    if (line.bottom > box.bottom) this.list.scrollTop += line.bottom - box.bottom;
  }

  // The one cell that Tab leads to.
  settle(i, j) {
    if (this.stop) this.stop.tabIndex = -1;
    this.stop = this.buttons[i][j];
    this.stop.tabIndex = 0;
  }

  // Which names belong to the cell under the hand.
  cross(i = -1, j = -1) {
    for (const [k, head] of this.heads.entries()) {
      head.classList.toggle("cnn-crossed", k === j || (i < 0 && k === this.picked?.[1]));
      this.rows[k].classList.toggle("cnn-crossed", k === i || (i < 0 && k === this.picked?.[0]));
    }
  }

  // ---- what the learner asks for

  press([i, j]) {
    const same = this.picked?.[0] === i && this.picked[1] === j;
    this.open(same ? null : [i, j]);
  }

  open(picked) {
    this.picked = picked;
    if (picked) this.settle(picked[0], picked[1]);
    this.show();
    this.keep();
  }

  sort(order) {
    this.order = order;
    this.arrange();
    this.show();
    this.keep();
  }

  // The confusion before or after the open one, in the order of the list.
  step(by) {
    const at = this.mistakes.findIndex(({ row, column }) =>
      row === this.picked?.[0] && column === this.picked[1]);
    const { length } = this.mistakes;
    const to = at < 0 ? (by > 0 ? 0 : length - 1) : (at + by + length) % length;
    this.open([this.mistakes[to].row, this.mistakes[to].column]);
  }

  reset() {
    this.settle(0, 0);
    this.order = "class";
    this.arrange();
    this.open(null);
  }

  // Tell Python what is open now.
  keep() {
    this.setting = true;
    for (const name of FOLLOWED)
      if (JSON.stringify(this.model.get(name)) !== JSON.stringify(this[name]))
        this.model.set(name, this[name]);
    this.setting = false;
    this.model.save_changes();
  }

  refresh() {
    this.picked = this.model.get("picked");
    this.order = this.model.get("order");
    if (this.picked) this.settle(this.picked[0], this.picked[1]);
    this.arrange();
    this.show();
  }

  // ---- drawing

  // The list of confusions in the order that was asked for.
  arrange() {
    const by = { class: () => 0, count: (a, b) => b.count - a.count,
      confidence: (a, b) => b.sure[0] - a.sure[0] }[this.order];
    this.mistakes = [...this.cells.values()].filter(({ row, column }) => row !== column)
      .sort((a, b) => by(a, b) || a.row - b.row || a.column - b.column);
    const lines = this.mistakes.slice(0, LISTED).map(({ row, column, count, sure }, i) => {
      const line = button("", () => this.press([row, column]), { className: "cnn-mistake",
        tabIndex: i ? -1 : 0 });
      const spoken = (text) => make("i", { className: "cnn-mistake-said" }, text);
      line.append(
        make("span", {}, this.names[row], make("i", { ariaHidden: "true" }, " \u2192 "),
          spoken(" called "), this.names[column]),
        make("span", {}, spoken(": "), thousands(count),
          spoken(` of ${thousands(this.totals[row])}, `)),
        make("span", {}, spoken("the surest "), sureness(sure[0])));
      line.dataset.cell = `${row} ${column}`;
      return make("li", {}, line);
    });
    const more = this.mistakes.length - lines.length;
    if (more > 0) lines.push(make("li", { className: "cnn-mistake-more" },
      `and ${thousands(more)} more: Next leads to them`));
    if (!lines.length) lines.push(make("li", { className: "cnn-mistake-more" }, "There is no mistake."));
    this.list.replaceChildren(...lines);
    this.list.scrollTop = 0;
    this.listed.dataset.order = this.order;
    for (const [i, sort] of this.sorts.entries())
      sort.ariaPressed = String(SORTS[i][0] === this.order);
    this.back.disabled = this.next.disabled = !this.mistakes.length;
  }

  show() {
    const picked = this.picked?.join(" ");
    for (const [i, row] of this.buttons.entries())
      for (const [j, one] of row.entries())
        one.ariaPressed = String(`${i} ${j}` === picked);
    for (const item of this.items) {
      const open = item.dataset.cell === picked;
      item.ariaPressed = String(open);
      if (open) {
        for (const one of this.items) one.tabIndex = one === item ? 0 : -1;
        this.scroll(item);
      }
    }
    const told = this.tell();
    if (this.title.textContent !== told) this.title.textContent = told;
    this.cross();
    this.faces.ariaLabel = this.picked ? this.sentence(this.picked[0], this.picked[1]) : "Pictures";
    this.draw();
  }

  draw() {
    const cell = this.picked && this.at(this.picked[0], this.picked[1]);
    const { h, w, across } = this.tile;
    this.faces.classList.toggle("cnn-faces-waiting", !this.picked);
    for (const [k, { place, drawn, sure, which }] of this.slots.entries()) {
      const has = cell && k < cell.which.length;
      place.classList.toggle("cnn-no-face", !has);
      place.ariaHidden = String(!has);
      drawn.getContext("2d").clearRect(0, 0, w, h);
      sure.textContent = has ? sureness(cell.sure[k]) : "";
      which.textContent = has ? `no. ${cell.which[k]}` : "";
      drawn.ariaLabel = has ? `Picture ${cell.which[k]}: ${this.names[cell.row]}, called`
        + ` ${this.names[cell.column]}, ${sureness(cell.sure[k])} sure` : "no picture";
      if (!has || !this.sprite.complete || !this.sprite.naturalWidth) continue;
      const at = cell.first + k;
      drawn.getContext("2d").drawImage(this.sprite, at % across * w,
        Math.floor(at / across) * h, w, h, 0, 0, w, h);
    }
  }
}

export default { render: mount(Confusion) };
