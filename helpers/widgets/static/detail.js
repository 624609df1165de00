// One map laid open below the network: its kernels, its bias, and for one number of it
// the arithmetic. Every weight can be changed.

import { describe, percent } from "./columns.js";
import { diverging } from "./colours.js";
import { button, make, tabs } from "./elements.js";
import { Grid } from "./grid.js";
import { MINUS, exact, largest, parse, short } from "./numbers.js";
import { pad } from "./ops.js";

const KERNELS = 3; // on screen at once
const PRODUCTS = 8; // of a fully connected layer, written out

const rounded = (value) => +Number(value).toFixed(2);
const two = (value) => String(rounded(value) + 0).replace("-", MINUS); // decimals at most
const signed = (value) => `${rounded(value) < 0 ? MINUS : "+"} ${two(Math.abs(value))}`;

// A sum in words. Rounded numbers that do not add up carry "≈".
export function sum(terms, total, then) {
  const shown = terms.map(([, value]) => rounded(value)).reduce((a, b) => a + b, 0);
  const equals = Math.abs(shown - rounded(total)) < 0.005 ? "=" : "\u2248";
  return [terms.map(([name, value], i) =>
    `${i ? signed(value) : two(value)}${name ? ` (${name})` : ""}`).join(" "),
  `${equals} ${two(total)}`, then].filter(Boolean).join(" ");
}

export class Detail {
  /** @type {any[]} */ stages;
  /** @type {string[]} */ classes;
  /** @type {(picked: any) => void} goes a level deeper or back */ open;
  /** @type {((kind: string, index: number, value: number, last: boolean) => void) | null} */
  edit = null;
  /** @type {() => void} shows the same again */ again;
  /** @type {{stage: number, map: number, cell: number[] | null, network: number}} */ picked;
  /** @type {any[]} what each stage gives */ results;
  /** @type {any[] | null} the same with the picture in its place, if it was moved */ home = null;
  first = 0; // of the kernels on screen
  products = PRODUCTS;

  constructor({ stages, classes, open, back, edit, turn, alone, editable }) {
    Object.assign(this, { stages, classes, open });
    this.edit = editable ? edit : null;
    this.name = make("b", {});
    this.off = make("input", { type: "checkbox", onchange: () => turn(this.off.checked) });
    this.alone = make("input", { type: "checkbox", onchange: () => alone(this.alone.checked) });
    this.switches = make("span", { className: "cnn-switches" },
      make("label", {}, this.off, "Switch off"), make("label", {}, this.alone, "Alone"));
    this.bias = make("label", {}, "Bias", this.biasBox = this.box("Bias", (value, last) =>
      this.edit("bias", this.picked.map, value, last)));
    this.return = button("Back", () => back(), { title: "Back (Escape)" });
    this.bar = make("div", { className: "cnn-bar" }, this.name, this.bias, this.switches,
      this.return,
      button("Close", () => open(null)));
    this.map = new Grid({ title: "Map", kind: "cnn-of-map",
      pick: (index) => this.pin(index) });
    this.kernels = Array.from({ length: KERNELS }, (_, slot) => ({
      row: make("div", { className: "cnn-channel" }),
      kernel: new Grid({ title: "Kernel", kind: "cnn-of-kernel",
        edit: editable ? (index, value, last) => this.change(slot, index, value, last) : null }),
      window: new Grid({ title: "Window", role: "table", kind: "cnn-of-products" }),
      slope: new Grid({ title: "Gradient", role: "table", kind: "cnn-of-slope" }),
    }));
    this.tabs = make("div", { className: "cnn-wide" });
    this.list = make("ol", { className: "cnn-products" });
    this.total = make("p", { className: "cnn-total" });
    this.weights = make("div", { className: "cnn-weights" }, this.tabs,
      ...this.kernels.map(({ row, kernel, window, slope }) => {
        row.append(kernel.el, window.el, slope.el);
        return row;
      }));
    this.unmoved = new Grid({ title: "Unmoved", role: "table", kind: "cnn-of-unmoved" });
    this.body = make("div", { className: "cnn-stage" }, this.map.el, this.unmoved.el,
      this.weights, this.list);
    this.el = make("div", { className: "cnn-detail", role: "group", tabIndex: -1 },
      this.bar, this.total, this.body);
  }

