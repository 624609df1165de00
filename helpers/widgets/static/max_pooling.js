// The largest number of every window, and the average beside it.

import { diverging, grey } from "./colours.js";
import { button, choice, make, range, tabs } from "./elements.js";
import { Grid, NUMBERS_UP_TO } from "./grid.js";
import { cube, exact, extent, largest, layer, nest } from "./numbers.js";
import { moved, pool, span } from "./ops.js";
import { GridWidget, asTensor, lost } from "./player.js";
import { mount } from "./standalone.js";

class MaxPooling extends GridWidget {
  get title() { return "Max pooling"; }
  get settings() { return ["input", "kernel_size", "stride", "padding", "ceil_mode"]; }
  get offers() { return ["inputs"]; }

  furnish() {
    this.channel = 0;
    const output = (title) => {
      const grid = new Grid({
        title, kind: "cnn-of-output", pick: (index) => this.jump(index),
        point: (index, how) => {
          if (how === "click") return;
          this.look(index < 0 ? null : index);
          this.tell(grid, index);
        },
      });
      return grid;
    };
    this.input = new Grid({
      title: "Input", kind: "cnn-of-input", say: (text) => this.say(text, true),
      edit: (index, value, last) => this.editInput(index, value, last),
      point: (index, how) => this.light(this.input, index, how, (i) => this.feeds(i)),
    });
    this.window = new Grid({ title: "Window", role: "table", kind: "cnn-of-window" });
    this.maximum = output("Maximum");
    this.average = output("Average");
    const back = (name) => new Grid({ title: `Gradient of the ${name}`, role: "table",
      kind: "cnn-of-back" });
    this.back = { maximum: back("maximum"), average: back("average") };
    this.channelTabs = make("div", { className: "cnn-wide" });
    this.sum = make("div", { className: "cnn-sum" });
    this.parts = ["winner", "maximum", "average"].map((name) => [name, make("b", {})]);
    this.parts[1][1].className = "cnn-result";
    this.sum.append(...this.parts.map(([name, value]) => make("span",
      { className: `cnn-term cnn-term-${name}` }, make("small", {}, name), value)));
    this.stage.append(
      make("div", { className: "cnn-left" }, this.channelTabs,
        make("div", { className: "cnn-channel" }, this.input.el, this.window.el)),
      make("div", { className: "cnn-right cnn-pair" }, this.maximum.el, this.average.el));
    this.backs = make("div", { className: "cnn-right cnn-backs" },
      this.back.maximum.el, this.back.average.el);
    this.stage.append(this.backs);
    this.stage.after(this.sum);

    this.survived = make("span", { className: "cnn-survived", role: "status" });
    const arrows = [["\u2190", 0, -1, "left"], ["\u2191", -1, 0, "up"],
      ["\u2193", 1, 0, "down"], ["\u2192", 0, 1, "right"]];
    const group = make("div", { className: "cnn-nudge", role: "group",
      ariaLabel: "Nudge the picture" }, make("span", {}, "Nudge"),
    ...arrows.map(([sign, down, right, word]) => button(sign, () =>
      this.nudgePicture(down, right), { ariaLabel: `Nudge ${word}`, title: `Nudge ${word}` })),
    this.survived);
    this.gradient = make("input", { type: "checkbox", onchange: () => {
      this.backs.hidden = !this.gradient.checked;
      this.uncover();
    } });
    this.backs.hidden = true;
    this.offerControl("nudge", group);
    this.offerControl("gradient", make("label", {}, this.gradient,
      "Show where the gradient goes back"));
    this.status.before(make("div", { className: "cnn-bar" }, ...this.bar.children));

    const set = (name) => (value) => this.propose({ [name]: +value });
    this.ceil = make("input", { type: "checkbox", onchange: () =>
      this.propose({ ceil_mode: this.ceil.checked }) });
    const controls = {
      picture: choice("Picture", [], (name) => name && this.propose({
        input: this.chosenOf(this.state.inputs, this.given.input, name) })),
      kernel_size: choice("Window", range(1, 7).map(([n]) => [`${n}`, `${n}×${n}`]),
        set("kernel_size")),
      stride: choice("Stride", range(1, 7), set("stride")),
      padding: choice("Padding", range(0, 3), set("padding")),
    };
    this.controls = {};
    for (const [name, [element, select, fill]] of Object.entries(controls)) {
      this.controls[name] = Object.assign(select, { fill });
      this.offerControl(name, element);
    }
    this.offerControl("ceil_mode", make("label", {}, this.ceil, "ceil_mode"));
  }

