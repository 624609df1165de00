// A kernel slides over a picture.

import { diverging, grey } from "./colours.js";
import { choice, make, range, tabs } from "./elements.js";
import { Grid, NUMBERS_UP_TO } from "./grid.js";
import { cube, exact, extent, largest, layer, nest, parse, refused, short } from "./numbers.js";
import { border, conv2d, pad } from "./ops.js";
import { GridWidget, asTensor, lost } from "./player.js";
import { mount } from "./standalone.js";

const kernelCube = (nested) => ({
  o: nested.length, c: nested[0].length, h: nested[0][0].length,
  w: nested[0][0][0].length, data: Float64Array.from(nested.flat(3)),
});

// The same kernel with sides of `size`: cut, or with zeros around it.
const resized = (nested, size) => nested.map((channels) => channels.map((grid) => {
  const top = Math.floor((size - grid.length) / 2);
  const left = Math.floor((size - grid[0].length) / 2);
  return Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => grid[i - top]?.[j - left] ?? 0));
}));

const some = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

const INPUTS = 3; // on screen at once; tabs for more
const OUTPUTS = 4;
const TERMS = 9; // as many products are written out one by one
const PADDED = 16; // cells a side: so far a small input keeps its numbers

class Convolution extends GridWidget {
  get title() { return "Convolution"; }
  get settings() { return ["input", "kernel", "bias", "stride", "padding", "padding_mode", "dilation"]; }
  get offers() { return ["inputs", "kernels"]; }

  furnish() {
    this.firstIn = this.firstOut = this.chosen = 0;
    this.parts = [];
    const say = (text) => this.say(text, true);
    this.channels = Array.from({ length: INPUTS }, (_, slot) => {
      const input = new Grid({
        title: "Input", kind: "cnn-of-input", say,
        edit: (index, value, last) => this.editInput(slot, index, value, last),
        point: (index, how) => this.light(input, index, how, (i) => this.feeds(slot, i)),
      });
      const kernel = new Grid({
        title: "Kernel", kind: "cnn-of-kernel", say,
        edit: (index, value, last) => this.editKernel(slot, index, value, last),
        point: (index, how) => this.light(kernel, index, how, (i) => this.touches(slot, i)),
      });
      const products = new Grid({ title: "Window × kernel", role: "table", kind: "cnn-of-products" });
      const row = make("div", { className: "cnn-channel" }, input.el, kernel.el, products.el);
      return { input, kernel, products, row };
    });
    this.outputs = Array.from({ length: OUTPUTS }, (_, slot) => {
      const grid = new Grid({
        title: "Output", kind: "cnn-of-output",
        pick: (index) => { this.choose(this.firstOut + slot); this.jump(index); },
        point: (index, how) => {
          if (how === "click") return;
          if (index >= 0) this.choose(this.firstOut + slot);
          this.look(index < 0 ? null : index);
          this.tell(grid, index);
        },
      });
      return grid;
    });
    this.inputTabs = make("div", { className: "cnn-wide" });
    this.outputTabs = make("div", { className: "cnn-wide" });
    this.left = make("div", { className: "cnn-left" }, this.inputTabs,
      ...this.channels.map(({ row }) => row));
    this.right = make("div", { className: "cnn-right" }, this.outputTabs,
      ...this.outputs.map((grid) => grid.el));
    this.sum = make("div", { className: "cnn-sum" });
    this.biasBox = make("input", {
      type: "text", inputMode: "decimal", autocomplete: "off", className: "cnn-bias",
      ariaLabel: "Bias",
      oninput: () => this.editBias(false), onchange: () => this.editBias(true),
      onkeydown: (event) => {
        const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (!way) return;
        event.preventDefault();
        const value = parse(this.biasBox.value) || 0;
        this.biasBox.value = exact(value + way * (event.shiftKey ? 0.1 : 1));
        this.editBias(true);
      },
    });
    this.result = make("output", { className: "cnn-result" });
    this.stage.append(this.left, this.right);
    this.stage.after(this.sum);

    const set = (name) => (value) => this.propose({ [name]: +value });
    const controls = {
      picture: choice("Picture", [], (name) => this.choosePicture(name)),
      kernel: choice("Kernel", [], (name) => this.chooseKernel(name)),
      size: choice("Size", range(1, 7).map(([n]) => [`${n}`, `${n}×${n}`]), (value) =>
        value > 0 && this.propose({ // "1×3", a shape from Python, cannot be chosen again
          kernel: resized(this.draft.kernel ?? this.state.kernel, +value) })),
      stride: choice("Stride", range(1, 5), set("stride")),
      padding: choice("Padding", range(0, 5), set("padding")),
      padding_mode: choice("with", [["zeros", "zeros"], ["reflect", "reflection"],
        ["replicate", "the edge"]], (value) => this.propose({ padding_mode: value }), "Padded with"),
      dilation: choice("Dilation", range(1, 4), set("dilation")),
    };
    this.controls = {};
    for (const [name, [element, select, fill]] of Object.entries(controls)) {
      this.controls[name] = Object.assign(select, { fill });
      this.offerControl(name, element);
    }
  }