  pin(index) {
    const { stage } = this.picked;
    const { h, w } = this.results[stage];
    if (h * w > 1) this.open({ ...this.picked, cell: [Math.floor(index / w), index % w] });
    else this.open({ ...this.picked, map: index });
  }

  // Show a map, or one number of it, of results; `slopes` are the gradients, if asked.
  // `home` is what the stages give with the picture in its place, if it has been moved.
  show(picked, results, { limits, slopes, off, edits, shares, home }) {
    const other = JSON.stringify(picked) !== JSON.stringify(this.picked);
    if (other) this.products = PRODUCTS;
    Object.assign(this, { picked, results, home });
    const { stage: s, map, cell } = picked;
    const stage = this.stages[s - 1];
    const result = results[s];
    const { c, h, w } = result;
    const maps = h * w > 1;
    const [title] = describe(stage, result);
    const unit = s === this.stages.length ? this.classes[map] : `number ${map + 1} of ${c}`;
    const place = cell && maps ? `, row ${cell[0] + 1}, column ${cell[1] + 1}` : "";
    this.name.textContent = `${title}, ${maps ? `map ${map + 1} of ${c}` : unit}${place}`;
    this.switches.hidden = !this.edit || !stage.shape || s === this.stages.length;
    this.off.checked = off.some(([a, b]) => a === s && b === map);
    this.alone.checked = c > 1 && off.filter(([a]) => a === s).length === c - 1
      && !this.off.checked;
    this.map.el.hidden = s === this.stages.length; // the bars show them, with names
    this.drawMap(result, picked, slopes?.maps[s] ?? null, limits[s], results[s - 1]);
    const layer = stage.kind === "conv" || stage.kind === "linear";
    this.bias.hidden = !layer;
    if (layer) this.fill(this.biasBox, stage.bias[map], edits[`${stage.name}.bias`]?.has(map));
    this.tabs.hidden = this.weights.hidden = false;
    for (const slot of this.kernels) slot.row.hidden = true;
    if (!["linear", "flatten"].includes(stage.kind)) this.list.replaceChildren();
    this.total.textContent = "";
    this[`show_${stage.kind}`]?.(stage, results[s - 1], result, { map, cell, slopes, edits,
      stage: s, shares });
    if (other) this.body.scrollTo(0, 0);
    this.el.ariaLabel = this.name.textContent;
    this.weights.hidden = this.kernels.every((slot) => slot.row.hidden);
  }

  drawMap({ c, h, w, data }, { map, cell }, slopes, limit, before) {
    const maps = h * w > 1;
    const shown = slopes ?? data;
    // flattened, each map is a row of its own
    const one = before.h * before.w;
    const width = c === before.c * one && one > 1 ? before.c > 1 ? one : before.w
      : Math.ceil(Math.sqrt(c));
    const [rows, columns] = maps ? [h, w] : [Math.ceil(c / width), Math.min(c, width)];
    const values = maps ? shown.subarray(map * h * w, (map + 1) * h * w)
      : Array.from({ length: rows * columns }, (_, i) => shown[i] ?? null);
    const numbers = maps ? Math.max(rows, columns) <= 10 : c <= 20;
    this.map.rename(slopes ? "Gradient" : maps ? `Map ${h}×${w}` : `${c} numbers`);
    this.map.el.classList.toggle("cnn-of-row", !maps);
    this.map.shape(rows, columns, 0, numbers);
    this.map.paint(values, diverging(slopes ? largest(slopes) : limit, numbers));
    const at = maps ? cell : [Math.floor(map / columns), map % columns];
    if (at) this.map.move(...at, 1, 1);
    else this.map.frame.hidden = true;
    const there = maps && !cell && !slopes && this.home?.[this.picked.stage].data;
    this.unmoved.el.hidden = !there;
    if (!there) return;
    this.unmoved.shape(rows, columns, 0, numbers);
    this.unmoved.paint(there.subarray(map * h * w, (map + 1) * h * w),
      diverging(limit, numbers));
  }

