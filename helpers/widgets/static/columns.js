// One network on the page, from left to right: the picture, the maps of every stage,
// and the answer. It shows what it is given and says what was touched.

import { divergingParts } from "./colours.js";
import { button, make } from "./elements.js";
import { exact } from "./numbers.js";
import { canvas, paint } from "./picture.js";

const HEIGHT = 23; // of a column, in em: as tall as the answer of ten classes
const GAP = 0.3;
const STRIP = 160; // numbers in one column of a strip, at most

// The side of a map, in em: large enough to see, and all maps within the height.
function side(count, cells) {
  const most = Math.min(6.4, cells * 0.62);
  let best = 0;
  for (let k = 1; k === 1 || k * (best + GAP) < 9; k++) {
    const rows = Math.ceil(count / k);
    const size = Math.min(most, (HEIGHT - GAP * (rows - 1)) / rows);
    if (size <= best || k > count) break;
    if (k > 1 && k * (size + GAP) > 9.6) break;
    best = size;
    if (best >= 3.3) break;
  }
  return best;
}

function drawn(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** @returns {[string, string, string]} what a stage is called, does, and gives */
export function describe(stage, { c, h, w }) {
  const kind = { pool: `${stage.how} pool ${stage.nth ?? ""}`.trim(), global: `global ${stage.how}` }[stage.kind];
  const how = { conv: () => stage.shape.slice(2).join("×"),
    pool: () => `${stage.size}×${stage.size}` }[stage.kind]?.() ?? "";
  const then = stage.then.map((step) => (typeof step === "number" ? "+ earlier"
    : step === "relu" ? "ReLU" : step));
  return [stage.name?.split(".").slice(-2).join(".") ?? kind ?? stage.kind,
    [how, stage.norm && "norm", ...then].filter(Boolean).join(", "),
    h * w > 1 ? `${c} × ${h}×${w}` : String(c)];
}

export class Columns {
  /** @type {any[]} */ stages = [];
  /** @type {string[]} */ classes = [];
  /** @type {(stage: number, map: number) => void} when something is opened */ pick;
  /** @type {(stage: number, map?: number) => void} when the mouse is on it */ point;
  /** @type {HTMLElement[][]} by stage and map, the picture first */ maps = [];
  /** @type {Record<number, {columns: number, rows: number}>} rows drawn as strips */
  strips = {};
  /** @type {[number[], number[][]]} */ joined;
  /** @type {Record<string, number[]>} where lines begin and end, in pixels */ places = {};

  constructor({ title, stages, results, classes, pick, point }) {
    Object.assign(this, { stages, classes, pick, point });
    this.last = stages.length;
    this.picture = canvas({ className: "cnn-seen" });
    this.handle = make("div", { className: "cnn-handle", role: "application", tabIndex: 0 },
      this.picture, this.field());
    this.columns = [make("div", { className: "cnn-column" },
      this.heading(["picture", "", results[0].c > 1
        ? `${results[0].c} × ${results[0].h}×${results[0].w}`
        : `${results[0].h}×${results[0].w}`]), this.handle)];
    this.maps.push([this.handle]);
    for (let s = 1; s <= this.last; s++) {
      const result = results[s];
      const body = s === this.last ? this.answers(s)
        : result.h * result.w > 1 ? this.sheets(s, result) : this.strip(s, result);
      this.columns.push(make("div", { className: s === this.last
        ? "cnn-column cnn-answer" : "cnn-column" },
      this.heading(s === this.last ? this.answering(result) : describe(stages[s - 1], result)),
      body));
    }
    const answer = this.columns.pop();
    this.links = drawn("svg", { class: "cnn-links", "aria-hidden": "true" });
    this.scroller = make("div", { className: "cnn-columns", onscroll: () => this.rejoin() },
      ...this.columns);
    this.row = make("div", { className: "cnn-row-of-columns" }, this.scroller, answer,
      this.links);
    this.el = make("div", { className: "cnn-net", role: "group", ariaLabel: title },
      make("div", { className: "cnn-net-title", hidden: !title }, title), this.row);
  }

  /** @returns {[string, string, string]} the last stage, and how scores become shares */
  answering(result) {
    const [name, how, size] = describe(this.stages[this.last - 1], result);
    return [name, how || "shares by softmax", `${size} scores`];
  }

  heading([name, how, size]) {
    return make("div", { className: "cnn-heading" }, make("b", {}, name),
      make("span", {}, how), make("span", {}, size));
  }

  field() {
    return make("div", { className: "cnn-field", ariaHidden: "true", hidden: true });
  }

  sheets(s, result) {
    const { c, h, w } = result;
    const size = side(c, Math.max(h, w));
    this.maps[s] = Array.from({ length: c }, (_, map) => {
      const grid = canvas();
      const sheet = button("", () => this.pick(s, map), { tabIndex: -1, className: "cnn-map",
        ariaLabel: `${describe(this.stages[s - 1], result)[0]}, map ${map + 1} of ${c}`,
        onpointerenter: () => this.point(s, map), onpointerleave: () => this.point(-1) });
      sheet.append(grid, this.field());
      sheet.style.setProperty("--side", `${size}em`);
      return Object.assign(sheet, { drawn: grid });
    });
    const fit = Math.max(1, Math.floor((HEIGHT + GAP) / (size + GAP)));
    const body = make("div", { className: "cnn-maps" }, ...this.maps[s]);
    body.style.setProperty("--across", String(Math.ceil(c / fit)));
    return body;
  }

  // A row of numbers, drawn from top to bottom, in as many columns as it needs.
  strip(s, result) {
    const { c } = result;
    const columns = Math.ceil(c / STRIP);
    const rows = Math.ceil(c / columns);
    const sheet = canvas();
    const unit = (event) => {
      const box = sheet.getBoundingClientRect();
      const i = Math.floor((event.clientY - box.top) / box.height * rows);
      const j = Math.floor((event.clientX - box.left) / box.width * columns);
      return Math.max(0, Math.min(c - 1, j * rows + i));
    };
    const strip = button("", (event) => this.pick(s, event.detail ? unit(event) : 0), {
      tabIndex: -1, className: "cnn-map cnn-strip",
      ariaLabel: `${describe(this.stages[s - 1], result)[0]}, ${c} numbers`,
      onpointermove: (event) => this.point(s, unit(event)),
      onpointerleave: () => this.point(-1) });
    strip.append(sheet, this.field());
    strip.style.setProperty("--columns", String(columns));
    this.maps[s] = [Object.assign(strip, { drawn: sheet })];
    this.strips[s] = { columns, rows };
    return make("div", { className: "cnn-maps" }, strip);
  }

  answers(s) {
    this.bars = this.classes.map((name, map) => {
      const parts = ["fill", "was"].map((part) => make("span", { className: `cnn-${part}` }));
      const share = make("span", { className: "cnn-share" });
      const bar = button("", () => this.pick(s, map), { tabIndex: -1, className: "cnn-bar-of",
        onpointerenter: () => this.point(s, map), onpointerleave: () => this.point(-1) });
      const note = make("span", { className: "cnn-heard" });
      bar.append(make("span", { className: "cnn-class" }, name, note),
        make("span", { className: "cnn-track", ariaHidden: "true" }, ...parts), share);
      return Object.assign(bar, { parts, share, note });
    });
    this.maps[s] = this.bars;
    return make("div", { className: "cnn-bars" }, ...this.bars);
  }

  // What the first column shows: the picture, or the gradient in its place.
  name(text) {
    const title = this.columns[0].querySelector("b");
    if (title.textContent !== text) title.textContent = text;
  }

  drawn(s, map) { return /** @type {any} */ (this.maps[s][map]).drawn; }

  // Draw what each stage gives. `limits` hold the colours still, by stage.
  draw(results, limits) {
    for (let s = 1; s < this.last; s++) {
      const { c, h, w, data } = results[s];
      const shade = divergingParts(limits[s]);
      if (this.strips[s]) {
        const { columns, rows } = this.strips[s];
        const turned = new Float64Array(columns * rows);
        data.forEach((value, i) => {
          turned[(i % rows) * columns + Math.floor(i / rows)] = value;
        });
        paint(this.drawn(s, 0), turned, rows, columns, shade);
        continue;
      }
      for (let map = 0; map < c; map++)
        paint(this.drawn(s, map), data.subarray(map * h * w, (map + 1) * h * w),
          h, w, shade);
    }
  }

  // The answer: a share for each class, what it was before edits, and which is true.
  tell(shares, before, label, covered) {
    const best = shares.indexOf(Math.max(...shares));
    const biggest = Math.max(1, ...shares);
    this.bars.forEach((bar, i) => {
      const [fill, was] = bar.parts;
      const truth = i === label && !covered;
      fill.style.width = covered ? "0" : `${100 * shares[i] / biggest}%`;
      was.hidden = covered || !before;
      if (before) was.style.left = `${100 * before[i] / biggest}%`;
      bar.share.textContent = covered ? "?" : percent(shares[i]);
      bar.note.textContent = covered ? ", is it your guess?" : `${truth ? ", the true class" : ""}${
        before ? `, before ${percent(before[i])}, now` : ""}`;
      bar.classList.toggle("cnn-best", i === best && !covered);
      bar.classList.toggle("cnn-true", truth);
    });
    this.el.classList.toggle("cnn-covered", covered);
  }

  // Frame in each stage what one number can see: {maps, rows, columns} by stage.
  frame(fields, results) {
    for (const [s, sheets] of this.maps.entries()) {
      const field = fields?.[s];
      for (const [map, sheet] of sheets.entries()) {
        const frame = /** @type {HTMLElement} */ (sheet.querySelector(".cnn-field"));
        if (!frame) continue;
        const strip = this.strips[s];
        const inside = field && (s === 0 || strip
          || (map >= field.maps[0] && map <= field.maps[1]));
        const { c, h, w } = results[s];
        const whole = inside && (h * w > 1 ? field.rows[1] - field.rows[0] === h - 1
          && field.columns[1] - field.columns[0] === w - 1
          : field.maps[1] - field.maps[0] === c - 1);
        frame.hidden = !inside || whole;
        if (frame.hidden) continue;
        let [top, left, rows, columns, height, width] = [field.rows[0], field.columns[0],
          field.rows[1] - field.rows[0] + 1, field.columns[1] - field.columns[0] + 1, h, w];
        if (strip) {
          const [first, last] = field.maps;
          [height, width] = [strip.rows, strip.columns];
          [top, left, rows, columns] = first === last
            ? [first % strip.rows, Math.floor(first / strip.rows), 1, 1]
            : [0, 0, height, width];
        }
        Object.assign(frame.style, { top: `${100 * top / height}%`,
          left: `${100 * left / width}%`, height: `${100 * rows / height}%`,
          width: `${100 * columns / width}%` });
      }
    }
  }

  // Lines from one map to those that it reads: [[stage, map, share from −1 to 1]].
  join(at, from) {
    this.joined = [at, from];
    if (!from.length && !this.links.firstChild) return;
    this.links.replaceChildren(...from.map(([s, map, share]) =>
      drawn("path", { "stroke-width": Math.max(0.4, 7 * Math.abs(share)),
        class: share < 0 ? "cnn-less" : "", d: this.curve(this.place(s, map, true), this.place(at[0], at[1], false)) })));
  }

  // Where a line begins or ends. Asked once: it would cost a layout in each frame.
  place(s, map, right) {
    return this.places[`${s},${map},${right}`] ??= this.measured(s, map, right);
  }

  measured(s, map, right) {
    const box = this.row.getBoundingClientRect();
    const strip = this.strips[s];
    const seen = this.maps[s][strip ? 0 : map].getBoundingClientRect();
    const part = strip ? (map % strip.rows + 0.5) / strip.rows : 0.5;
    return [(right ? seen.right : seen.left) - box.left,
      seen.top + part * seen.height - box.top];
  }

  curve(from, to) {
    const [x0, y0, x1, y1] = [...from, ...to];
    const middle = (x0 + x1) / 2;
    return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
  }

  // The same lines, where things are now.
  rejoin() {
    this.places = {};
    if (this.joined) this.join(...this.joined);
  }

  // Which map is open, and which are switched off.
  mark(picked, off) {
    for (const [s, sheets] of this.maps.entries())
      for (const [map, sheet] of sheets.entries()) {
        const here = picked?.stage === s && (this.strips[s] || picked.map === map);
        sheet.classList.toggle("cnn-picked", Boolean(here) && s > 0);
        sheet.classList.toggle("cnn-off", off.some(([a, b]) => a === s && b === map));
      }
  }

  // In words, for a reader of the screen and for the line below.
  words(results, s, map, shares) {
    const stage = s === 0 ? "picture" : describe(this.stages[s - 1], results[s])[0];
    const { c, h, w, data } = results[s];
    if (s === this.last) return `${this.classes[map]}: score ${exact(data[map])}`
      + (shares ? `, ${percent(shares[map])}` : "");
    if (h * w === 1) return `${stage}, number ${map + 1} of ${c}: ${exact(data[map])}`;
    const values = data.subarray(map * h * w, (map + 1) * h * w);
    return `${stage}, map ${map + 1} of ${c}, from ${exact(Math.min(...values))}`
      + ` to ${exact(Math.max(...values))}`;
  }
}

export const percent = (share) => (share > 0.995 && share < 1 ? ">99%"
  : share > 0 && share < 0.005 ? "<1%" : `${Math.round(100 * share)}%`);
