// A grid: one title line, then cells, a frame, and an editor when asked. A small one is
// rows of cells with numbers. A larger one is a single canvas, one pixel for each cell,
// and on it the one cell that can have the focus.

import { make } from "./elements.js";
import { MINUS, exact, parse, refused, short } from "./numbers.js";
import { canvas, paint, under } from "./picture.js";

export const NUMBERS_UP_TO = 10; // cells a side; above that a grid is a picture

const svg = (tag, attributes) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

// How cells are marked on a picture, as a path; all others are outlined together.
const SHAPES = {
  "cnn-winner": (row, column) =>
    `M${column + 0.2} ${row + 0.5}a.3 .3 0 1 0 .6 0a.3 .3 0 1 0-.6 0`,
  "cnn-same": (row, column) => `M${column + 0.35} ${row + 0.5}h.3`,
  "cnn-dropped": (row, column) => `M${column} ${row + 1}l1-1`,
};

export class Grid {
  rows = 0;
  columns = 0;
  border = 0;
  numbers = true;
  key = "";
  values = [];
  shown = []; // of each cell with a number: its value, colour and text
  cells = [];
  marks = {};
  paths = {};
  framed = []; // row, column, rows, columns
  selected = [];
  focus = 0; // the cell that Tab leads to
  over = -1; // the cell under the mouse
  editor = null;
  cursor = null;
  pixels = canvas({ className: "cnn-pixels", ariaHidden: "true" });
  drawing = svg("svg", { class: "cnn-drawing", "aria-hidden": "true", preserveAspectRatio: "none" });

  // edit(index, value, last) and pick(index, how) are called for a cell, how: "click" or
  // "key"; point(index, how) when mouse or focus are on a cell ("hover", "focus"), when
  // it was clicked ("click") or arrows led to it ("key"); point(-1) when they have left.
  // say(text) is for what was typed and cannot be used.
  /** @param {{title: string, role?: string, edit?: any, pick?: any, point?: any, say?: any, kind?: string}} options */
  constructor({ title, role = "grid", edit, pick, point, say, kind = "" }) {
    this.role = role;
    this.edit = edit;
    this.pick = pick;
    this.point = point;
    this.say = say;
    this.title = make("div", { className: "cnn-title" }, title);
    this.body = make("div", { className: "cnn-cells", role, ariaLabel: title });
    if (role === "grid")
      Object.assign(this.body, { ariaReadOnly: String(!edit), ariaMultiSelectable: "true" });
    this.frame = make("div", { className: "cnn-frame", ariaHidden: "true", hidden: true });
    this.rim = make("div", { className: "cnn-rim", ariaHidden: "true", hidden: true });
    this.box = make("div", { className: "cnn-box",
      ondragstart: (event) => event.preventDefault() }, this.body, this.rim, this.frame);
    this.el = make("div", { className: `cnn-grid ${kind}` }, this.title, this.box);
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
    Object.assign(this, { key, rows, columns, border, numbers, values: [], shown: [],
      cells: [], marks: {}, paths: {}, framed: [], selected: [], over: -1, cursor: null });
    this.el.style.setProperty("--columns", String(columns));
    this.el.style.setProperty("--lines", String(rows));
    this.rim.style.setProperty("--border", String(border));
    this.rim.hidden = !border || !numbers;
    this.el.classList.toggle("cnn-picture", !numbers);
    this.focus = Math.min(this.focus, rows * columns - 1);
    if (numbers) this.#table();
    else this.#picture();
  }

