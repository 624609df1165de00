// A grid: one title line, then rows of cells, a frame, and an editor when asked.

import { make } from "./elements.js";
import { MINUS, exact, parse, short } from "./numbers.js";

export const NUMBERS_UP_TO = 10; // cells a side; above that a grid is a picture

export class Grid {
  // edit(index, value) and pick(index) are called for a cell; point(index) when the
  // mouse or the focus is on a cell, and point(-1) when it has left.
  constructor({ title, role = "grid", edit, pick, point, kind = "" }) {
    Object.assign(this, { edit, pick, point, role, values: [], marks: {}, focus: 0 });
    this.title = make("div", { className: "cnn-title" }, title);
    this.body = make("div", { className: "cnn-cells", role, ariaLabel: title });
    if (role === "grid") this.body.ariaReadOnly = String(!edit);
    this.frame = make("div", { className: "cnn-frame", ariaHidden: "true", hidden: true });
    this.box = make("div", { className: "cnn-box" }, this.body, this.frame);
    this.el = make("div", { className: `cnn-grid ${kind}` }, this.title, this.box);
    this.rows = this.columns = 0;
    if (role === "grid") this.#listen();
  }

  rename(title) {
    if (this.title.textContent === title) return;
    this.title.textContent = title;
    this.body.ariaLabel = title;
  }

  // border: how many cells on each side are padding and cannot be edited.
  shape(rows, columns, border = 0, numbers = null) {
    numbers ??= Math.max(rows, columns) <= NUMBERS_UP_TO;
    const key = [rows, columns, border, numbers].join();
    if (key === this.key) return;
    this.close();
    Object.assign(this, { key, rows, columns, border, numbers, values: [], marks: {} });
    this.el.style.setProperty("--columns", columns);
    this.el.classList.toggle("cnn-picture", !numbers);
    this.cells = [];
    const role = this.role === "grid" ? "gridcell" : "cell";
    this.body.replaceChildren(...Array.from({ length: rows }, (_, row) => {
      const line = Array.from({ length: columns }, (_, column) => {
        const inner = row >= border && row < rows - border
          && column >= border && column < columns - border;
        const cell = make("div", { className: inner ? "" : "cnn-border", role });
        cell.cnn = this.cells.push(cell) - 1;
        if (role === "gridcell") cell.tabIndex = -1;
        return cell;
      });
      return make("div", { className: "cnn-row", role: "row" }, ...line);
    }));
    this.focus = Math.min(this.focus, this.cells.length - 1);
    if (this.role === "grid") this.cells[this.focus].tabIndex = 0;
  }

  // Write values (null leaves a cell blank); only what has changed is touched.
  paint(values, colour, write = short) {
    let longest = 0;
    for (let i = 0; i < this.cells.length; i++) {
      const value = values[i];
      const shade = value === null ? "" : colour(value);
      const text = value === null || !this.numbers ? "" : write(value, i);
      longest = Math.max(longest, text.length);
      const [oldValue, oldShade, oldText] = this.values[i] ?? [];
      if (oldValue === value && oldShade === shade && oldText === text) continue;
      this.values[i] = [value, shade, text];
      const cell = this.cells[i];
      if (oldShade !== shade) cell.style.backgroundColor = shade;
      if ((oldValue === null) !== (value === null) || oldValue === undefined)
        cell.classList.toggle("cnn-blank", value === null);
      if ((oldText ?? "") === text) continue;
      cell.textContent = text;
    }
    this.el.classList.toggle("cnn-long", longest > 4);
  }

  // Give exactly these cells a class.
  mark(name, indices) {
    const next = new Set(indices);
    const last = this.marks[name] ?? new Set();
    for (const i of last) if (!next.has(i)) this.cells[i]?.classList.remove(name);
    for (const i of next) if (!last.has(i)) this.cells[i]?.classList.add(name);
    this.marks[name] = next;
  }

  move(row, column, rows, columns) {
    const style = this.frame.style;
    this.frame.hidden = false;
    for (const [name, value] of Object.entries({ row, column, rows, columns }))
      style.setProperty("--" + name, value);
  }

  name(index) { // as a learner counts, with the border outside
    const row = Math.floor(index / this.columns) - this.border;
    const column = (index % this.columns) - this.border;
    return `row ${row + 1}, column ${column + 1}`;
  }

