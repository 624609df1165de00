// A ball that walks down a loss, step by step: the slider of the learning rate.

import { labelled, make } from "./elements.js";
import { MINUS, exact, short } from "./numbers.js";
import { GridWidget } from "./player.js";
import { mount } from "./standalone.js";

const [WIDE, HIGH] = [300, 210];
const PLOT = { x: 38, y: 8, width: 252, height: 164 };
const DRAWN = 160; // pieces of the curve

function shape(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

// A polynomial, the constant first, and its slope.
export const valueAt = (curve, w) => curve.reduceRight((sum, c) => sum * w + c, 0);
export const slopeAt = (curve, w) =>
  valueAt(curve.slice(1).map((c, i) => c * (i + 1)), w);

// Every place from the start on: each is the one before less lr times the slope there.
export function descend(curve, start, lr, steps) {
  const path = [start];
  for (let i = 0; i < steps; i++) path.push(path[i] - lr * slopeAt(curve, path[i]));
  return path;
}

const say = (value, write) => (Number.isNaN(value) ? "nan"
  : Number.isFinite(value) ? write(value) : value < 0 ? `${MINUS}∞` : "∞");
const bracket = (value) => (value < 0 ? `(${say(value, exact)})` : say(value, exact));

// About so many round numbers from low to high.
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = power * [1, 2, 5, 10].find((n) => n * power >= rough);
  const first = Math.ceil(low / gap);
  return Array.from({ length: Math.floor(high / gap) - first + 1 }, (_, i) => (first + i) * gap);
}

// One plot: axes, a curve behind, the way that was taken, the way to come, and a ball.
class Plot {
  constructor(name, across, title) {
    this.curve = shape("path", { class: "cnn-valley" });
    this.ahead = shape("path", { class: "cnn-ahead" });
    this.trail = shape("path", { class: "cnn-trail" });
    this.slope = shape("path", { class: "cnn-slope" });
    this.dots = shape("g");
    this.ball = shape("circle", { class: "cnn-ball", r: 6 });
    this.inside = shape("svg", PLOT, this.curve, this.ahead, this.trail, this.slope,
      this.dots, this.ball);
    this.axes = shape("g", { class: "cnn-axes" });
    this.drawing = shape("svg", { viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img" },
      this.axes, this.inside);
    this.el = make("div", { className: `cnn-plot cnn-plot-${name}` },
      make("div", { className: "cnn-title" }, title), this.drawing);
    this.across = across;
  }

  // What is seen: [low, high] to the right, and upwards.
  /** @type {(across: number[], up: number[]) => void} */
  frame([left, right], [bottom, top]) {
    const { x, y, width, height } = PLOT;
    const far = (v) => Math.max(-9999, Math.min(9999, v)); // as far as a browser draws
    this.x = (v) => far((v - left) / (right - left) * width);
    this.y = (v) => far(height - (v - bottom) / (top - bottom) * height);
    const [below, beside] = [ticks(left, right, 7), ticks(Math.max(0, bottom), top, 4)];
    this.axes.replaceChildren(
      shape("path", { d: `M${x} ${y}v${height}h${width}` }),
      ...below.map((v) => shape("text", { x: x + this.x(v),
        y: y + height + 15, "text-anchor": "middle" }, short(v))),
      ...beside.map((v) => shape("text", { x: x - 5,
        y: y + this.y(v) + 4, "text-anchor": "end" }, short(v))),
      shape("text", { x: x + width / 2, y: HIGH - 5, "text-anchor": "middle" }, this.across),
      shape("text", { x: 10, y: y + height / 2, "text-anchor": "middle",
        transform: `rotate(-90 10 ${y + height / 2})` }, "loss"));
  }

  /** @param {number[][]} points */
  line(points) {
    return points.filter((point) => point.every(Number.isFinite))
      .map(([v, loss], i) => `${i ? "L" : "M"}${this.x(v).toFixed(2)} ${this.y(loss).toFixed(2)}`)
      .join("");
  }

  // The way as points [across, loss], of which the first `known` may be seen.
  walk(points, step, known) {
    this.trail.setAttribute("d", this.line(points.slice(0, step + 1)));
    this.ahead.setAttribute("d", this.line(points.slice(step, known)));
    const seen = points.slice(0, known).map(([v, loss], i) => [v, loss, i])
      .filter(([v, loss]) => Number.isFinite(v) && Number.isFinite(loss));
    this.dots.replaceChildren(...seen.map(([v, loss, i]) => shape("circle", {
      class: i > step ? "cnn-dot cnn-to-come" : "cnn-dot", r: 3.5,
      cx: this.x(v).toFixed(2), cy: this.y(loss).toFixed(2) })));
    const [v, loss] = points[step];
    const there = Number.isFinite(v) && Number.isFinite(loss);
    this.ball.style.visibility = there ? "" : "hidden";
    if (there) this.ball.style.translate =
      `${this.x(v).toFixed(2)}px ${this.y(loss).toFixed(2)}px`;
  }
}

class Descent extends GridWidget {
  get title() { return "Steps down a loss"; }
  get settings() { return ["curve", "start", "lr", "span", "most", "steps"]; }
  get common() { return ["hide"]; }