  #table() {
    this.body.role = this.role;
    const role = this.role === "grid" ? "gridcell" : "cell";
    this.body.replaceChildren(...Array.from({ length: this.rows }, () => {
      const line = Array.from({ length: this.columns }, () => {
        const index = this.cells.length;
        const cell = make("div", { className: this.inside(index) ? "" : "cnn-border", role });
        this.cells.push(Object.assign(cell, { cnn: index }));
        if (role === "gridcell") cell.tabIndex = -1;
        return cell;
      });
      return make("div", { className: "cnn-row", role: "row" }, ...line);
    }));
    if (role === "gridcell") this.cells[this.focus].tabIndex = 0;
  }

  #picture() {
    const { rows, columns, border } = this;
    this.body.role = this.role === "grid" ? "grid" : "img";
    this.drawing.setAttribute("viewBox", `0 0 ${columns} ${rows}`);
    this.drawing.replaceChildren();
    this.body.replaceChildren(this.pixels, this.drawing);
    if (border)
      this.#draw("cnn-edge", `M${border} ${border}h${columns - 2 * border}`
        + `v${rows - 2 * border}h${2 * border - columns}z`);
    if (this.role !== "grid") return;
    Object.assign(this.body, { ariaRowCount: String(rows), ariaColCount: String(columns) });
    this.line = make("div", { role: "row" });
    this.body.append(this.line);
    this.#put();
  }

  // The one cell of a picture that can have the focus. Each visit makes a new one, so
  // that a reader of the screen hears of it as of any other cell.
  #put() {
    const [row, column] = this.#place(this.focus);
    const cell = make("div", { className: "cnn-cursor", role: "gridcell", tabIndex: 0,
      ariaColIndex: String(column + 1), ariaLabel: this.words(this.focus),
      ariaSelected: String(this.#framed(row, column)) });
    this.line.ariaRowIndex = String(row + 1);
    cell.style.setProperty("--row", row);
    cell.style.setProperty("--column", column);
    this.cursor = Object.assign(cell, { cnn: this.focus });
    this.line.append(cell);
  }

  #place(index) { return [Math.floor(index / this.columns), index % this.columns]; }

  #framed(row, column) {
    const [top, left, rows, columns] = this.framed;
    return row >= top && row < top + rows && column >= left && column < left + columns;
  }

  // Write values (null leaves a cell blank); only what has changed is touched.
  // write(value, index) is the text of a cell, say(value, index) how it is read aloud.
  /** @param {(value: number, index?: number) => string} write */
  paint(values, colour, write = short, say = null) {
    this.values = Array.from(values);
    if (!this.numbers) {
      paint(this.pixels, this.values, this.rows, this.columns, (value) =>
        (value === null ? [0, 0, 0, 0] : colour.parts(value)));
      this.#name();
      return;
    }
    let longest = 0;
    for (let i = 0; i < this.cells.length; i++) {
      const value = this.values[i];
      const shade = value === null ? "" : colour(value);
      const text = value === null ? "" : write(value, i);
      longest = Math.max(longest, text.length);
      const [oldValue, oldShade, oldText] = this.shown[i] ?? [];
      if (oldValue === value && oldShade === shade && oldText === text) continue;
      this.shown[i] = [value, shade, text];
      const cell = this.cells[i];
      if (oldShade !== shade) cell.style.backgroundColor = shade;
      if ((oldValue === null) !== (value === null)) {
        cell.classList.toggle("cnn-blank", value === null);
        cell.ariaLabel = value === null ? "hidden" : null;
      }
      if ((oldText ?? "") === text) continue;
      cell.textContent = text;
      if (say) cell.ariaLabel = say(value, i);
    }
    this.el.classList.toggle("cnn-long", longest > 4);
  }

  // Keep the name of the cell with the focus, or of the whole picture, true.
  #name() {
    const known = this.values.filter((value) => value !== null);
    const whole = `${this.title.textContent}, ${this.rows}×${this.columns} numbers, `
      + (known.length ? `from ${exact(Math.min(...known))} to ${exact(Math.max(...known))}` : "hidden");
    const [element, text] = this.cursor ? [this.cursor, this.words(this.focus)]
      : [this.body, whole];
    if (element.ariaLabel !== text) element.ariaLabel = text;
  }

  // Give exactly these cells a class, or draw it over the picture.
  mark(name, indices) {
    const next = new Set(indices);
    const last = this.marks[name] ?? new Set();
    this.marks[name] = next;
    if (!this.numbers) {
      if (next.size !== last.size || [...next].some((i) => !last.has(i)))
        this.#draw(name, this.#outline(name, next));
      return;
    }
    for (const i of last) if (!next.has(i)) this.cells[i]?.classList.remove(name);
    for (const i of next) if (!last.has(i)) this.cells[i]?.classList.add(name);
  }

  // A bright line on a dark one, so that it is seen on every grey.
  #draw(name, path) {
    this.paths[name] ??= ["cnn-under", "cnn-line"].map((kind) => {
      const line = svg("path", { class: `${kind} ${name}` });
      this.drawing.append(line);
      return line;
    });
    for (const line of this.paths[name]) line.setAttribute("d", path);
  }

  #outline(name, cells) {
    const parts = [];
    for (const i of cells) {
      const [row, column] = this.#place(i);
      if (i < 0 || row >= this.rows) continue;
      if (SHAPES[name]) parts.push(SHAPES[name](row, column));
      else parts.push(
        cells.has(i - this.columns) ? "" : `M${column} ${row}h1`,
        cells.has(i + this.columns) ? "" : `M${column} ${row + 1}h1`,
        column && cells.has(i - 1) ? "" : `M${column} ${row}v1`,
        column < this.columns - 1 && cells.has(i + 1) ? "" : `M${column + 1} ${row}v1`);
    }
    return parts.join("");
  }

  // Frame cells: the window, or the output that belongs to it.
  move(row, column, rows, columns) {
    const style = this.frame.style;
    this.frame.hidden = false;
    this.framed = [row, column, rows, columns];
    for (const [name, value] of Object.entries({ row, column, rows, columns }))
      style.setProperty("--" + name, value);
    if (this.role !== "grid") return;
    if (this.cursor) {
      this.cursor.ariaSelected = String(this.#framed(...this.#place(this.focus)));
      return;
    }
    const selected = this.cells.filter((cell) => this.#framed(...this.#place(cell.cnn)));
    for (const cell of this.selected) if (!selected.includes(cell)) cell.ariaSelected = null;
    for (const cell of selected) cell.ariaSelected = "true";
    this.selected = selected;
  }

  name(index) { // as a learner counts, with the border outside
    if (!this.inside(index)) return "padding";
    const [row, column] = this.#place(index);
    return `row ${row - this.border + 1}, column ${column - this.border + 1}`;
  }

  inside(index) {
    const [row, column] = this.#place(index);
    return Math.min(row, column, this.rows - 1 - row, this.columns - 1 - column) >= this.border;
  }

  // The same cell without the border.
  inner(index) {
    const [row, column] = this.#place(index);
    return (row - this.border) * (this.columns - 2 * this.border) + column - this.border;
  }

  // A cell in words, as it is now.
  words(index) {
    const value = this.values[index] ?? null;
    return `${this.name(index)}: ${value === null ? "hidden" : exact(value)}`;
  }

  // The cell under a pointer, -1 beside them all.
  at(event) {
    const [row, column] = under(event, this.body, this.rows, this.columns).map(Math.floor);
    return row >= 0 && row < this.rows && column >= 0 && column < this.columns
      ? row * this.columns + column : -1;
  }

  #listen() {
    this.body.addEventListener("pointermove", (event) => {
      const index = event.pointerType === "touch" ? this.over : this.at(event);
      if (index === this.over) return;
      this.over = index;
      this.point?.(index, "hover");
    });
    this.body.addEventListener("pointerleave", () => {
      this.over = -1;
      this.point?.(-1, "hover");
    });
    this.body.addEventListener("focusin", (event) => {
      if (event.target.cnn === undefined) return;
      this.#rove(event.target.cnn);
      this.point?.(this.focus, "focus");
    });
    this.body.addEventListener("focusout", () => this.point?.(-1, "focus"));
    this.body.addEventListener("click", (event) => {
      // without a pointer, as some readers of the screen click, it is the target
      const index = event.detail ? this.at(event) : event.target.cnn ?? -1;
      if (index < 0) return;
      if (!this.numbers) this.visit(index, !this.edit);
      this.#use(index, event.detail ? "click" : "key");
    });
    this.body.addEventListener("keydown", (event) => this.#key(event));
  }

  #use(index, how) {
    if (how === "click") this.point?.(index, how);
    this.pick?.(index, how);
    if (this.edit && this.inside(index)) this.open(index);
  }

  #rove(index) {
    if (this.numbers) {
      this.cells[this.focus].tabIndex = -1;
      this.cells[index].tabIndex = 0;
    }
    this.focus = index;
  }

  // Put the focus on a cell, or let Tab lead there.
  visit(index, now = true) {
    const last = this.cursor;
    if (last && last.cnn !== index) {
      this.focus = index;
      this.#put();
    }
    if (now) (this.cursor ?? this.cells[index]).focus({ preventScroll: this.over >= 0 });
    if (last !== this.cursor) last.remove();
  }

  #key(event) {
    const index = event.target.cnn ?? -1;
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
    if (next !== undefined) {
      if (next >= 0 && next < this.rows * this.columns) {
        this.visit(next);
        this.point?.(next, "key");
      }
    } else if (event.key === "Enter" || (event.key === " " && this.pick))
      this.#use(index, "key");
    else if (this.edit && types && this.inside(index)) this.open(index, event.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // Put an editor over one cell. Every number that is typed counts at once; Enter, Tab
  // and leaving keep it, Escape takes it back, the arrows count up and down.
  open(index, typed = null) {
    this.close();
    const before = this.values[index];
    const [row, column] = this.#place(index);
    const input = make("input", {
      className: "cnn-edit", type: "text", inputMode: "decimal", autocomplete: "off",
      value: typed ?? String(before).replace("-", MINUS),
      ariaLabel: `${this.title.textContent}, ${this.name(index)}`,
    });
    input.style.setProperty("--row", row);
    input.style.setProperty("--column", column);
    const use = (last) => {
      const wrong = refused(input.value, before);
      input.ariaInvalid = String(wrong !== "");
      if (!wrong || last) this.edit(index, wrong ? before : parse(input.value), last);
      if (wrong && last) this.say?.(wrong);
    };
    const leaveIt = (keep, refocus) => {
      if (this.editor !== input) return;
      this.editor = null;
      if (!keep) input.value = String(before);
      use(true);
      input.remove();
      if (refocus) this.visit(index);
    };
    input.addEventListener("input", () => use(false));
    input.addEventListener("blur", () => leaveIt(true, false));
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
        leaveIt(event.key === "Enter", true);
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
