// Drawing with a round brush, and pouring paint: on numbers, without a page.

const RADIUS = 1; // of the brush, in cells
const SHEET = 28;

// How much of each cell a stroke between two points covers, 0 to 1. Points are [x, y]
// in cells from the upper left corner; the brush is round, its edge one cell soft.
export function cover([x0, y0], [x1, y1], radius = RADIUS, h = SHEET, w = SHEET) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  return Float64Array.from({ length: h * w }, (_, index) => {
    const [x, y] = [index % w + 0.5, Math.floor(index / w) + 0.5];
    const along = length ? ((x - x0) * dx + (y - y0) * dy) / length : 0;
    const t = Math.max(0, Math.min(1, along)); // the nearest point of the stroke
    const distance = Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
    return Math.max(0, Math.min(1, radius + 0.5 - distance));
  });
}

// Paint a dark patch up to its outline, from one cell on. Returns whether it reached
// the edge of the sheet, as it does through a gap.
export function fill(image, start, h = SHEET, w = SHEET) {
  const seen = new Uint8Array(h * w);
  const next = [start];
  let leaked = false;
  while (next.length) {
    const at = next.pop();
    if (seen[at]) continue;
    seen[at] = 1;
    const outline = image[at] >= 0.5;
    image[at] = 1;
    if (outline) continue;
    const [row, column] = [Math.floor(at / w), at % w];
    leaked ||= row % (h - 1) === 0 || column % (w - 1) === 0;
    if (row > 0) next.push(at - w);
    if (row < h - 1) next.push(at + w);
    if (column > 0) next.push(at - 1);
    if (column < w - 1) next.push(at + 1);
  }
  return leaked;
}

// A picture after a stroke between two places [row, column] in ink, `blank` or bright.
export function brushed(x, from, to, blank, ink) {
  const covered = cover([from[1], from[0]], [to[1], to[0]], RADIUS, x.h, x.w);
  const data = x.data.map((value, i) => {
    const wet = covered[i % covered.length];
    return ink === blank ? value + (ink - value) * wet
      : Math.max(value, ink * wet + blank * (1 - wet));
  });
  return { ...x, data };
}

// A picture after paint was poured on one cell.
export function poured(x, place, blank, bright) {
  const area = x.h * x.w;
  const before = x.data.subarray(0, area).map((value) => (value - blank) / (bright - blank));
  const after = before.slice();
  fill(after, place, x.h, x.w);
  const data = x.data.map((value, i) =>
    (after[i % area] > before[i % area] ? bright : value));
  return { ...x, data };
}