  furnish() {
    this.root.classList.add("cnn-descent");
    this.slider.ariaLabel = "Steps taken";
    const slide = (name, label) => {
      const input = make("input", { type: "range", ariaLabel: label,
        oninput: () => this.change({ [name]: +input.value }, false),
        onchange: () => this.change({ [name]: +input.value }),
        // the arrows move this slider, not the ball
        onkeydown: (event) => {
          if (/^(Arrow|Home|End|Page)/.test(event.key)) event.stopPropagation();
        } });
      const value = make("b", {});
      const element = labelled(label, input);
      element.append(value);
      return { element, input, value };
    };
    this.rate = slide("lr", "Learning rate");
    this.from = slide("start", "Start at w");
    this.rate.element.classList.add("cnn-rate");
    this.stage.before(make("div", { className: "cnn-bar cnn-rates" },
      this.rate.element, this.from.element));
    this.valley = new Plot("valley", "w", "The loss of one weight w");
    this.fall = new Plot("fall", "steps taken", "The same losses, step by step");
    this.stage.append(this.valley.el, this.fall.el);
    this.sum = make("p", { className: "cnn-next" });
    this.list = make("ol", { className: "cnn-losses", ariaLabel: "Steps", start: "0" });
    this.stage.after(this.sum, this.list);
  }

  compute() {
    const { curve, start, lr, span, steps } = this.state;
    this.positions = { rows: 1, columns: steps + 1 };
    this.path = descend(curve, start, lr, steps);
    this.losses = this.path.map((w) => valueAt(curve, w));
    this.drawn = Array.from({ length: DRAWN + 1 }, (_, i) => {
      const w = span[0] + (span[1] - span[0]) * i / DRAWN;
      return [w, valueAt(curve, w)];
    });
  }

  show() {
    const { start, lr, span, most, steps } = this.state;
    const set = ({ input, value }, now, low, high, gap) => {
      Object.assign(input, { min: String(low), max: String(high), step: String(gap) });
      input.value = String(now);
      value.textContent = exact(now);
    };
    set(this.rate, lr, most / 60, most, most / 60);
    set(this.from, start, span[0], span[1], (span[1] - span[0]) / 70);
    const losses = this.drawn.map(([, loss]) => loss);
    const [low, top] = [Math.min(...losses), Math.max(...losses)];
    const tall = [low - 0.06 * (top - low), top];
    this.valley.frame(span, tall);
    this.fall.frame([-0.4, steps + 0.4], tall);
    this.valley.curve.setAttribute("d", this.valley.line(this.drawn));
    if (this.list.children.length !== steps + 1)
      this.list.replaceChildren(...this.path.map((_, i) => make("li", {},
        make("small", {}, i ? `step ${i}` : "start"), make("b", {}), make("span", {}))));
  }

  spot(row, column) { return `${column} of ${this.state.steps} steps`; }

  place(step) {
    const { path, losses } = this;
    const { curve, lr, span, steps, hide } = this.state;
    const known = hide ? step + 1 : steps + 1;
    this.valley.walk(path.map((w, i) => [w, losses[i]]), step, known);
    this.fall.walk(losses.map((loss, i) => [i, loss]), step, known);
    const [w, loss, slope] = [path[step], losses[step], slopeAt(curve, path[step])];
    const reach = (span[1] - span[0]) / 9;
    this.valley.slope.setAttribute("d", this.valley.line([-reach, reach].map((d) =>
      [w + d, loss + d * slope])));
    const next = hide ? "?" : say(w - lr * slope, exact);
    this.sum.textContent = `Here the loss is ${say(loss, exact)} and its slope `
      + `${say(slope, exact)}. The next w: ${say(w, exact)} ${MINUS} ${exact(lr)} × `
      + `${bracket(slope)} = ${next}`;
    [...this.list.children].forEach((item, i) => {
      const [, cost, where] = item.children;
      cost.textContent = i < known ? say(losses[i], short) : "?";
      where.textContent = i < known ? `w ${say(path[i], short)}` : "w ?";
      if (i === step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    const words = `at step ${step} w is ${say(w, exact)} and the loss ${say(loss, exact)}`;
    for (const plot of [this.valley, this.fall])
      plot.drawing.setAttribute("aria-label", `${plot.el.firstChild.textContent}: ${words}`);
    this.say(this.remark(), false);
  }

  // Where the ball has left the picture.
  remark() {
    const { span, steps, hide } = this.state;
    const top = Math.max(...this.drawn.map(([, loss]) => loss));
    const out = this.path.findIndex((w, i) => !(w >= span[0] && w <= span[1]
      && this.losses[i] <= top));
    return out < 0 || (hide && out > this.step) || out > steps ? ""
      : `At step ${out} the ball leaves the picture.`;
  }

  code() {
    const { lr, steps } = this.state;
    return `descend(torch.optim.SGD([w], lr=${exact(lr).replace(MINUS, "-")}), steps=${steps})`;
  }

  values() {
    const { curve, start } = this.state;
    const loss = curve.map((c, i) => (i ? `${c} * w**${i}` : `${c}`)).join(" + ");
    return ["import torch", "",
      `w = torch.tensor(${start}, dtype=torch.float64, requires_grad=True)`, "", "",
      "def descend(optimizer, steps):", "    for step in range(steps):",
      "        optimizer.zero_grad()", `        loss = ${loss}`,
      "        print(step, w.item(), loss.item())", "        loss.backward()",
      "        optimizer.step()", "", ""].join("\n");
  }
}

export default { render: mount(Descent) };
