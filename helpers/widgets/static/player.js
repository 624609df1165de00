// A window that slides: the transport, and the settings that a noun brings.

import { button, choice, copy, keepKeys, make } from "./elements.js";
import { saveAsHtml } from "./standalone.js";

const GIVEN = "\u0001"; // in a menu: what Python gave, which has no name

export const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class GridWidget {
  speed = 2;
  timer = 0;
  draft = {};
  peek = null; // a position that the mouse or the focus asks to see
  pinned = null; // a cell that was clicked: what it is linked to stays lit
  offered = {}; // controls by name
  waiting = false;
  setting = false;
  problem = "";
  /** @type {any} */
  state = {};
  positions = { rows: 1, columns: 1 };

  constructor({ model, el }) {
    this.model = model;
    this.stopped = new AbortController();
    this.step = model.get("step");
    this.names = [...this.settings, ...this.common, ...this.offers];
    this.given = {};
    for (const name of [...this.names, "step"]) this.given[name] = model.get(name);
    this.build();
    el.append(this.root);
    this.again = () => {
      if (this.setting) return;
      for (const name of this.names)
        if (model.get(name) !== this.state[name]) this.given[name] = model.get(name);
      if (this.waiting) return;
      this.waiting = true;
      queueMicrotask(() => {
        this.waiting = false;
        if (!this.stopped.signal.aborted) this.refresh();
      });
    };
    this.moved = () => {
      if (this.timer || this.setting) return;
      this.step = this.given.step = model.get("step");
      this.draw();
    };
    for (const name of this.names) model.on("change:" + name, this.again);
    model.on("change:step", this.moved);
    this.leaveSaving = saveAsHtml(model);
    this.refresh();
    if (this.problem) this.say(this.problem, true);
  }

  // What a noun brings: its name, the traits that it computes from, and those that it
  // offers to choose from; why a state is impossible; its arithmetic; what it shows, and
  // what of it at one position; a remark; the call of torch, and its numbers.
  get title() { return ""; }
  /** @returns {string[]} */
  get settings() { return []; }
  /** @returns {string[]} */
  get offers() { return []; }
  get common() { return ["hide", "controls"]; }
  furnish() {}
  /** @type {(state: any) => string} */
  check() { return ""; }
  compute() {}
  show() {}
  /** @type {(step: number, row: number, column: number) => void} */
  place() {}
  spot(row, column, rows, columns) {
    return `row ${row + 1} of ${rows}, column ${column + 1} of ${columns}`;
  }
  remark() { return ""; }
  code() { return ""; }
  values() { return ""; }

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
      type: "range", min: "0", step: "1", ariaLabel: "Position of the window",
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
      make("label", {}, this.loop, "Loop"), make("label", {}, this.hide, "Hide the rest"),
      button("Reset", () => this.reset(), { title: "Everything as Python gave it" }));
    this.stage = make("div", { className: "cnn-stage" });
    this.hint = make("p", { className: "cnn-hint" });
    this.message = make("p", { className: "cnn-say", role: "status" });
    this.status = make("div", { className: "cnn-status" }, this.hint, this.message);
    this.bar = make("div", { className: "cnn-bar cnn-settings" });
    this.line = make("code", {});
    this.lines = make("code", { className: "cnn-lines" }); // with x, w and b: to be copied
    const copied = button("Copy", async () => {
      this.lines.textContent = [this.values(), this.code()].join("\n");
      const done = await copy(this.lines);
      copied.textContent = done ? "Copied" : "Selected";
      if (done) this.lines.textContent = "";
      setTimeout(() => { copied.textContent = "Copy"; }, 1500);
    }, { className: "cnn-copy", title: "Copy it with all its numbers, ready to run" });
    this.root = make("section", {
      className: "cnn", role: "group", ariaLabel: this.title,
    }, transport, this.stage, this.status, this.bar,
    make("div", { className: "cnn-code" }, this.line, copied, this.lines));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("click", (event) => {
      if (this.pinned && !event.target.closest(".cnn-box")) this.unpin();
    });
    keepKeys(this.root);
    this.furnish();
  }

  // A menu or a switch of the settings bar, shown if `controls` names it.
  offerControl(name, element) {
    this.offered[name] = element;
    this.bar.append(element);
  }

  // Fill a menu with what can be chosen by name, and show what is chosen.
  offer(select, offered, current, given) {
    const names = [["", "your own"], ...Object.keys(offered).map((name) => [name, name])];
    if (!Object.values(offered).some((one) => equal(one, given)))
      names.splice(1, 0, [GIVEN, "the one given"]);
    const key = names.join();
    if (select.key !== key) select.fill(names);
    select.key = key;
    select.value = Object.keys(offered).find((name) => equal(offered[name], current))
      ?? (equal(given, current) ? GIVEN : "");
  }

  // What a name in a menu stands for; nothing for "your own".
  chosenOf(offered, given, name) { return name === GIVEN ? given : offered[name]; }

  key(event) {
    const typing = event.target.matches("input:not([type=range]), select, textarea");
    if (event.key === "Escape" && this.pinned) {
      event.preventDefault();
      this.unpin();
    }
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
    for (const [name, element] of Object.entries(this.offered))
      element.hidden = !state.controls.includes(name);
    this.bar.hidden = [...this.bar.children].every((element) => element.hidden);
    this.hide.checked = state.hide;
    this.slider.max = String(this.positions.rows * this.positions.columns - 1);
    this.step = Math.min(this.step, +this.slider.max);
    this.show();
    this.say(this.remark(), false);
    if (this.line.textContent !== this.code()) this.line.textContent = this.code();
    this.lines.textContent = "";
    this.draw();
    this.pinned?.show(this.pinned.index);
  }

  // Say what the mouse or the focus is on, and what it is linked to.
  tell(grid, index, links = "") {
    this.hint.textContent = index < 0 ? ""
      : `${grid.title.textContent}, ${grid.words(index)}${links}`;
  }

  // Light up what a cell is linked to: while mouse or focus are on it, or, once it was
  // clicked, until another click or Escape.
  light(grid, index, how, show) {
    if (how === "key" || how === "click") this.unpin();
    if (how === "click") this.pinned = { grid, index, show };
    if (!this.pinned || how === "click") show(index);
  }

  unpin() {
    this.pinned?.show(-1);
    this.pinned = null;
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

  // Everything as Python gave it.
  reset() {
    this.pause();
    this.unpin();
    this.step = this.given.step;
    this.peek = null;
    this.change(this.given);
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
      if (!this.root.isConnected) {
        this.pause();
        return;
      }
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
    this.slider.value = String(this.step);
    const text = this.spot(row, column, rows, columns);
    this.where.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
    this.place(step, row, column);
  }

  // Whether a position is still to be predicted.
  covered(step) { return this.state.hide && step > this.step; }

  // What the output shows: everything, or nothing beyond the current position.
  visible(data) {
    return this.state.hide ? Array.from(data, (value, i) => (this.covered(i) ? null : value))
      : data;
  }
}

export const lost = (rows, columns) => {
  const words = [[rows, "row"], [columns, "column"]].filter(([n]) => n > 0)
    .map(([n, word]) => (n === 1 ? `the last ${word}` : `the last ${n} ${word}s`));
  return words.length === 0 ? "" : `No window reaches ${words.join(" and ")}: dropped.`;
};

// A line of Python that makes a tensor of nested numbers.
export const asTensor = (name, nested) =>
  `${name} = torch.tensor(${JSON.stringify(nested)}, dtype=torch.float32)`;