  // A convolution: for each map that it reads, window × kernel; their sums and the bias.
  show_conv(stage, x, result, { map, cell, slopes, edits, stage: s }) {
    const [, channels, kh, kw] = stage.shape;
    const area = kh * kw;
    this.count(channels, stage.name);
    const padded = pad(x, stage.padding, "zeros");
    const kernelShade = diverging(largest(stage.weights), true);
    const edited = edits[`${stage.name}.weight`];
    const sums = Array.from({ length: channels }, (_, k) => {
      const start = (map * channels + k) * area;
      const weights = stage.weights.subarray(start, start + area);
      const window = cell && Array.from({ length: area }, (__, i) =>
        padded.data[(k * padded.h + cell[0] * stage.stride + Math.floor(i / kw)) * padded.w
          + cell[1] * stage.stride + i % kw]);
      const products = window?.map((value, i) => value * weights[i]);
      const slot = this.kernels[k - this.first];
      if (slot && k >= this.first) {
        slot.row.hidden = false;
        slot.kernel.el.hidden = Boolean(window);
        slot.kernel.rename(channels > 1 ? `Kernel for map ${k + 1}` : "Kernel");
        slot.kernel.shape(kh, kw);
        slot.kernel.paint(weights, kernelShade);
        slot.kernel.mark("cnn-edited", Array.from({ length: area }, (__, i) => i)
          .filter((i) => edited?.has(start + i)));
        slot.window.el.hidden = !window;
        if (window) {
          slot.window.rename(channels > 1 ? `Map ${k + 1} × kernel` : "Window × kernel");
          slot.window.shape(kh, kw, 0, true);
          const shade = diverging(largest(stage.weights) * largest(padded.data), true);
          slot.window.paint(products, shade, (value, i) =>
            `${short(value)}\n${short(window[i])}\n× ${short(weights[i])}`);
        }
        this.slope(slot, slopes?.weights[s - 1], start, kh, kw);
      }
      return products?.reduce((a, b) => a + b, 0);
    });
    if (!cell) {
      this.total.textContent = "Choose a number of the map: its sum is written out here.";
      return;
    }
    const at = (map * result.h + cell[0]) * result.w + cell[1];
    this.add(sums.map((value, k) => [channels > 1 ? `map ${k + 1}` : "products", value]),
      stage, map, result, at);
  }

  // What is added up, the bias, and what the activations make of it.
  add(terms, stage, map, result, at, more = "") {
    const before = result.steps[0].data[at];
    const then = stage.then.map((step, i) => {
      const name = typeof step === "number" ? "and the earlier stage" : step === "relu" ? "ReLU" : step;
      return `\u2192 ${name} ${two(result.steps[i + 1].data[at])}`;
    }).join(" ");
    this.total.textContent = sum([...terms, ["bias", stage.bias[map]]], before, then) + more;
    const home = this.home?.[this.picked.stage].steps;
    if (home) this.total.textContent += `; unmoved ${home.map(({ data }) => two(data[at]))
      .join(" \u2192 ")}`;
  }

  slope(slot, weights, start, rows, columns) {
    slot.slope.el.hidden = !weights;
    if (!weights) return;
    slot.slope.rename("Gradient");
    slot.slope.mark("cnn-winner", []);
    slot.slope.shape(rows, columns);
    slot.slope.paint(weights.subarray(start, start + rows * columns),
      diverging(largest(weights), true));
  }

  count(channels, name) {
    const key = `${name},${channels}`;
    if (this.counted === key) return;
    this.counted = key;
    this.first = 0;
    this.tabs.replaceChildren(tabs("Kernels for map", channels, KERNELS, (first) => {
      this.first = first;
      this.again?.();
    }));
  }

