// The RdBu scale of Matplotlib about zero, and greys.

const RED_TO_BLUE = ["67001f", "b2182b", "d6604d", "f4a582", "fddbc7", "f7f7f7",
  "d1e5f0", "92c5de", "4393c3", "2166ac", "053061"]
  .map((hex) => [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)));

// Each of these returns a function from a number to its red, green and blue, 0 to 255.
export function divergingParts(limit, pale = false) {
  const reach = pale ? 0.5 : 1; // pale behind numbers, so that they can be read
  return (value) => {
    const t = 5 + 5 * reach * Math.max(-1, Math.min(1, value / (limit || 1)));
    const i = Math.min(9, Math.floor(t));
    return RED_TO_BLUE[i].map((a, k) => a + (t - i) * (RED_TO_BLUE[i + 1][k] - a));
  };
}

export function greyParts(low, high, pale = false) {
  const floor = pale ? 158 : 0;
  return (value) => {
    const t = Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
    return Array(3).fill(floor + t * (255 - floor));
  };
}

// The same as a colour for the page.
const forPage = (parts) => Object.assign(
  (value) => `rgb(${parts(value).map(Math.round).join(",")})`, { parts });

export const diverging = (limit, pale = false) => forPage(divergingParts(limit, pale));

export const grey = (low, high, pale = false) => forPage(greyParts(low, high, pale));