  // Say why a combination is impossible, or nothing. The words of convolution.py.
  check({ input, kernel, bias, padding, padding_mode, dilation }) {
    const [h, w] = [input[0].length, input[0][0].length];
    const [kh, kw] = [kernel[0][0].length, kernel[0][0][0].length];
    if (kernel[0].length !== input.length)
      return `The kernel has ${kernel[0].length} channels, the input ${input.length}.`;
    if (bias.length !== kernel.length)
      return `${kernel.length} kernels need as many biases, not ${bias.length}.`;
    if (padding_mode === "reflect" && padding >= Math.min(h, w))
      return `Reflection can pad at most ${Math.min(h, w) - 1} cells here: it needs`
        + ` more input (${h}×${w}) than padding (${padding}).`;
    const [reachH, reachW] = [kh, kw].map((side) => dilation * (side - 1) + 1);
    if (reachH > h + 2 * padding || reachW > w + 2 * padding)
      return `A ${kh}×${kw} kernel${dilation > 1 ? ` with dilation ${dilation} reaches over`
        + ` ${reachH}×${reachW} cells and` : ""} does not fit into a ${h}×${w} input`
        + `${padding ? `, ${h + 2 * padding}×${w + 2 * padding} with its padding` : ""}.`;
    return "";
  }

  compute() {
    const { input, kernel, bias, stride, padding, padding_mode, dilation } = this.state;
    this.x = cube(input);
    this.k = kernelCube(kernel);
    this.padded = pad(this.x, padding, padding_mode);
    this.out = conv2d(this.padded, this.k, bias, stride, dilation);
    this.positions = { rows: this.out.h, columns: this.out.w };
    this.limit = largest(this.out.data);
  }

  show() {
    const { input, kernel, inputs, kernels, stride, padding, padding_mode } = this.state;
    const { x, k, out, padded } = this;
    if (this.counts !== `${x.c},${k.o}`) {
      this.counts = `${x.c},${k.o}`;
      this.firstIn = this.firstOut = this.chosen = 0;
      const turn = (name) => (first) => {
        this[name] = first;
        if (name === "firstOut") this.chosen = first;
        this.show();
        this.draw();
      };
      this.inputTabs.replaceChildren(tabs("Input channels", x.c, INPUTS, turn("firstIn")));
      this.outputTabs.replaceChildren(tabs("Kernels", k.o, OUTPUTS, turn("firstOut")));
    }
    const numbers = Math.max(x.h, x.w) <= NUMBERS_UP_TO && Math.max(padded.h, padded.w) <= PADDED;
    const [low, high] = extent(x.data);
    this.scale(low);
    this.left.classList.toggle("cnn-tall", !numbers || k.w > 4);
    this.right.classList.toggle("cnn-many", k.o > 1);
    const shade = this.signed ? diverging(Math.max(-low, high), numbers)
      : grey(low, high, numbers);
    const dropped = this.dropped();
    for (const [slot, { input: grid, row }] of this.channels.entries()) {
      const channel = this.firstIn + slot;
      row.hidden = channel >= x.c;
      if (row.hidden) continue;
      grid.rename(x.c > 1 ? `Input ${channel + 1}` : `Input ${x.h}×${x.w}`);
      grid.shape(padded.h, padded.w, padding, numbers);
      grid.paint(layer(padded, channel), shade);
      grid.mark("cnn-dropped", dropped);
    }
    for (const [slot, grid] of this.outputs.entries()) {
      const channel = this.firstOut + slot;
      grid.el.hidden = channel >= k.o;
      if (grid.el.hidden) continue;
      grid.rename(k.o > 1 ? `Output ${channel + 1}` : `Output ${out.h}×${out.w}`);
      grid.shape(out.h, out.w);
    }
    this.paintOutputs();
    this.offer(this.controls.picture, inputs, input, this.given.input);
    const own = (kernels) => (kernels[this.chosen]?.length === 1 ? [kernels[this.chosen]] : kernels);
    this.offer(this.controls.kernel, kernels, own(kernel), own(this.given.kernel));
    this.controls.size.show(k.h === k.w ? k.h : `${k.h}×${k.w}`);
    this.controls.stride.show(stride);
    this.controls.padding.show(padding);
    this.controls.padding_mode.show(padding_mode);
    this.controls.dilation.show(this.state.dilation);
    this.kernelLimit = largest(k.data);
    this.showKernels();
  }