  // Pooling: the window, and which of its numbers stays.
  show_pool(stage, x, result, { map, cell }) {
    this.tabs.hidden = true;
    if (!cell) {
      this.total.textContent = "Choose a number of the map: its window is shown here.";
      return;
    }
    const [{ row, kernel, window, slope: grid }] = this.kernels;
    const { size, stride, padding, how } = stage;
    row.hidden = grid.el.hidden = false;
    window.el.hidden = kernel.el.hidden = true;
    const values = Array.from({ length: size * size }, (_, i) => {
      const [r, c] = [cell[0] * stride - padding + Math.floor(i / size),
        cell[1] * stride - padding + i % size];
      return r < 0 || c < 0 || r >= x.h || c >= x.w ? null
        : x.data[(map * x.h + r) * x.w + c];
    });
    grid.rename("Window");
    grid.shape(size, size, 0, true);
    grid.paint(values, diverging(largest(x.data), true), short);
    const found = values.filter((value) => value !== null);
    const best = Math.max(...found);
    grid.mark("cnn-winner", how === "max" ? [values.indexOf(best)] : []);
    const at = (map * result.h + cell[0]) * result.w + cell[1];
    this.total.textContent = how === "max"
      ? `The largest of ${found.length} numbers stays: ${two(result.data[at])}.`
      : `The average of the window: ${two(result.data[at])}.`;
  }

  show_global(stage, x, result, { map }) {
    this.tabs.hidden = true;
    this.total.textContent = stage.how === "max"
      ? `The largest of the ${x.h * x.w} numbers of map ${map + 1} stays: ${two(result.data[map])}.`
      : `The average of the ${x.h * x.w} numbers of map ${map + 1}: ${two(result.data[map])}.`;
  }

  // A number of the row: where it comes from, and where it goes.
  show_flatten(stage, x, result, { map, stage: s }) {
    this.total.replaceChildren(`${two(result.data[map])}, from `,
      button(this.label(s, map), () => this.open({ ...this.picked, stage: s - 1,
        ...this.source(s - 1, map) }), { className: "cnn-from" }));
    const next = this.stages[s];
    if (next?.kind !== "linear") return this.list.replaceChildren();
    this.total.append(` It goes on to ${next.name}:`);
    const n = result.c;
    const weights = Array.from(next.bias, (_, o) => next.weights[o * n + map]);
    return this.listed(weights.map((weight, o) => ({ name: `number ${o + 1}`, weight,
      value: result.data[map], was: this.home?.[s].data[map],
      go: { stage: s + 1, map: o, cell: null } })));
  }

  // The products of one number as bars, the largest first; of a moved picture those that
  // have changed most, with a mark for what they are unmoved.
  listed(rows) {
    for (const row of rows) {
      row.product = row.value * row.weight;
      row.before = this.home ? row.was * row.weight : row.product;
      row.size = Math.abs(this.home ? row.product - row.before : row.product);
    }
    const order = rows.toSorted((a, b) => b.size - a.size).slice(0, this.products);
    const most = Math.max(...rows.flatMap(({ product, before }) =>
      [Math.abs(product), Math.abs(before)])) || 1;
    const focused = this.list.contains(this.focused) ? this.focused.textContent : "";
    const length = (value) => `${50 * Math.abs(value) / most}%`;
    if (!this.list.contains(this.typing)) this.list.replaceChildren(...order.map((row) => {
      const bar = make("span", { className: `cnn-product ${row.product < 0 ? "cnn-less" : ""}` });
      bar.style.width = length(row.product);
      const was = make("span", { className: "cnn-was", hidden: !this.home });
      was.style.left = `calc(50% ${row.before < 0 ? "-" : "+"} ${length(row.before)})`;
      return make("li", {}, button(row.name, () => this.open({ ...this.picked, ...row.go }),
        { className: "cnn-from" }),
      make("span", { className: "cnn-factor" }, short(row.value)),
      make("span", { className: "cnn-times" }, "× ", row.box ?? short(row.weight)),
      make("span", { className: "cnn-middle" }, bar, was),
      make("span", { className: "cnn-value" }, two(row.product)),
      make("span", { className: "cnn-then" }, this.home ? `unmoved ${two(row.before)}` : "",
        row.slope === undefined ? "" : ` gradient ${short(row.slope)}`));
    }), ...(rows.length > order.length ? [make("li", {}, button(
      `${Math.min(PRODUCTS, rows.length - order.length)} more`, () => {
        this.products += PRODUCTS;
        this.again();
      }))] : []));
    if (focused) [...this.list.querySelectorAll("button")]
      .find((one) => one.textContent === focused)?.focus({ preventScroll: true });
    return order;
  }

