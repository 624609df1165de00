// What the widgets share: grids of cells, the player, the settings. A part of its own
// follows in the same module (convolution.js, max_pooling.js, sketch.js).

const NUMBERS_UP_TO = 10; // cells a side; above that a grid is a picture
const MINUS = "\u2212";

// ---- numbers and arrays: {c, h, w, data} holds c grids of h rows and w columns

const cube = (nested) => ({
  c: nested.length, h: nested[0].length, w: nested[0][0].length,
  data: Float64Array.from(nested.flat(2)),
});

const nest = ({ c, h, w, data }) =>
  Array.from({ length: c }, (_, k) => Array.from({ length: h }, (_, i) =>
    Array.from(data.subarray((k * h + i) * w, (k * h + i + 1) * w))));

const layer = (x, k) => x.data.subarray(k * x.h * x.w, (k + 1) * x.h * x.w);

// At most five characters: 0.00 is a number near zero, 0 is zero.
function short(value) {
  const size = Math.abs(value);
  let text = String(value);
  if (size >= 1e6) text = value.toExponential(0).replace("e+", "e");
  else if (!Number.isInteger(value)) {
    text = value.toFixed(size < 10 ? 2 : size < 1000 ? 1 : 0);
    if (size >= 0.005) text = String(+text);
  }
  return text.replaceAll("-", MINUS);
}

const exact = (value) => String(Number.isInteger(value) ? value : +value.toPrecision(5))
  .replaceAll("-", MINUS);
const parse = (text) => (text.trim() === "" ? NaN
  : Number(text.trim().replace(MINUS, "-").replace(",", ".")));

// ---- colours: the RdBu scale of Matplotlib, and greys

const RED_TO_BLUE = ["67001f", "b2182b", "d6604d", "f4a582", "fddbc7", "f7f7f7",
  "d1e5f0", "92c5de", "4393c3", "2166ac", "053061"]
  .map((hex) => [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)));

const rgb = (parts) => `rgb(${parts.map(Math.round).join(",")})`;

function diverging(limit, pale) {
  const reach = pale ? 0.5 : 1; // pale behind numbers, so that they can be read
  return (value) => {
    const t = 5 + 5 * reach * Math.max(-1, Math.min(1, value / (limit || 1)));
    const i = Math.min(9, Math.floor(t));
    return rgb(RED_TO_BLUE[i].map((a, k) => a + (t - i) * (RED_TO_BLUE[i + 1][k] - a)));
  };
}

function grey(low, high, pale) {
  const floor = pale ? 158 : 0;
  return (value) => {
    const t = Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
    return rgb(Array(3).fill(floor + t * (255 - floor)));
  };
}

const extent = (data) => data.reduce(([low, high], v) =>
  [Math.min(low, v), Math.max(high, v)], [0, 0]);
const largest = (data) => data.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

// ---- elements

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// Keys pressed in a widget are its own: JupyterLab would take d d and delete the cell.
function keepKeys(root) {
  root.dataset.lmSuppressShortcuts = "true";
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
  });
}

const button = (label, onclick, attributes = {}) =>
  make("button", { type: "button", onclick, ...attributes }, label);

const labelled = (label, control) =>
  make("label", {}, make("span", {}, label), control);

function choice(label, options, onchange, ariaLabel = label) {
  const select = make("select", { ariaLabel, onchange: () => onchange(select.value) });
  const fill = (names) => select.replaceChildren(...names.map(([value, text]) =>
    make("option", { value }, text)));
  fill(options);
  select.show = (value) => {
    const known = [...select.options].some((option) => option.value === String(value));
    if (!known) select.append(make("option", { value }, String(value)));
    select.value = value;
  };
  return [labelled(label, select), select, fill];
}

// ---- a grid: one title line, then rows of cells, a frame, and an editor when asked

class Grid {
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

// ---- the widget: a noun says what to show, this moves it

class GridWidget {
  constructor({ model, el }) {
    this.model = model;
    this.stopped = new AbortController();
    this.step = model.get("step");
    this.speed = 2;
    this.draft = {};
    this.peek = null; // a position that the mouse or the focus asks to see
    this.build();
    el.append(this.root);
    this.again = () => {
      if (this.waiting || this.setting) return;
      this.waiting = true;
      queueMicrotask(() => {
        this.waiting = false;
        if (!this.stopped.signal.aborted) this.refresh();
      });
    };
    this.moved = () => {
      if (this.timer || this.setting) return;
      this.step = model.get("step");
      this.draw();
    };
    this.names = [...this.settings, "hide", ...this.offers];
    for (const name of this.names) model.on("change:" + name, this.again);
    model.on("change:step", this.moved);
    this.leaveSaving = saveAsHtml(model);
    this.refresh();
    if (this.problem) this.say(this.problem, true);
  }