  // A feature map as input is coloured about zero; typing one cell does not switch.
  scale(low) {
    const key = `${this.x.h},${this.x.w},${this.x.c},${this.controls.picture.value}`;
    if (key !== this.scaled) this.signed = low < 0;
    this.scaled = key;
  }

  showKernels() {
    const shade = diverging(this.kernelLimit, this.k.h <= NUMBERS_UP_TO);
    for (const [slot, { kernel, products }] of this.channels.entries()) {
      const channel = this.firstIn + slot;
      if (channel >= this.k.c) continue;
      const which = [this.k.o > 1 ? this.chosen + 1 : "",
        this.k.c > 1 ? `input ${channel + 1}` : ""].filter(Boolean).join(", ");
      kernel.rename(`Kernel ${which}`.trim());
      kernel.shape(this.k.h, this.k.w);
      kernel.paint(this.weights(channel), shade);
      products.shape(this.k.h, this.k.w);
    }
    for (const [slot, grid] of this.outputs.entries())
      grid.el.classList.toggle("cnn-chosen", this.k.o > 1
        && this.firstOut + slot === this.chosen);
    if (this.root.getRootNode().activeElement !== this.biasBox)
      this.biasBox.value = exact(this.state.bias[this.chosen]);
    this.terms();
  }

  // The places in the written-out sum: one for each product if there are few, else one
  // for each channel on screen; and the bias.
  terms() {
    const { h, w, c } = this.k;
    const shown = Math.min(INPUTS, c - this.firstIn);
    this.few = c * h * w <= TERMS;
    const key = [c, shown, this.firstIn, this.few && h * w].join();
    if (this.termKey === key) return;
    this.termKey = key;
    const labels = this.few ? Array.from({ length: c * h * w }, (_, i) =>
      (i % (h * w) ? "" : c > 1 ? `input ${i / (h * w) + 1}` : "products"))
      : c === 1 ? ["sum of products"]
        : Array.from({ length: shown }, (_, slot) => `input ${this.firstIn + slot + 1}`);
    if (!this.few && c > shown) labels.push("other inputs");
    this.parts = labels.map(() => make("b", {}));
    const term = (label, value) => make("span", { className: "cnn-term" },
      make("small", {}, label), value);
    const sign = (text) => make("span", { className: "cnn-sign" }, text);
    const group = (...parts) => make("span", { className: "cnn-group" }, ...parts);
    this.equals = sign("=");
    this.sum.classList.toggle("cnn-few", this.few);
    this.sum.replaceChildren(...labels.map((label, i) =>
      group(...(i ? [sign("+")] : []), term(label, this.parts[i]))),
    group(sign("+"), term("bias", this.biasBox)), group(this.equals, term("result", this.result)));
  }

  weights(channel) {
    const area = this.k.h * this.k.w;
    const at = (this.chosen * this.k.c + channel) * area;
    return this.k.data.subarray(at, at + area);
  }

  choose(output) {
    if (output === this.chosen || output >= this.k.o) return;
    this.chosen = output;
    this.showKernels();
    this.draw();
  }

