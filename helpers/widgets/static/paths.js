// What a number of a network reads: its receptive field, and the maps that it comes from.

import { largest } from "./numbers.js";

const LINES = 40; // from one map to others, the thickest

// Which cells of each earlier result can reach one cell (map, row, column) of the result
// number `at`: {maps: [first, last], rows: [...], columns: [...]} by result, for results
// without rows and columns too.
export function receptiveField(stages, results, at, [map, i, j]) {
  const fields = [];
  fields[at] = { maps: [map, map], rows: [i, i], columns: [j, j] };
  for (let s = at; s > 0; s--) {
    const [stage, x] = [stages[s - 1], results[s - 1]];
    const whole = { maps: [0, x.c - 1], rows: [0, x.h - 1], columns: [0, x.w - 1] };
    fields[s - 1] = reached[stage.kind](fields[s], stage, x, whole);
  }
  return fields;
}

const along = ([first, last], size, { stride, padding }, length) =>
  [Math.max(0, first * stride - padding), Math.min(length - 1, last * stride - padding + size - 1)];

const reached = {
  conv: ({ rows, columns }, stage, x, whole) => ({ maps: whole.maps,
    rows: along(rows, stage.shape[2], stage, x.h),
    columns: along(columns, stage.shape[3], stage, x.w) }),
  pool: ({ maps, rows, columns }, stage, x) => ({ maps,
    rows: along(rows, stage.size, stage, x.h),
    columns: along(columns, stage.size, stage, x.w) }),
  global: ({ maps }, stage, x, whole) => ({ ...whole, maps }),
  linear: (_, stage, x, whole) => whole,
  same: (field) => field,
  flatten({ maps: [first, last] }, stage, x, whole) {
    if (first !== last) return whole;
    const [map, cell] = [Math.floor(first / (x.h * x.w)), first % (x.h * x.w)];
    const [i, j] = [Math.floor(cell / x.w), cell % x.w];
    return { maps: [map, map], rows: [i, i], columns: [j, j] };
  },
};

// Each map that one reads, and how much it gives or takes: [[stage, map, −1 to 1]].
export function sources(stages, results, { stage: s, map, cell }) {
  const [stage, x] = [stages[s - 1], results[s - 1]];
  const area = x.h * x.w;
  if (s === 1 && stage.kind === "conv") return [[0, 0, 0.5]];
  if (["pool", "global", "same"].includes(stage.kind)) return [[s - 1, map, 0.5]];
  if (stage.kind === "flatten") return [[s - 1, Math.floor(map / area), 0.5]];
  const n = x.data.length;
  const parts = stage.kind === "conv" ? contributions(stage, x, map, cell)
    : Array.from(x.data, (value, i) => value * stage.weights[map * n + i]);
  const most = largest(parts) || 1;
  return parts.map((part, i) => [s - 1, s === 1 ? 0 : i, part / most])
    .filter(([, , share]) => Math.abs(share) > 0.03)
    .sort((p, q) => Math.abs(q[2]) - Math.abs(p[2])).slice(0, LINES);
}

// Of a convolution: each channel's part of one cell, or, without a cell, how much it
// could give.
function contributions(stage, x, map, cell) {
  const [, channels, kh, kw] = stage.shape;
  const { padding, stride } = stage;
  return Array.from({ length: channels }, (_, k) => {
    const start = (map * channels + k) * kh * kw;
    const weights = stage.weights.subarray(start, start + kh * kw);
    const plane = x.data.subarray(k * x.h * x.w, (k + 1) * x.h * x.w);
    if (!cell) return largest(weights) * plane.reduce((sum, value) => sum + Math.abs(value), 0);
    let part = 0;
    for (let a = 0; a < kh; a++)
      for (let b = 0; b < kw; b++) {
        const [i, j] = [cell[0] * stride - padding + a, cell[1] * stride - padding + b];
        if (i >= 0 && j >= 0 && i < x.h && j < x.w)
          part += plane[i * x.w + j] * weights[a * kw + b];
      }
    return part;
  });
}
