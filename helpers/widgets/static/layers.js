// A network as Python has read it: stages one after the other, with their weights.
// `forward` computes what each gives, `backward` what each is worth to one score.

import {
  activations, conv2dBack, linear, linearBack, poolBack, poolGlobally, poolGloballyBack,
  softmax, unpad,
} from "./gradients.js";
import { conv2d, pad, pool } from "./ops.js";

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

// Numbers that travelled as little-endian float32, in base64.
export const floats = (text) => Float64Array.from(new Float32Array(bytes(text).buffer));

// As float16, which JavaScript does not know everywhere: sign, 5 bits, 10 bits.
export function halves(text) {
  return Float64Array.from(new Uint16Array(bytes(text).buffer), (bits) => {
    const [power, part] = [(bits >> 10) & 31, bits & 1023];
    const size = power ? 2 ** (power - 25) * (1024 + part) : 2 ** -24 * part;
    return bits >> 15 ? -size : size;
  });
}

// Pixels that travelled as bytes for 0 to 1, or as float32.
export function pixels({ shape: [n, c, h, w], bytes: whole, floats: exact }) {
  const all = whole === undefined ? floats(exact)
    : Float64Array.from(bytes(whole), (byte) => Math.fround(byte / 255));
  const size = c * h * w;
  return Array.from({ length: n }, (_, i) =>
    ({ c, h, w, data: all.subarray(i * size, (i + 1) * size) }));
}

// Stages that can be computed: the plan, and for each layer its share of the numbers.
// Poolings have no names: several are counted.
export function network(plan, numbers) {
  let at = 0;
  const take = (count) => numbers.slice(at, at += count);
  const pools = plan.filter(({ kind }) => kind === "pool");
  return plan.map((stage) => {
    if (stage.kind === "pool" && pools.length > 1)
      return { ...stage, nth: pools.indexOf(stage) + 1 };
    if (!stage.shape) return { ...stage };
    const count = stage.shape.reduce((a, b) => a * b, 1);
    return { ...stage, weights: take(count), bias: take(stage.shape[0]) };
  });
}

// The same with single weights changed and whole maps switched off.
export function changed(plan, numbers, edits, off) {
  const stages = network(plan, numbers);
  for (const [name, index, value] of edits) {
    const cut = name.lastIndexOf(".");
    const stage = stages.find((one) => one.name === name.slice(0, cut));
    stage[name.slice(cut + 1) === "bias" ? "bias" : "weights"][index] = value;
  }
  for (const [s, map] of off) {
    const { weights, bias, shape } = stages[s - 1];
    const each = weights.length / shape[0];
    weights.fill(0, map * each, (map + 1) * each);
    bias[map] = 0;
  }
  return stages;
}

const kernelOf = ({ shape: [o, c, h, w], weights }) => ({ o, c, h, w, data: weights });
const row = (data) => ({ c: data.length, h: 1, w: 1, data });

const compute = {
  conv: (x, stage) => conv2d(pad(x, stage.padding, "zeros"), kernelOf(stage), stage.bias,
    stage.stride, 1),
  linear: (x, stage) => row(linear(x.data, stage.weights, stage.bias)),
  flatten: (x) => row(x.data),
  same: (x) => x,
  global: (x, stage) => poolGlobally(x, stage.how),
  pool(x, { how, size, stride, padding, ceil }) {
    const out = pool(x, { kernel_size: size, stride, padding, ceil_mode: ceil });
    return { c: out.c, h: out.h, w: out.w, winner: out.winner,
      data: how === "max" ? out.maximum : out.average };
  },
};

// What each stage gives. The first is the picture itself; `steps` of a result are what
// stood there after each part of the stage, for the way back.
export function forward(stages, picture) {
  const results = [{ ...picture, steps: [] }];
  for (const stage of stages) {
    let x = compute[stage.kind](results[results.length - 1], stage);
    const steps = [x];
    for (const step of stage.then) {
      const data = typeof step === "number"
        ? x.data.map((value, i) => value + results[step].data[i])
        : step === "softmax" ? softmax(x.data) : x.data.map(activations[step][0]);
      x = { ...x, data };
      steps.push(x);
    }
    results.push({ ...x, steps });
  }
  return results;
}

const before = {
  conv(x, stage, result, g) {
    const back = conv2dBack(pad(x, stage.padding, "zeros"), kernelOf(stage),
      { ...result, data: g }, stage.stride);
    return { ...back, input: unpad(back.input, stage.padding).data };
  },
  linear: (x, stage, _, g) => linearBack(x.data, stage.weights, g),
  flatten: (x, stage, _, g) => ({ input: g }),
  same: (x, stage, _, g) => ({ input: g }),
  global: (x, stage, result, g) => ({
    input: poolGloballyBack(x, stage.how, result.steps[0].data, g).data }),
  pool: (x, stage, result, g) => ({
    input: poolBack(x, stage, result.winner, { ...result, data: g }).data }),
};

// The slope of one number of the answer, by every number of every result (`maps`, the
// picture first) and by every weight and bias (`weights`, `bias`, by stage).
export function backward(stages, results, unit) {
  const maps = results.map((result) => new Float64Array(result.data.length));
  const [weights, bias] = [[], []];
  maps[stages.length][unit] = 1;
  for (let s = stages.length - 1; s >= 0; s--) {
    const stage = stages[s];
    const { steps } = results[s + 1];
    let g = maps[s + 1];
    for (let i = stage.then.length - 1; i >= 0; i--) {
      const step = stage.then[i];
      const y = steps[i + 1].data;
      if (typeof step === "number") g.forEach((slope, k) => { maps[step][k] += slope; });
      else if (step === "softmax") {
        const mean = y.reduce((sum, p, k) => sum + p * g[k], 0);
        g = g.map((slope, k) => y[k] * (slope - mean));
      } else g = g.map((slope, k) => slope * activations[step][1](y[k]));
    }
    const back = before[stage.kind](results[s], stage, results[s + 1], g);
    back.input.forEach((slope, k) => { maps[s][k] += slope; });
    [weights[s], bias[s]] = [back.weights, back.bias];
  }
  return { maps, weights, bias };
}

// How sure of each class: what a last sigmoid or softmax says, else the softmax of the
// scores.
export function answer(stages, results) {
  const last = stages[stages.length - 1].then;
  const scores = results[stages.length].data;
  return last.includes("sigmoid") || last.includes("softmax") ? scores : softmax(scores);
}