  place(step, row, column) {
    const { stride, dilation } = this.state;
    const { padded, k } = this;
    const [top, left] = [row * stride, column * stride];
    const reach = [k.h, k.w].map((side) => dilation * (side - 1) + 1);
    const taps = this.taps(row, column);
    const shade = diverging(this.productLimit(), true);
    const covered = this.covered(step);
    const [each, sums] = [[], []];
    for (let c = 0; c < k.c; c++) {
      const weights = this.weights(c);
      const plane = c * padded.h * padded.w;
      const products = taps.map((tap, i) => padded.data[plane + tap] * weights[i]);
      sums.push(products.reduce((a, b) => a + b, 0));
      if (this.few) each.push(...products);
      const slot = this.channels[c - this.firstIn];
      if (c < this.firstIn || !slot) continue;
      slot.input.move(top, left, ...reach);
      slot.input.mark("cnn-tap", dilation > 1 ? taps : []);
      const factors = (i) => [short(padded.data[plane + taps[i]]), short(weights[i])];
      const product = (value) => (covered ? "?" : short(value));
      slot.products.paint(products, covered ? diverging(Infinity, true) : shade,
        (value, i) => `${product(value)}\n${factors(i).join("\n× ")}`,
        (value, i) => `${factors(i).join(" times ")} is ${covered ? "hidden" : short(value)}`);
    }
    this.writeOut(step, each, sums, covered);
    if (this.state.hide) this.paintOutputs();
    for (const grid of this.outputs) if (!grid.el.hidden) grid.move(row, column, 1, 1);
  }

  paintOutputs() {
    const { out } = this;
    const colour = diverging(this.limit, Math.max(out.h, out.w) <= NUMBERS_UP_TO);
    for (const [slot, grid] of this.outputs.entries())
      if (!grid.el.hidden)
        grid.paint(this.visible(layer(out, this.firstOut + slot)), colour);
  }

  // The sum under the grids. Rounded numbers that do not add up carry "≈".
  writeOut(step, each, sums, covered) {
    const { firstIn } = this;
    const shown = sums.slice(firstIn, firstIn + INPUTS);
    if (sums.length > shown.length)
      shown.push(sums.reduce((a, b) => a + b, 0) - shown.reduce((a, b) => a + b, 0));
    const write = this.few ? short : exact;
    for (const [i, value] of (this.few ? each : shown).entries())
      this.parts[i].textContent = covered ? "?" : write(value);
    const result = this.out.data[this.chosen * this.out.h * this.out.w + step];
    this.result.textContent = covered ? "?" : exact(result);
    const adds = this.parts.reduce((sum, part) => sum + parse(part.textContent),
      this.state.bias[this.chosen]);
    const about = !covered && Math.abs(adds - parse(exact(result))) > 1e-9 * Math.max(1, Math.abs(result));
    this.equals.textContent = about ? "\u2248" : "=";
  }

  productLimit() { return this.kernelLimit * largest(this.x.data); }

  // The cells of the padded input under the window, as the kernel's cells go.
  taps(row, column) {
    const { stride, dilation } = this.state;
    const cells = [];
    for (let a = 0; a < this.k.h; a++)
      for (let b = 0; b < this.k.w; b++)
        cells.push((row * stride + a * dilation) * this.padded.w
          + column * stride + b * dilation);
    return cells;
  }

  everyTap(a, b) {
    const { stride, dilation } = this.state;
    const cells = [];
    for (let i = 0; i < this.out.h; i++)
      for (let j = 0; j < this.out.w; j++)
        cells.push((i * stride + a * dilation) * this.padded.w + j * stride + b * dilation);
    return cells;
  }

  // Cells that no window reaches.
  dropped() {
    const reached = new Set();
    for (let a = 0; a < this.k.h; a++)
      for (let b = 0; b < this.k.w; b++)
        for (const cell of this.everyTap(a, b)) reached.add(cell);
    return Array.from({ length: this.padded.h * this.padded.w }, (_, i) => i)
      .filter((i) => !reached.has(i));
  }