  // Say why a combination is impossible, or nothing.
  check({ input, kernel_size: size, padding }) {
    const [h, w] = [input[0].length, input[0][0].length];
    if (padding > Math.floor(size / 2))
      return `Padding may be at most half the window: ${Math.floor(size / 2)} for`
        + ` ${size}×${size}, not ${padding}.`;
    if (size > Math.min(h, w) + 2 * padding)
      return `A ${size}×${size} window does not fit into a ${h}×${w} input`
        + `${padding ? `, ${h + 2 * padding}×${w + 2 * padding} with its padding` : ""}.`;
    return "";
  }

  compute() {
    this.x = cube(this.state.input);
    this.out = pool(this.x, this.state);
    this.positions = { rows: this.out.h, columns: this.out.w };
    if (this.shown !== this.state.input && !this.nudging) this.home = null;
    this.shown = this.state.input; // another picture has another home
    this.nudging = false;
  }

  show() {
    const { x, out } = this;
    const { inputs, input, kernel_size, stride, padding, ceil_mode } = this.state;
    if (this.count !== x.c) {
      this.count = x.c;
      this.channel = 0;
      this.channelTabs.replaceChildren(tabs("Channel", x.c, 1, (first) => {
        this.channel = first;
        this.show();
        this.draw();
      }));
    }
    const plane = layer(x, this.channel);
    const numbers = Math.max(x.h, x.w) <= NUMBERS_UP_TO;
    const [low, high] = extent(x.data);
    const shade = (pale) => (low < 0 ? diverging(Math.max(-low, high), pale)
      : grey(low, high, pale));
    this.input.rename(`Input ${x.h}×${x.w}`);
    this.input.shape(x.h, x.w);
    this.input.paint(plane, shade(numbers));
    this.input.mark("cnn-dropped", this.dropped());
    this.window.shape(kernel_size, kernel_size);
    this.maximum.rename(`Maximum ${out.h}×${out.w}`);
    this.average.rename(`Average ${out.h}×${out.w}`);
    for (const grid of [this.maximum, this.average]) grid.shape(out.h, out.w);
    for (const grid of Object.values(this.back)) grid.shape(x.h, x.w);
    this.shade = shade;
    this.offer(this.controls.picture, inputs, input, this.given.input);
    this.controls.kernel_size.show(kernel_size);
    this.controls.stride.show(stride);
    this.controls.padding.show(padding);
    this.ceil.checked = ceil_mode;
    this.uncover();
  }

  place(step, row, column) {
    const { kernel_size: size, stride, padding } = this.state;
    const { x, out } = this;
    const [top, left] = [row * stride - padding, column * stride - padding];
    const at = this.channel * out.h * out.w + step;
    this.input.move(top, left, size, size);
    const cells = Array.from({ length: size * size }, (_, i) =>
      [top + Math.floor(i / size), left + (i % size)]);
    /** @param {number[]} cell */
    const inside = ([r, c]) => r >= 0 && c >= 0 && r < x.h && c < x.w;
    const plane = layer(x, this.channel);
    this.window.paint(cells.map((cell) =>
      (inside(cell) ? plane[cell[0] * x.w + cell[1]] : null)), this.shade(true));
    const first = cells.findIndex(([r, c]) => inside([r, c]) && r * x.w + c === out.winner[at]);
    const covered = this.covered(step);
    this.window.mark("cnn-winner", covered ? [] : [first]);
    if (this.state.hide) this.uncover();
    const best = out.maximum[at];
    const ties = cells.filter((cell) => inside(cell)
      && plane[cell[0] * x.w + cell[1]] === best).length;
    const [winner, maximum, average] = this.parts.map(([, value]) => value);
    const [wr, wc] = [Math.floor(out.winner[at] / x.w), out.winner[at] % x.w];
    winner.textContent = `row ${wr + 1}, column ${wc + 1}`
      + (ties > 1 ? ` (first of ${ties} equal)` : "");
    if (covered) winner.textContent = "?";
    maximum.textContent = covered ? "?" : exact(best);
    average.textContent = covered ? "?" : exact(out.average[at]);
    for (const grid of [this.maximum, this.average]) grid.move(row, column, 1, 1);
  }