  // A number of a stage in words: of a row that was maps, its map and place.
  label(s, i) {
    const { c, h, w } = this.results[s - 1] ?? this.results[0];
    if (this.stages[s - 1]?.kind !== "flatten") return `number ${i + 1}`;
    const cell = i % (h * w);
    return `${i + 1}: ${c > 1 ? `map ${Math.floor(i / (h * w)) + 1}, ` : ""}`
      + `row ${Math.floor(cell / w) + 1}, column ${cell % w + 1}`;
  }

  // A fully connected layer: the products, the largest first, as bars.
  show_linear(stage, x, result, { map, stage: s, slopes, edits, shares }) {
    this.tabs.hidden = true;
    const n = x.data.length;
    const weights = stage.weights.subarray(map * n, (map + 1) * n);
    const edited = edits[`${stage.name}.weight`];
    const box = (i, weight) => this.weight(map * n + i, weight, i, edited);
    const typing = this.list.contains(this.typing);
    const order = this.listed(Array.from(weights, (weight, i) => ({
      name: this.label(s - 1, i), weight, value: x.data[i], was: this.home?.[s - 1].data[i],
      go: { stage: s - 1, ...this.source(s - 1, i) },
      slope: slopes?.weights[s - 1][map * n + i],
      get box() { return typing ? null : box(i, weight); } })));
    const shown = order.reduce((sum, row) => sum + row.product, 0);
    const total = weights.reduce((sum, weight, i) => sum + weight * x.data[i], 0);
    const terms = [[`these ${order.length}`, shown]];
    if (n > order.length) terms.push([`${n - order.length} others`, total - shown]);
    const scored = shares && s === this.stages.length && !stage.then.includes("sigmoid")
      && !stage.then.includes("softmax");
    this.add(terms, stage, map, result, map,
      scored ? ` \u2192 softmax ${percent(shares[map])}` : "");
  }

  // A weight that can be typed over, or only read.
  weight(index, value, i, edited) {
    if (!this.edit) return short(value);
    const box = this.box(`Weight of number ${i + 1}`, (typed, last) =>
      this.edit("weight", index, typed, last));
    this.fill(box, value, edited?.has(index));
    return box;
  }

  // A place to type one number: what is typed counts at once, arrows count up and down.
  box(ariaLabel, use) {
    const box = make("input", { type: "text", inputMode: "decimal", autocomplete: "off",
      className: "cnn-weight", ariaLabel, disabled: !this.edit });
    const take = (last) => {
      const value = parse(box.value);
      const good = Number.isFinite(value) && Math.abs(value) < 1e9;
      box.ariaInvalid = String(!good);
      if (good) use(value, last);
    };
    box.addEventListener("input", () => take(false));
    box.addEventListener("change", () => take(true));
    box.addEventListener("keydown", (event) => {
      const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
      if (!way) return;
      event.preventDefault();
      box.value = exact((parse(box.value) || 0) + way * (event.shiftKey ? 0.01 : 0.1));
      take(true);
    });
    return box;
  }

  // Write a number into its box, unless it is being typed there.
  fill(box, value, edited = false) {
    if (this.typing !== box) box.value = short(value);
    box.title = exact(value);
    box.classList.toggle("cnn-edited", edited);
  }

  get focused() {
    return /** @type {HTMLElement | null} */ (
      /** @type {Document} */ (this.el.getRootNode()).activeElement);
  }

  get typing() { return this.focused?.matches("input[type=text]") ? this.focused : null; }

  // The map and cell of a result that its number `i` stands in.
  source(s, i) {
    const { h, w } = this.results[s];
    if (h * w === 1) return { map: i, cell: null };
    const cell = i % (h * w);
    return { map: Math.floor(i / (h * w)), cell: [Math.floor(cell / w), cell % w] };
  }

  change(slot, index, value, last) {
    const stage = this.stages[this.picked.stage - 1];
    const area = stage.shape[2] * stage.shape[3];
    const channel = this.first + slot;
    this.edit("weight", (this.picked.map * stage.shape[1] + channel) * area + index, value, last);
  }
}