  // Leave nothing behind: no listener, no timer.
  remove() {
    this.stopped.abort();
    cancelAnimationFrame(this.timer);
    this.timer = 0;
    for (const name of this.names) this.model.off("change:" + name, this.again);
    this.model.off("change:step", this.moved);
    this.leaveSaving();
    this.root.remove();
  }

  build() {
    this.playing = button("Play", () => this.toggle(), { className: "cnn-play" });
    this.slider = make("input", {
      type: "range", min: 0, step: 1, ariaLabel: "Position of the window",
      oninput: () => { this.pause(); this.go(+this.slider.value); },
      onchange: () => this.keep(),
    });
    this.where = make("span", { className: "cnn-where" });
    const [speedLabel, speed] = choice("Speed", [["1", "1"], ["2", "2"], ["5", "5"],
      ["15", "15"], ["60", "60"]].map(([v, t]) => [v, `${t} / s`]),
    (value) => { this.speed = +value; }, "Speed, steps a second");
    speed.value = "2";
    this.loop = make("input", { type: "checkbox", checked: true });
    this.hide = make("input", { type: "checkbox", onchange: () =>
      this.change({ hide: this.hide.checked }) });
    const transport = make("div", { className: "cnn-bar cnn-transport" },
      this.playing,
      button("\u2039", () => this.nudge(-1), { ariaLabel: "Step back", title: "Step back" }),
      button("\u203a", () => this.nudge(1), { ariaLabel: "Step on", title: "Step on" }),
      this.slider, this.where, speedLabel,
      make("label", {}, this.loop, "Loop"), make("label", {}, this.hide, "Hide the rest"));
    this.stage = make("div", { className: "cnn-stage" });
    this.hint = make("p", { className: "cnn-hint" });
    this.message = make("p", { className: "cnn-say", role: "status" });
    this.status = make("div", { className: "cnn-status" }, this.hint, this.message);
    this.bar = make("div", { className: "cnn-bar" });
    this.line = make("code", {});
    const copied = button("Copy", async () => {
      const done = await copy(this.line);
      copied.textContent = done ? "Copied" : "Selected";
      setTimeout(() => { copied.textContent = "Copy"; }, 1500);
    }, { className: "cnn-copy" });
    this.root = make("section", {
      className: "cnn", role: "group", ariaLabel: this.title,
    }, transport, this.stage, this.status, this.bar,
    make("div", { className: "cnn-code" }, this.line, copied));
    this.root.addEventListener("keydown", (event) => this.key(event));
    keepKeys(this.root);
    this.furnish();
  }

