// A whole network under the hand: the picture is dragged or drawn on, all maps and the
// answer follow in the same frame, and every map, number and weight can be opened.

import { divergingParts, greyParts } from "./colours.js";
import { Columns, percent } from "./columns.js";
import { Detail } from "./detail.js";
import { button, choice, keepKeys, make } from "./elements.js";
import {
  answer, backward, changed, floats, forward, halves, network, pixels,
} from "./layers.js";
import { largest } from "./numbers.js";
import { moved } from "./ops.js";
import { receptiveField, sources } from "./paths.js";
import { paintPicture, canvas, under } from "./picture.js";
import { ShiftMap, way } from "./shift_map.js";
import { brushed, poured } from "./sheet.js";
import { mount, saveAsHtml } from "./standalone.js";

const KEPT = ["chosen", "drawing", "shift", "picked", "edits", "off", "epoch"];
const NARROW = 49; // em: a telephone
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const clamp = (value, most) => Math.max(-most, Math.min(most, value));

function encode(data) {
  const bytes = new Uint8Array(Float32Array.from(data).buffer);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

class Network {
  // The state, as Python knows it.
  chosen = 0;
  drawing = "";
  shift = [0, 0];
  /** @type {{network: number, stage: number, map: number, cell: number[] | null} | null} */
  picked = null;
  /** @type {[string, number, number][]} */ edits = [];
  /** @type {[number, number][]} */ off = [];
  epoch = -1;
  // The darkest and the brightest pixel.
  blank = 0;
  bright = 1;
  /** @type {any} */ gesture = null;
  /** @type {[number, number, number] | null} what the mouse is on */ pointed = null;
  /** @type {any} what Undo brings back while a number is typed */ pending = null;

  constructor({ model, el }) {
    this.model = model;
    this.pictures = pixels(model.get("pictures"));
    this.labels = model.get("labels");
    this.classes = model.get("classes");
    this.has = (name) => model.get("controls").includes(name);
    const all = this.pictures.flatMap(({ data }) => [Math.min(...data), Math.max(...data)]);
    this.blank = Math.min(...all);
    this.bright = Math.max(...all);
    if (this.bright === this.blank) this.bright += 1; // a black sheet to draw on
    const numbers = floats(model.get("numbers"));
    this.history = [...model.get("history").map(halves), numbers];
    this.moments = model.get("moments");
    this.nets = [{ plan: model.get("plan"), title: model.get("title") }];
    const other = model.get("other");
    if (other) this.nets.push({ ...other, base: network(other.plan, floats(other.numbers)) });
    this.nets[0].base = network(this.nets[0].plan, numbers);
    this.undone = [];
    this.trail = []; // what was open before, step by step
    this.guesses = {};
    this.tool = "Move";
    this.load();
    this.given = Object.fromEntries(KEPT.map((name) => [name, structuredClone(this[name])]));
    this.build();
    el.append(this.root);
    this.again = () => { if (!this.setting) { this.load(); this.renew(); } };
    for (const name of KEPT) model.on(`change:${name}`, this.again);
    this.leaveSaving = saveAsHtml(model);
    this.resized = new ResizeObserver(() => this.connect());
    this.resized.observe(this.root);
    this.renew();
    this.report("Drag the picture, or click it and use the arrow keys. Click a map to open it.");
  }

  remove() {
    for (const name of KEPT) this.model.off(`change:${name}`, this.again);
    for (const net of this.nets) net.shifts?.stop();
    this.resized.disconnect();
    this.leaveSaving();
    this.root.remove();
  }

  // ---- state

  load() {
    for (const name of KEPT) this[name] = structuredClone(this.model.get(name));
    this.shift = [...this.shift];
    if (this.epoch < 0) this.epoch = this.history.length - 1;
  }

  // Tell Python what has come of a gesture, once it is over.
  keep() {
    const now = { ...Object.fromEntries(KEPT.map((name) => [name, this[name]])),
      epoch: this.epoch === this.history.length - 1 ? -1 : this.epoch };
    this.setting = true;
    for (const [name, value] of Object.entries(now))
      if (JSON.stringify(this.model.get(name)) !== JSON.stringify(value))
        this.model.set(name, structuredClone(value));
    this.setting = false;
    this.model.save_changes();
  }

  get picture() {
    const chosen = this.pictures[this.chosen];
    return this.drawing ? { ...chosen, data: floats(this.drawing) } : chosen;
  }

  get moved() { return this.shift[0] !== 0 || this.shift[1] !== 0; }

  get label() { return this.drawing ? -1 : this.labels[this.chosen] ?? -1; }

  get covered() { return this.model.get("hide") && this.guesses[this.chosen] === undefined; }

  get changes() { return this.edits.length + this.off.length; }

  // ---- the page

  build() {
    const results = this.nets.map((net) => forward(net.base, this.picture));
    for (const [i, net] of this.nets.entries()) {
      net.columns = new Columns({ title: net.title, stages: net.base, results: results[i],
        classes: this.classes, pick: (s, map) => this.press(i, s, map),
        point: (s, map) => this.point(i, s, map) });
      net.shifts = new ShiftMap({ go: (...shift) => this.go(...shift) });
      this.take(net.columns.handle);
    }
    this.thumbs = this.pictures.map((picture, i) => {
      const drawn = canvas();
      paintPicture(drawn, picture, greyParts(this.blank, this.bright));
      const thumb = button("", () => this.choose(i), { className: "cnn-thumb" });
      thumb.append(drawn);
      return thumb;
    });
    this.tools = ["Move", "Draw", "Erase", "Fill"].map((name) => button(name, () => {
      this.tool = name;
      this.draw();
    }, { ariaPressed: "false" }));
    const reset = button("Reset", () => this.reset(), { title: "Everything as it was at first" });
    this.pictureBar = make("div", { className: "cnn-bar" },
      make("span", { className: "cnn-thumbs", role: "group", ariaLabel: "Pictures" }, ...this.thumbs),
      make("span", { className: "cnn-tools", role: "group", ariaLabel: "The hand",
        hidden: !this.has("draw") }, ...this.tools),
      reset);
    const names = [["", "none"], ...this.classes.map((name, i) => [String(i), name])];
    const [slopeOf, slopes] = choice("Gradient of", names, () => this.draw());
    this.slopes = slopes;
    slopeOf.hidden = !this.has("gradient");
    const last = this.history.length - 1;
    this.epochs = make("input", { type: "range", min: "0", max: String(last), step: "1",
      ariaLabel: "Epoch", oninput: () => { this.epoch = +this.epochs.value; this.renew(); },
      onchange: () => this.keep() });
    this.epochAt = make("span", { className: "cnn-epoch" });
    this.epochBar = make("label", { hidden: !last }, make("span", {}, "Epoch"), this.epochs,
      this.epochAt);
    this.editsSaid = make("span", { className: "cnn-edits" });
    this.undo = button("Undo", () => this.takeBack());
    this.renounce = button("Undo all", () => this.change([], []));
    this.bar = make("div", { className: "cnn-bar" }, slopeOf, this.epochBar,
      ...(this.has("edit") ? [this.editsSaid, this.undo, this.renounce] : []), make("span", { className: "cnn-legend" },
        make("span", { className: "cnn-key" }), make("span", {}, "before"),
        make("span", {}, "below 0"), make("i", { ariaHidden: "true" }), "above 0"));
    this.message = make("p", { className: "cnn-say", role: "status" });
    this.hint = make("p", { className: "cnn-hint" });
    this.nothing = make("p", { className: "cnn-nothing" },
      "What you open is shown here: a map with its kernels, a number with its arithmetic.");
    this.details = make("div", { className: "cnn-below" });
    this.side = make("div", { className: "cnn-shifts", hidden: !this.has("shifts") },
      ...this.nets.map((net) => net.shifts.el));
    this.root = make("section", { className: "cnn cnn-network", role: "group",
      ariaLabel: "A network" }, this.pictureBar, ...this.nets.map((net) => net.columns.el),
    make("div", { className: "cnn-status" }, this.hint, this.message),
    this.bar, make("div", { className: "cnn-lower" }, this.side, this.details));
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("click", (event) => {
      if (this.picked && !event.target.closest("button, input, select, label, canvas,"
        + " .cnn-handle, .cnn-detail, .cnn-shift")) this.open(null);
    });
    keepKeys(this.root);
    const walks = this.nets.map((net) => net.columns.maps.slice(1).flatMap((sheets, s) =>
      sheets.map((sheet, map) => Object.assign(sheet, { cnn: [s + 1, map] }))));
    for (const sheets of walks) {
      sheets[0].tabIndex = 0;
      for (const sheet of sheets) sheet.addEventListener("focus", () => {
        for (const one of sheets) one.tabIndex = one === sheet ? 0 : -1;
      });
    }
  }

  // ---- the hand on the picture: mouse, finger, pen and keys

  take(handle) {
    handle.addEventListener("dragstart", (event) => event.preventDefault());
    handle.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button) return;
      event.preventDefault(); // or a selection of text would begin
      getSelection()?.removeAllRanges();
      handle.focus({ preventScroll: true });
      handle.setPointerCapture(event.pointerId);
      const { h, w } = this.picture;
      const at = under(event, handle, h, w);
      this.gesture = { handle, at, from: [...this.shift] };
      if (this.tool !== "Move") this.begin(at);
    });
    handle.addEventListener("pointermove", (event) => {
      if (this.gesture?.handle !== handle || !event.isPrimary) return;
      const { h, w } = this.picture;
      const at = under(event, handle, h, w);
      if (this.tool === "Move") {
        const { from, at: start } = this.gesture;
        this.shift = [clamp(from[0] + Math.round(at[0] - start[0]), h - 1),
          clamp(from[1] + Math.round(at[1] - start[1]), w - 1)];
      } else if (this.tool !== "Fill") this.stroke(at);
      this.draw();
    });
    handle.addEventListener("lostpointercapture", () => {
      if (this.gesture?.handle !== handle) return;
      const drawn = this.gesture.sheet;
      this.gesture = null;
      if (drawn) this.renew();
      this.keep();
      this.report();
    });
  }

  // A stroke is drawn on the picture as it is seen, wherever it was moved to.
  begin(at) {
    const seen = moved(this.picture, ...this.shift, this.blank);
    this.gesture.sheet = seen;
    this.shift = [0, 0];
    this.gesture.at = at;
    if (this.tool === "Fill") this.pour(at);
    else this.stroke(at);
    this.draw();
  }

  pour([row, column]) {
    const place = Math.floor(row) * this.gesture.sheet.w + Math.floor(column);
    this.ink(poured(this.gesture.sheet, place, this.blank, this.bright));
  }

  stroke(to) {
    const { sheet, at } = this.gesture;
    const erase = this.tool === "Erase";
    this.gesture.at = to;
    this.ink(brushed(sheet, at, to, this.blank, erase ? this.blank : this.bright));
  }

  ink(sheet) {
    this.gesture.sheet = sheet;
    this.drawing = encode(sheet.data);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (!this.picked) return;
      event.preventDefault();
      event.stopPropagation();
      this.back();
      return;
    }
    const step = ARROWS[event.key];
    if (!step) return;
    // on a button that the arrows mean nothing to, they move the picture as well
    if (event.target.closest(".cnn-handle, .cnn-detail, button:not(.cnn-map, .cnn-bar-of)")
      && !event.target.closest("input, select, [role=grid]")) {
      event.preventDefault();
      const far = event.shiftKey ? 4 : 1;
      this.go(this.shift[0] + step[0] * far, this.shift[1] + step[1] * far);
      return;
    }
    const sheet = event.target.closest(".cnn-map, .cnn-bar-of");
    if (sheet) {
      event.preventDefault();
      this.walk(sheet, step);
    }
  }

  // From map to map by the arrow keys.
  walk(sheet, [down, right]) {
    const net = this.nets.findIndex((one) => one.columns.el.contains(sheet));
    const { maps } = this.nets[net].columns;
    const [s, map] = sheet.cnn;
    const next = right ? maps[s + right]?.[Math.min(map, (maps[s + right]?.length ?? 1) - 1)]
      : maps[s][map + down];
    if (next && next !== maps[0][0]) next.focus();
    if (next) this.point(net, ...next.cnn ?? [0, 0]);
  }

  // ---- what the learner asks for

  go(down, right) {
    const { h, w } = this.picture;
    this.shift = [clamp(down, h - 1), clamp(right, w - 1)];
    this.draw();
    this.keep();
    this.report();
  }

  choose(i) {
    Object.assign(this, { chosen: i, drawing: "", shift: [0, 0] });
    this.renew();
    this.keep();
    this.report();
  }

  reset() {
    Object.assign(this, structuredClone(this.given),
      { trail: [], undone: [], guesses: {}, tool: "Move" });
    this.slopes.value = "";
    this.renew();
    this.keep();
    this.report();
  }

  press(net, stage, map) {
    if (this.covered && stage === this.nets[net].base.length) {
      this.guesses[this.chosen] = map;
      this.renew();
      this.report();
      this.hint.textContent = ""; // what it says is to be read, under the pointer too
      return;
    }
    const same = this.picked?.network === net && this.picked.stage === stage
      && this.picked.map === map;
    this.open(same ? null : { network: net, stage, map, cell: null });
  }

  // Open a map or a number. From inside the detail it is a step deeper, with a way back.
  open(picked) {
    const inside = this.details.contains(this.root.getRootNode().activeElement);
    this.trail = picked && inside ? [...this.trail, this.picked] : [];
    this.show(picked);
    if (!picked) {
      this.message.textContent = "Closed.";
      return;
    }
    const { detail } = this.nets[picked.network];
    if (inside) detail.el.focus({ preventScroll: true });
    this.message.textContent = `${detail.name.textContent}. ${detail.total.textContent}`;
    const em = parseFloat(getComputedStyle(this.root).fontSize);
    if (this.root.clientWidth < NARROW * em) detail.el.scrollIntoView({ block: "nearest" });
  }

  back() {
    const { cell } = this.picked;
    const before = this.trail.pop() ?? (cell ? { ...this.picked, cell: null } : null);
    this.show(before);
    this.message.textContent = before
      ? `Back to ${this.nets[before.network].detail.name.textContent}.` : "Closed.";
  }

  show(picked) {
    const before = this.asked?.map;
    this.picked = picked;
    if (this.asked?.map !== before) this.seek();
    this.draw();
    this.keep();
  }

  point(net, stage, map = 0) {
    this.pointed = [net, stage, map];
    this.hint.textContent = stage < 0 || (this.covered && stage === this.nets[net].base.length)
      ? "" : this.nets[net].columns.words(this.nets[net].results, stage, map,
        this.nets[net].shares);
  }

  // ---- edits

  editor(net) {
    return (kind, index, value, last) => {
      const stage = net.base[this.picked.stage - 1];
      const name = `${stage.name}.${kind}`;
      const original = this.original[this.picked.stage - 1][kind === "bias" ? "bias" : "weights"];
      const others = this.edits.filter(([n, i]) => n !== name || i !== index);
      /** @type {[string, number, number]} */
      const edit = [name, index, Math.fround(value)];
      const edits = edit[2] === original[index] ? others : [...others, edit];
      this.pending ??= { edits: this.edits, off: this.off };
      this.edits = edits;
      if (last && JSON.stringify(this.pending.edits) !== JSON.stringify(edits))
        this.undone.push(this.pending);
      this.renew();
      if (!last) return;
      this.pending = null;
      this.keep();
      this.report();
    };
  }

  change(edits, off) {
    this.undone.push({ edits: this.edits, off: this.off });
    Object.assign(this, { edits, off });
    this.renew();
    this.keep();
    this.report();
  }

  takeBack() {
    const last = this.undone.pop() ?? { edits: [], off: [] };
    Object.assign(this, last);
    this.renew();
    this.keep();
    this.report();
  }

  turn(off) {
    const { stage, map } = this.picked;
    const rest = this.off.filter(([a, b]) => a !== stage || b !== map);
    this.change(this.edits, off ? [...rest, [stage, map]] : rest);
  }

  alone(alone) {
    const { stage, map } = this.picked;
    const rest = this.off.filter(([a]) => a !== stage);
    const others = Array.from({ length: this.nets[0].base[stage - 1].shape[0] }, (_, i) => i)
      .filter((i) => i !== map).map((i) => [stage, i]);
    this.change(this.edits, alone ? [...rest, ...others] : rest);
  }

  // ---- computing and drawing

  // Everything anew: another picture, other weights.
  renew() {
    const { plan } = this.nets[0];
    this.original = network(plan, this.history[this.epoch]);
    const stages = changed(plan, this.history[this.epoch], this.edits, this.off);
    this.nets[0].stages = stages;
    if (this.nets[1]) this.nets[1].stages = this.nets[1].base;
    const label = this.label;
    for (const net of this.nets) {
      const every = [...this.pictures, this.picture].map((picture) =>
        forward(net.stages, picture));
      net.limits = net.stages.map((_, s) =>
        Math.max(...every.map((results) => largest(results[s + 1].data))));
      net.limits.unshift(1);
      const now = answer(net.stages, every[every.length - 1]);
      const unit = now.indexOf(Math.max(...now));
      net.home = every[every.length - 1];
      net.unit = label >= 0 ? label : unit;
    }
    this.seek();
    this.side.style.visibility = this.covered ? "hidden" : "";
    this.draw();
  }

  // The class that is open, or that led to what is open.
  get asked() {
    return [this.picked, ...this.trail].find((one) => one
      && one.stage === this.nets[one.network].base.length);
  }

  // Ask for all shifts: how sure of the class that is open, or of the true one?
  seek() {
    if (!this.has("shifts") || this.covered) return;
    for (const [i, net] of this.nets.entries()) {
      const unit = this.asked?.network === i ? this.asked.map : net.unit;
      net.shifts.begin(net.stages, this.picture, unit,
        `${net.title ? `${net.title}: ` : ""}${this.classes[unit]}`, this.blank);
    }
  }

  // The same weights, the picture where it is now. This is a frame of a drag.
  draw() {
    const seen = moved(this.picture, ...this.shift, this.blank);
    const unit = this.slopes.value === "" ? -1 : +this.slopes.value;
    const shade = greyParts(this.blank, this.bright);
    for (const [i, net] of this.nets.entries()) {
      net.results = forward(net.stages, seen);
      net.shares = answer(net.stages, net.results);
      net.slopes = unit < 0 ? null : backward(net.stages, net.results, unit);
      const before = i === 0 && this.changes
        ? answer(this.original, forward(this.original, seen))
        : this.moved ? answer(net.stages, net.home) : null;
      const { columns } = net;
      if (net.slopes) {
        const shown = net.results.map((result, s) => ({ ...result, data: net.slopes.maps[s] }));
        columns.draw(shown, shown.map((result) => largest(result.data)));
        const [slopes] = shown;
        const limit = largest(slopes.data);
        columns.name("gradient");
        paintPicture(columns.picture, { ...slopes, c: 1, data: slopes.data.subarray(0,
          slopes.h * slopes.w) }, divergingParts(limit));
      } else {
        columns.draw(net.results, net.limits);
        columns.name("picture");
        paintPicture(columns.picture, seen, shade);
      }
      columns.tell(net.shares, before, this.label, this.covered);
      columns.mark(this.picked?.network === i ? this.picked : null, i ? [] : this.off);
      columns.handle.ariaLabel = `${this.name()}, ${way(...this.shift)}. Arrow keys move it,`
        + " with Shift by 4.";
      net.shifts.move(this.shift);
    }
    this.furnish();
    this.detail();
    if (this.pointed) this.point(...this.pointed);
    if (this.gesture) this.report();
  }

  name() {
    return this.drawing ? "Your drawing"
      : this.label >= 0 && !this.covered ? this.classes[this.label] : `Picture ${this.chosen + 1}`;
  }

  furnish() {
    for (const [i, thumb] of this.thumbs.entries()) {
      const known = this.labels[i] >= 0 && !(this.model.get("hide") && this.guesses[i] === undefined);
      thumb.ariaLabel = `Picture ${i + 1}${known ? `, ${this.classes[this.labels[i]]}` : ""}`;
      thumb.ariaPressed = String(i === this.chosen && !this.drawing);
    }
    for (const tool of this.tools) tool.ariaPressed = String(tool.textContent === this.tool);
    for (const net of this.nets) net.columns.handle.dataset.tool = this.tool;
    const n = this.changes;
    const text = n ? `${n} edit${n === 1 ? "" : "s"}` : "no edits";
    if (this.editsSaid.textContent !== text) this.editsSaid.textContent = text;
    this.slopes.disabled = this.covered;
    this.undo.disabled = !this.undone.length;
    this.renounce.disabled = !n;
    this.epochs.value = String(this.epoch);
    const at = this.epoch === this.history.length - 1 ? "trained"
      : this.moments[this.epoch] ?? String(this.epoch + 1);
    this.epochAt.textContent = this.epochs.ariaValueText = at;
  }

  detail() {
    const { picked } = this;
    for (const [i, net] of this.nets.entries()) {
      const here = picked?.network === i;
      net.columns.frame(here && picked.cell !== undefined && this.fieldOf(net, picked),
        net.results);
      net.columns.join(here ? [picked.stage, picked.map] : null,
        here ? sources(net.stages, net.results, picked) : []);
    }
    if (!picked) {
      this.details.replaceChildren(this.nothing);
      return;
    }
    const net = this.nets[picked.network];
    net.detail ??= new Detail({ stages: net.stages, classes: this.classes,
      open: (next) => this.open(next), back: () => this.back(), edit: this.editor(net), turn: (off) => this.turn(off),
      alone: (alone) => this.alone(alone), editable: picked.network === 0 && this.has("edit") });
    net.detail.stages = net.stages;
    net.detail.return.hidden = !this.trail.length && !picked.cell;
    net.detail.again = () => this.detail();
    if (this.details.firstChild !== net.detail.el) this.details.replaceChildren(net.detail.el);
    const edits = {};
    for (const [name, index] of this.edits) (edits[name] ??= new Set()).add(index);
    net.detail.show(picked, net.results, { limits: net.limits, slopes: net.slopes,
      off: picked.network ? [] : this.off, edits: picked.network ? {} : edits,
      shares: this.covered ? null : net.shares, home: this.moved ? net.home : null });
  }

  // What the open number can see of what stands before it; a whole map sees no one place.
  fieldOf(net, { stage, map, cell }) {
    const { h, w } = net.results[stage];
    if (h * w > 1 && !cell) return null;
    const [row, column] = cell ?? [0, 0];
    return receptiveField(net.stages, net.results, stage, [map, row, column]);
  }

  // The page has another size: lines lead to other places.
  connect() { for (const { columns } of this.nets) columns.rejoin(); }

  // One sentence for whoever cannot see the bars move.
  report(first = "") {
    const parts = this.nets.map((net) => {
      const best = net.shares.indexOf(Math.max(...net.shares));
      return `${net.title ? `${net.title}: ` : ""}${this.classes[best]} ${percent(net.shares[best])}`;
    });
    const guess = this.guesses[this.chosen];
    const said = guess === undefined ? "" : ` You said ${this.classes[guess]}.`;
    this.message.textContent = this.covered ? "Which class? Press your guess."
      : first || `${this.name()}, ${way(...this.shift)}: ${parts.join("; ")}.${said}`;
  }
}

export default { render: mount(Network) };
