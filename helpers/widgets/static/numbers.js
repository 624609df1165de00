// Numbers as text, and arrays of them: {c, h, w, data} holds c grids of h rows and w
// columns, one number after the other.

export const MINUS = "\u2212";

export const cube = (nested) => ({
  c: nested.length, h: nested[0].length, w: nested[0][0].length,
  data: Float64Array.from(nested.flat(2)),
});

export const nest = ({ c, h, w, data }) =>
  Array.from({ length: c }, (_, k) => Array.from({ length: h }, (_, i) =>
    Array.from(data.subarray((k * h + i) * w, (k * h + i + 1) * w))));

export const layer = (x, k) => x.data.subarray(k * x.h * x.w, (k + 1) * x.h * x.w);

// At most five characters: 0.00 is a number near zero, 0 is zero.
export function short(value) {
  const size = Math.abs(value);
  let text = String(value);
  if (size >= 1e6) text = value.toExponential(0).replace("e+", "e");
  else if (!Number.isInteger(value)) {
    text = value.toFixed(size < 10 ? 2 : size < 1000 ? 1 : 0);
    if (size >= 0.005) text = String(+text);
  }
  return text.replaceAll("-", MINUS);
}

export const exact = (value) => String(Number.isInteger(value) ? value : +value.toPrecision(5))
  .replaceAll("-", MINUS);
// The number that a text means, in any of the usual spellings; NaN if there is none.
export const parse = (text) => (text.trim() === "" ? NaN
  : Number(text.trim().replace(MINUS, "-").replace(",", ".")));

const MOST = 1e9;

// Why what was typed cannot be used, in a sentence; empty if it can.
export function refused(text, before) {
  const value = parse(text);
  const why = !Number.isFinite(value) ? "is not a number" : Math.abs(value) < MOST ? ""
    : "is too large: below a billion, please";
  return why && `\u201c${text.trim()}\u201d ${why}. ${exact(before)} stays.`;
}

export const extent = (data) => data.reduce(([low, high], v) =>
  [Math.min(low, v), Math.max(high, v)], [0, 0]);
export const largest = (data) => data.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
