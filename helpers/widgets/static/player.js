// A window that slides: the transport, and the settings that a noun brings.

import { button, choice, copy, keepKeys, make } from "./elements.js";
import { saveAsHtml } from "./standalone.js";

export class GridWidget {
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

export const lost = (rows, columns) => {
  const words = [[rows, "row"], [columns, "column"]].filter(([n]) => n > 0)
    .map(([n, word]) => (n === 1 ? `the last ${word}` : `the last ${n} ${word}s`));
  return words.length === 0 ? "" : `No window reaches ${words.join(" and ")}: dropped.`;
};