  // What depends on how far the learner has come: outputs, winners in the input, what
  // survives a nudge, and the gradients, which tell where every winner stood.
  uncover() {
    const { x, out } = this;
    const winners = layer({ ...out, data: out.winner }, this.channel);
    this.input.mark("cnn-winner", Array.from(winners).filter((_, i) => !this.covered(i)));
    const pale = this.shade(Math.max(out.h, out.w) <= NUMBERS_UP_TO);
    for (const name of ["maximum", "average"])
      this[name].paint(this.visible(layer({ ...out, data: out[name] }, this.channel)), pale);
    const covered = this.covered(out.h * out.w - 1);
    const shade = diverging(Math.max(1, largest(out.back.maximum)), this.input.numbers);
    if (!this.backs.hidden)
      for (const name of ["maximum", "average"])
        this.back[name].paint(covered ? Array(x.h * x.w).fill(null)
          : layer({ ...x, data: out.back[name] }, this.channel), shade);
    this.compare(covered);
  }

  dropped() {
    const reached = new Set();
    const { kernel_size, stride, padding } = this.state;
    for (let i = 0; i < this.out.h; i++)
      for (let j = 0; j < this.out.w; j++) {
        const [top, bottom] = span(i, this.x.h, kernel_size, stride, padding);
        const [left, right] = span(j, this.x.w, kernel_size, stride, padding);
        for (let r = top; r < bottom; r++)
          for (let c = left; c < right; c++) reached.add(r * this.x.w + c);
      }
    return Array.from({ length: this.x.h * this.x.w }, (_, i) => i)
      .filter((i) => !reached.has(i));
  }

  // An input cell: every output whose window it lies in.
  feeds(index) {
    const fed = [];
    const { kernel_size, stride, padding } = this.state;
    const [row, column] = [Math.floor(index / this.x.w), index % this.x.w];
    if (index >= 0)
      for (let i = 0; i < this.out.h; i++)
        for (let j = 0; j < this.out.w; j++) {
          const [top, bottom] = span(i, this.x.h, kernel_size, stride, padding);
          const [left, right] = span(j, this.x.w, kernel_size, stride, padding);
          if (row >= top && row < bottom && column >= left && column < right)
            fed.push(i * this.out.w + j);
        }
    for (const grid of [this.maximum, this.average]) grid.mark("cnn-linked", fed);
    this.tell(this.input, index,
      `, in ${fed.length} window${fed.length === 1 ? "" : "s"}`);
  }

  editInput(index, value, last) {
    const x = { ...this.x, data: this.x.data.slice() };
    x.data[this.channel * x.h * x.w + index] = value;
    this.change({ input: nest(x) }, last);
  }

  nudgePicture(down, right) {
    const home = this.home ?? { x: this.x, down: 0, right: 0 };
    const next = { ...home, down: home.down + down, right: home.right + right };
    if (Math.abs(next.down) >= this.x.h || Math.abs(next.right) >= this.x.w) return;
    this.goHome(next);
  }

  goHome(next) {
    this.home = next;
    this.nudging = true; // the picture changes, its home does not
    this.change({ input: nest(moved(next.x, next.down, next.right)) });
  }

  // What survives a nudge: outputs that are what they were before.
  compare(covered) {
    const { home, out } = this;
    const away = home && (home.down || home.right);
    const before = away && pool(home.x, this.state);
    const texts = [];
    for (const name of ["maximum", "average"]) {
      const [now, then] = [out, before].map((o) => o
        && layer({ ...o, data: o[name] }, this.channel));
      const same = away ? Array.from(now, (v, i) => i)
        .filter((i) => Math.abs(now[i] - then[i]) < 1e-9) : [];
      this[name].mark("cnn-same", same.filter((i) => !this.covered(i)));
      texts.push(`${same.length} of ${now.length} ${name === "maximum" ? "maxima" : "averages"}`);
    }
    const ways = home ? [[home.down, "down", "up"], [home.right, "right", "left"]]
      .filter(([n]) => n).map(([n, more, less]) => `${Math.abs(n)} ${n > 0 ? more : less}`) : [];
    this.survived.textContent = away
      ? `Nudged ${ways.join(", ")}: ${covered ? "how many survive is hidden"
        : `${texts.join(" and ")} survive`}.` : "";
  }

  remark() {
    const { kernel_size, stride, padding } = this.state;
    const used = (count) => (count - 1) * stride + kernel_size - padding;
    return lost(Math.min(this.x.h - used(this.out.h), this.x.h),
      Math.min(this.x.w - used(this.out.w), this.x.w));
  }

  code() {
    const { kernel_size, stride, padding, ceil_mode } = this.state;
    return `F.max_pool2d(x, kernel_size=${kernel_size}, stride=${stride}, `
      + `padding=${padding}, ceil_mode=${ceil_mode ? "True" : "False"})`;
  }

  values() {
    return ["import torch", "import torch.nn.functional as F", "",
      asTensor("x", this.state.input)].join("\n");
  }
}

export default { render: mount(MaxPooling) };
