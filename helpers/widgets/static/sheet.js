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