  inside(index) { return !this.cells[index].classList.contains("cnn-border"); }

  // The same cell without the border.
  inner(index) {
    const width = this.columns - 2 * this.border;
    return (Math.floor(index / this.columns) - this.border) * width
      + (index % this.columns) - this.border;
  }

  #at(event) { return event.target.closest?.("[role=gridcell]")?.cnn ?? -1; }

  // A cell in words, as it is now.
  words(index) {
    const value = this.values[index]?.[0] ?? null;
    return `${this.name(index)}: ${value === null ? "hidden" : exact(value)}`;
  }

  #show(index) {
    if (index >= 0 && !this.numbers) this.cells[index].ariaLabel = this.words(index);
    this.point?.(index);
  }

  #listen() {
    this.body.addEventListener("pointerover", (event) => {
      if (event.pointerType === "mouse") this.#show(this.#at(event));
    });
    this.body.addEventListener("pointerleave", () => this.#show(-1));
    this.body.addEventListener("focusin", (event) => {
      const index = this.#at(event);
      if (index < 0) return;
      this.#rove(index);
      this.#show(index);
    });
    this.body.addEventListener("focusout", () => this.#show(-1));
    this.body.addEventListener("click", (event) => {
      const index = this.#at(event);
      if (index < 0) return;
      if (this.pick) this.pick(index);
      if (this.edit && this.inside(index)) this.open(index);
    });
    this.body.addEventListener("keydown", (event) => this.#key(event));
  }

  #rove(index) {
    this.cells[this.focus].tabIndex = -1;
    this.focus = index;
    this.cells[index].tabIndex = 0;
  }

  #key(event) {
    const index = this.#at(event);
    if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const column = index % this.columns;
    const start = index - column;
    const next = {
      ArrowUp: index - this.columns, ArrowDown: index + this.columns,
      ArrowLeft: column ? index - 1 : -1,
      ArrowRight: column < this.columns - 1 ? index + 1 : -1,
      Home: start, End: start + this.columns - 1,
    }[event.key];
    const types = /^[-\d.,\u2212]$/.test(event.key);
    if (next !== undefined) this.cells[next]?.focus();
    else if (event.key === "Enter" || (event.key === " " && this.pick)) {
      this.pick?.(index);
      if (this.edit && this.inside(index)) this.open(index);
    } else if (this.edit && types && this.inside(index)) this.open(index, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Put an editor over one cell. Every number that is typed counts at once; Enter, Tab
  // and leaving keep it, Escape takes it back, the arrows count up and down.
  open(index, typed = null) {
    this.close();
    const before = this.values[index][0];
    const at = { "--row": Math.floor(index / this.columns), "--column": index % this.columns };
    const input = make("input", {
      className: "cnn-edit", type: "text", inputMode: "decimal", autocomplete: "off",
      value: typed ?? String(before).replace("-", MINUS),
      ariaLabel: `${this.title.textContent}, ${this.name(index)}`,
    });
    for (const [name, value] of Object.entries(at)) input.style.setProperty(name, value);
    const use = (last) => {
      const value = parse(input.value);
      const good = Number.isFinite(value) && Math.abs(value) < 1e9;
      input.ariaInvalid = String(!good);
      if (good || last) this.edit(index, good ? value : before, last);
      return good;
    };
    const leave = (keep, refocus) => {
      if (this.editor !== input) return;
      this.editor = null;
      if (!keep) input.value = String(before);
      use(true);
      input.remove();
      if (refocus) this.cells[index].focus();
    };
    input.addEventListener("input", () => use(false));
    input.addEventListener("blur", () => leave(true, false));
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (way) {
        const value = parse(input.value);
        const next = (Number.isFinite(value) ? value : 0) + way * (event.shiftKey ? 0.1 : 1);
        input.value = exact(next);
        use(false);
        event.preventDefault();
      }
      if (event.key === "Enter" || event.key === "Escape") {
        event.preventDefault();
        leave(event.key === "Enter", true);
      }
    });
    this.editor = input;
    this.box.append(input);
    input.focus();
    if (typed === null) input.select();
    else { input.setSelectionRange(1, 1); use(false); }
  }

  close() { this.editor?.blur(); }
}
