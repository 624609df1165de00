// The arithmetic of the layers: pure functions, without a page.

export const outputSize = (size, kernel, stride, padding, dilation) =>
  Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;

// Which input cell stands at each place along a padded side; -1 is a zero.
export function border(size, padding, mode) {
  return Array.from({ length: size + 2 * padding }, (_, place) => {
    const i = place - padding;
    if (i >= 0 && i < size) return i;
    if (mode === "reflect") return i < 0 ? -i : 2 * (size - 1) - i;
    if (mode === "replicate") return i < 0 ? 0 : size - 1;
    return -1;
  });
}

export function pad(x, padding, mode) {
  const rows = border(x.h, padding, mode);
  const columns = border(x.w, padding, mode);
  const [h, w] = [rows.length, columns.length];
  const data = new Float64Array(x.c * h * w);
  for (let k = 0, at = 0; k < x.c; k++)
    for (const i of rows)
      for (const j of columns)
        data[at++] = i < 0 || j < 0 ? 0 : x.data[(k * x.h + i) * x.w + j];
  return { c: x.c, h, w, data };
}

// padded {c, h, w}, kernel {o, c, h, w}: like F.conv2d, the kernel is not flipped.
export function conv2d(padded, kernel, bias, stride, dilation) {
  const h = outputSize(padded.h, kernel.h, stride, 0, dilation);
  const w = outputSize(padded.w, kernel.w, stride, 0, dilation);
  const data = new Float64Array(kernel.o * h * w);
  let at = 0;
  for (let o = 0; o < kernel.o; o++)
    for (let i = 0; i < h; i++)
      for (let j = 0; j < w; j++) {
        let sum = bias[o];
        for (let c = 0; c < kernel.c; c++)
          for (let a = 0; a < kernel.h; a++) {
            const row = (c * padded.h + i * stride + a * dilation) * padded.w + j * stride;
            const weights = ((o * kernel.c + c) * kernel.h + a) * kernel.w;
            for (let b = 0; b < kernel.w; b++)
              sum += padded.data[row + b * dilation] * kernel.data[weights + b];
          }
        data[at++] = sum;
      }
  return { c: kernel.o, h, w, data };
}

export function pooledSize(size, kernel, stride, padding, ceil) {
  const room = size + 2 * padding - kernel;
  if (!ceil) return Math.floor(room / stride) + 1;
  const count = Math.ceil(room / stride) + 1;
  // a window must start in the input or in the border before it
  return (count - 1) * stride >= size + padding ? count - 1 : count;
}

// The cells of one side under window i: [from, to) of the input, and how many cells of
// input and padding the average counts, as torch does.
export function span(i, size, kernel, stride, padding) {
  const start = i * stride - padding;
  const end = Math.min(start + kernel, size + padding);
  return [Math.max(start, 0), Math.min(end, size), end - start];
}

// x {c, h, w}: maxima, where each one stood (its first place, row by row: so torch
// breaks ties), averages, and what each input cell gets back of a gradient of ones.
export function pool(x, { kernel_size: kernel, stride, padding, ceil_mode: ceil }) {
  const h = pooledSize(x.h, kernel, stride, padding, ceil);
  const w = pooledSize(x.w, kernel, stride, padding, ceil);
  const maximum = new Float64Array(x.c * h * w);
  const average = new Float64Array(x.c * h * w);
  const winner = new Int32Array(x.c * h * w);
  const back = { maximum: new Float64Array(x.data.length),
    average: new Float64Array(x.data.length) };
  for (let k = 0, at = 0; k < x.c; k++)
    for (let i = 0; i < h; i++)
      for (let j = 0; j < w; j++, at++) {
        const [top, bottom, rows] = span(i, x.h, kernel, stride, padding);
        const [left, right, columns] = span(j, x.w, kernel, stride, padding);
        let best = -Infinity;
        let where = top * x.w + left;
        let sum = 0;
        const plane = k * x.h * x.w;
        for (let r = top; r < bottom; r++)
          for (let c = left; c < right; c++) {
            const value = x.data[plane + r * x.w + c];
            sum += value;
            back.average[plane + r * x.w + c] += 1 / (rows * columns);
            if (value > best) [best, where] = [value, r * x.w + c];
          }
        maximum[at] = best;
        average[at] = sum / (rows * columns);
        winner[at] = where;
        back.maximum[plane + where] += 1;
      }
  return { c: x.c, h, w, maximum, average, winner, back };
}

// The picture moved down and to the right; what comes in from the edge is `blank`.
export function moved(x, down, right, blank = 0) {
  const data = new Float64Array(x.data.length).fill(blank);
  for (let k = 0; k < x.c; k++)
    for (let i = Math.max(0, down); i < Math.min(x.h, x.h + down); i++)
      for (let j = Math.max(0, right); j < Math.min(x.w, x.w + right); j++)
        data[(k * x.h + i) * x.w + j] = x.data[(k * x.h + i - down) * x.w + j - right];
  return { ...x, data };
}