  key(event) {
    const typing = event.target.matches("input:not([type=range]), select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.positions.rows * this.positions.columns - 1;
    const actions = {
      " ": () => this.toggle(),
      ArrowLeft: () => this.nudge(-1), ArrowRight: () => this.nudge(1),
      Home: () => this.jump(0), End: () => this.jump(last),
    };
    const own = event.target.matches("button, [type=range]");
    if (own && event.key === " " && !event.target.matches("[type=range]")) return;
    if (!actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }

  // Bring everything up to date with the model, or say why that is impossible.
  refresh() {
    const state = {};
    for (const name of this.names) state[name] = this.model.get(name);
    this.problem = this.check(state);
    if (this.problem) return;
    this.state = state;
    this.draft = {};
    this.compute();
    this.hide.checked = state.hide;
    this.slider.max = this.positions.rows * this.positions.columns - 1;
    this.step = Math.min(this.step, +this.slider.max);
    this.show();
    this.say(this.remark(), false);
    if (this.line.textContent !== this.code()) this.line.textContent = this.code();
    this.draw();
  }

  // Say what the mouse or the focus is on, and what it is linked to.
  tell(grid, index, links = "") {
    this.hint.textContent = index < 0 ? ""
      : `${grid.title.textContent}, ${grid.words(index)}${links}`;
  }

  say(text, wrong) {
    if (this.message.textContent !== text) this.message.textContent = text;
    this.message.classList.toggle("cnn-wrong", wrong);
  }

  // Try settings. Those that cannot be are explained, and stay in the controls until
  // they fit; what is shown and what Python knows is the last that was possible.
  propose(changes) {
    this.draft = { ...this.draft, ...changes };
    const problem = this.check({ ...this.state, ...this.draft });
    if (problem) this.say(`${problem} The last possible result stays.`, true);
    else this.change(this.draft);
  }

  change(values, save = true) {
    this.put(values);
    this.refresh();
    if (!save) return;
    this.put({ step: this.step });
    this.model.save_changes();
  }

  // Set values in the model without hearing of it.
  put(values) {
    this.setting = true;
    for (const [name, value] of Object.entries(values)) this.model.set(name, value);
    this.setting = false;
  }

  // Tell Python where the window has stopped.
  keep() {
    if (this.model.get("step") === this.step) return;
    this.put({ step: this.step });
    this.model.save_changes();
  }

  go(step) {
    this.step = step;
    this.peek = null;
    this.draw();
  }

  jump(step) {
    this.pause();
    this.go(step);
    this.keep();
  }

  nudge(way) {
    const count = +this.slider.max + 1;
    this.jump((this.step + way + count) % count);
  }

  look(step) {
    if (this.timer && step !== null) this.pause();
    this.peek = step;
    this.draw();
  }

  toggle() { if (this.timer) this.pause(); else this.play(); }

  play() {
    const count = +this.slider.max + 1;
    if (this.step === count - 1) this.go(0);
    let due = performance.now() + 1000 / this.speed;
    const frame = (now) => {
      this.timer = requestAnimationFrame(frame);
      if (!this.root.isConnected) return this.pause();
      if (now < due - 4) return; // a frame may come a little early
      due = Math.max(due + 1000 / this.speed, now);
      const next = this.step + 1;
      if (next < +this.slider.max + 1) this.go(next);
      else if (this.loop.checked) this.go(0);
      else this.pause();
    };
    this.timer = requestAnimationFrame(frame);
    this.playing.textContent = "Pause";
    this.root.classList.add("cnn-moving");
  }

  pause() {
    if (!this.timer) return;
    cancelAnimationFrame(this.timer);
    this.timer = 0;
    this.playing.textContent = "Play";
    this.root.classList.remove("cnn-moving");
    this.keep();
  }

  // Draw one position: the one peeked at, or the current one.
  draw() {
    const step = this.peek ?? this.step;
    const { rows, columns } = this.positions;
    const row = Math.floor(step / columns);
    const column = step % columns;
    this.slider.value = this.step;
    const text = `row ${row + 1} of ${rows}, column ${column + 1} of ${columns}`;
    this.where.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
    this.place(step, row, column);
  }

  // What the output shows: everything, or nothing beyond the current position.
  visible(data) {
    if (!this.state.hide) return data;
    const step = this.step;
    return Array.from(data, (value, i) => (i <= step ? value : null));
  }
}

// JupyterLab saves that a live widget was shown, but not the widget: opened again, the
// notebook would say "model not found". So what is saved of our outputs is their HTML,
// which plays by itself. Elsewhere nothing is done. Returns a function that stops it.
const LIVE = "application/vnd.jupyter.widget-view+json";

function saveAsHtml(model) {
  const context = model.get("layout")?.widget_manager?.context;
  if (!context?.saveState?.connect) return () => {};
  const notebook = context.model;
  const saving = (_, state) => {
    delete notebook.toJSON;
    if (state !== "started") return;
    const whole = notebook.toJSON;
    notebook.toJSON = () => {
      const json = structuredClone(whole.call(notebook));
      for (const cell of json.cells)
        for (const { data } of cell.outputs ?? [])
          if (data?.[LIVE] && String(data["text/html"]).includes("data-cnn="))
            delete data[LIVE];
      return json;
    };
  };
  context.saveState.connect(saving);
  return () => context.saveState.disconnect(saving);
}

async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch { // not allowed in a sandboxed frame: select it, so that it can be copied
    getSelection().selectAllChildren(element);
    return false;
  }
}

// A row of tabs for more grids than fit: calls show(first) with the first to show.
function tabs(label, count, size, show) {
  const bar = make("div", { className: "cnn-tabs", role: "group", ariaLabel: label });
  bar.hidden = count <= size;
  if (!bar.hidden)
    for (let first = 0; first < count; first += size) {
      const last = Math.min(first + size, count);
      const text = last - first > 1 ? `${first + 1}\u2013${last}` : `${last}`;
      const tab = button(text, () => {
        for (const other of bar.children) other.ariaPressed = String(other === tab);
        show(first);
      }, { ariaLabel: `${label} ${text}`, ariaPressed: String(first === 0) });
      bar.append(tab);
    }
  return bar;
}

const lost = (rows, columns) => {
  const words = [[rows, "row"], [columns, "column"]].filter(([n]) => n > 0)
    .map(([n, word]) => (n === 1 ? `the last ${word}` : `the last ${n} ${word}s`));
  return words.length === 0 ? "" : `No window reaches ${words.join(" and ")}: dropped.`;
};

const mount = (Noun) => ({ model, el }) => {
  let widget = new Noun({ model, el });
  return () => { // whoever keeps this function does not keep the page's elements
    widget?.remove();
    widget = null;
  };
};