  // An input cell, and its copies in the border: every output that it feeds.
  feeds(slot, index) {
    const outputs = new Set();
    if (index >= 0) {
      const { padding, padding_mode, stride, dilation } = this.state;
      const rows = border(this.x.h, padding, padding_mode);
      const columns = border(this.x.w, padding, padding_mode);
      const [row, column] = [Math.floor(index / this.padded.w), index % this.padded.w];
      const same = (places, at) => places.map((_, i) => i).filter((i) =>
        i === at || (places[at] >= 0 && places[i] === places[at]));
      for (const r of same(rows, row))
        for (const c of same(columns, column))
          for (let a = 0; a < this.k.h; a++)
            for (let b = 0; b < this.k.w; b++) {
              const i = (r - a * dilation) / stride;
              const j = (c - b * dilation) / stride;
              if (Number.isInteger(i) && Number.isInteger(j) && i >= 0 && j >= 0
                && i < this.out.h && j < this.out.w) outputs.add(i * this.out.w + j);
            }
    }
    for (const grid of this.outputs) if (!grid.el.hidden) grid.mark("cnn-linked", outputs);
    this.tell(this.channels[slot].input, index, `, in ${some(outputs.size, "window")}`);
  }

  // A weight: every input cell that it is multiplied with.
  touches(slot, index) {
    const cells = index < 0 ? [] : this.everyTap(Math.floor(index / this.k.w),
      index % this.k.w);
    for (const { input, row } of this.channels) if (!row.hidden) input.mark("cnn-linked", cells);
    this.tell(this.channels[slot].kernel, index,
      `, multiplies ${some(cells.length, "input cell")} in turn`);
  }

  editInput(slot, index, value, last) {
    const grid = this.channels[slot].input;
    const x = { ...this.x, data: this.x.data.slice() };
    x.data[(this.firstIn + slot) * x.h * x.w + grid.inner(index)] = value;
    this.change({ input: nest(x) }, last);
  }

  editKernel(slot, index, value, last) {
    const kernel = structuredClone(this.state.kernel);
    const grid = kernel[this.chosen][this.firstIn + slot];
    grid[Math.floor(index / this.k.w)][index % this.k.w] = value;
    this.change({ kernel }, last);
  }

  editBias(last) {
    const before = this.state.bias[this.chosen];
    const wrong = refused(this.biasBox.value, before);
    this.biasBox.ariaInvalid = String(wrong !== "");
    if (!wrong) {
      const bias = [...this.state.bias];
      bias[this.chosen] = parse(this.biasBox.value);
      this.change({ bias }, last);
    } else if (last) {
      this.biasBox.value = exact(before);
      this.biasBox.ariaInvalid = "false";
      this.say(wrong, true);
    }
  }

  choosePicture(name) {
    if (!name) return;
    const input = this.chosenOf(this.state.inputs, this.given.input, name);
    const kernel = this.draft.kernel ?? this.state.kernel;
    const copies = kernel[0].length;
    const fits = input.length === copies ? input
      : input.length === 1 ? Array(copies).fill(input[0]) : input;
    this.propose({ input: fits });
  }

  // A preset of one kernel replaces the chosen one; of several, all of them.
  chooseKernel(name) {
    if (!name) return;
    const preset = this.chosenOf(this.state.kernels, this.given.kernel, name);
    const { kernel, input } = this.state;
    if (preset === this.given.kernel) {
      this.propose({ kernel: preset, bias: this.given.bias });
      return;
    }
    if (preset.length > 1 || preset[0].length > 1) {
      this.propose({ kernel: preset, bias: preset.map((_, o) => this.state.bias[o] ?? 0) });
      return;
    }
    const next = resized(kernel, preset[0][0].length);
    next[this.chosen] = input.map(() => preset[0][0]);
    this.propose({ kernel: next });
  }

  remark() {
    const { stride, dilation } = this.state;
    const used = (count, side) => (count - 1) * stride + dilation * (side - 1) + 1;
    return lost(this.padded.h - used(this.out.h, this.k.h),
      this.padded.w - used(this.out.w, this.k.w));
  }

  code() {
    const { stride, padding, padding_mode, dilation } = this.state;
    const mode = padding_mode;
    const x = padding && mode !== "zeros"
      ? `F.pad(x, (${Array(4).fill(padding).join(", ")}), mode="${mode}")` : "x";
    const inside = x === "x" ? padding : 0;
    return `F.conv2d(${x}, w, b, stride=${stride}, padding=${inside}, dilation=${dilation})`;
  }

  values() {
    const { input, kernel, bias } = this.state;
    return ["import torch", "import torch.nn.functional as F", "", asTensor("x", input),
      asTensor("w", kernel), asTensor("b", bias)].join("\n");
  }
}

export default { render: mount(Convolution) };
