// The arithmetic of the other layers of a whole network, and the way back through all.

import { span } from "./ops.js";

// What each output makes of all inputs: weights (o, i) as one row after the other.
export function linear(x, weights, bias) {
  const data = new Float64Array(bias.length);
  for (let o = 0, at = 0; o < data.length; o++) {
    let sum = bias[o];
    for (let i = 0; i < x.length; i++) sum += weights[at++] * x[i];
    data[o] = sum;
  }
  return data;
}

// One number a map, {c, h: 1, w: 1}.
export function poolGlobally(x, how) {
  const area = x.h * x.w;
  const data = new Float64Array(x.c);
  for (let k = 0; k < x.c; k++) {
    let [best, sum] = [-Infinity, 0];
    for (let i = k * area; i < (k + 1) * area; i++) {
      sum += x.data[i];
      best = Math.max(best, x.data[i]);
    }
    data[k] = how === "max" ? best : sum / area;
  }
  return { c: x.c, h: 1, w: 1, data };
}

export function softmax(scores) {
  const most = Math.max(...scores);
  const powers = Float64Array.from(scores, (score) => Math.exp(score - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

// Each activation, and its slope as a function of what it gave.
export const activations = {
  relu: [(x) => (x > 0 ? x : 0), (y) => (y > 0 ? 1 : 0)],
  sigmoid: [(x) => 1 / (1 + Math.exp(-x)), (y) => y * (1 - y)],
  tanh: [Math.tanh, (y) => 1 - y * y],
};

// The gradients of a convolution: `g` is the one of its output (o, h, w).
export function conv2dBack(padded, kernel, g, stride) {
  const input = new Float64Array(padded.data.length);
  const weights = new Float64Array(kernel.data.length);
  const bias = new Float64Array(kernel.o);
  let at = 0;
  for (let o = 0; o < kernel.o; o++)
    for (let i = 0; i < g.h; i++)
      for (let j = 0; j < g.w; j++) {
        const slope = g.data[at++];
        if (slope === 0) continue;
        bias[o] += slope;
        for (let c = 0; c < kernel.c; c++)
          for (let a = 0; a < kernel.h; a++) {
            const row = (c * padded.h + i * stride + a) * padded.w + j * stride;
            const line = ((o * kernel.c + c) * kernel.h + a) * kernel.w;
            for (let b = 0; b < kernel.w; b++) {
              input[row + b] += slope * kernel.data[line + b];
              weights[line + b] += slope * padded.data[row + b];
            }
          }
      }
  return { input: { ...padded, data: input }, weights, bias };
}

// The same without its border.
export function unpad(x, padding) {
  if (!padding) return x;
  const [h, w] = [x.h - 2 * padding, x.w - 2 * padding];
  const data = new Float64Array(x.c * h * w);
  for (let k = 0, at = 0; k < x.c; k++)
    for (let i = 0; i < h; i++)
      for (let j = 0; j < w; j++)
        data[at++] = x.data[(k * x.h + i + padding) * x.w + j + padding];
  return { c: x.c, h, w, data };
}

export function linearBack(x, weights, g) {
  const input = new Float64Array(x.length);
  const slopes = new Float64Array(weights.length);
  for (let o = 0, at = 0; o < g.length; o++)
    for (let i = 0; i < x.length; i++, at++) {
      input[i] += g[o] * weights[at];
      slopes[at] = g[o] * x[i];
    }
  return { input, weights: slopes, bias: g };
}

// The gradient of max pooling goes to the winners, that of the average to all.
export function poolBack(x, { how, size, stride, padding }, winner, g) {
  const data = new Float64Array(x.data.length);
  for (let k = 0, at = 0; k < x.c; k++)
    for (let i = 0; i < g.h; i++)
      for (let j = 0; j < g.w; j++, at++) {
        const plane = k * x.h * x.w;
        if (how === "max") {
          data[plane + winner[at]] += g.data[at];
          continue;
        }
        const [top, bottom, rows] = span(i, x.h, size, stride, padding);
        const [left, right, columns] = span(j, x.w, size, stride, padding);
        for (let r = top; r < bottom; r++)
          for (let c = left; c < right; c++)
            data[plane + r * x.w + c] += g.data[at] / (rows * columns);
      }
  return { ...x, data };
}

// Of several that are the largest each has its share, as of `torch.amax`.
export function poolGloballyBack(x, how, pooled, g) {
  const area = x.h * x.w;
  const data = new Float64Array(x.data.length);
  for (let k = 0; k < x.c; k++) {
    const plane = x.data.subarray(k * area, (k + 1) * area);
    const heirs = plane.map((value) => Number(how !== "max" || value === pooled[k]));
    const count = heirs.reduce((a, b) => a + b, 0);
    data.set(heirs.map((heir) => heir * g[k] / count), k * area);
  }
  return { ...x, data };
}
