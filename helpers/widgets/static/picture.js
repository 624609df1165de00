// Numbers as pixels: one pixel of a canvas for each, which the page enlarges.

import { make } from "./elements.js";

export const canvas = (attributes = {}) => make("canvas", { width: 1, height: 1,
  ...attributes });

// Draw a grid of h rows and w columns; `shade` gives red, green, blue of a number,
// and its alpha where it is not opaque.
export function paint(element, values, h, w, shade) {
  if (element.width !== w || element.height !== h)
    Object.assign(element, { width: w, height: h });
  const context = element.getContext("2d");
  const image = context.createImageData(w, h);
  for (let i = 0, at = 0; i < h * w; i++, at += 4) {
    const [r, g, b, alpha = 255] = shade(values[i], i);
    image.data[at] = r;
    image.data[at + 1] = g;
    image.data[at + 2] = b;
    image.data[at + 3] = alpha;
  }
  context.putImageData(image, 0, 0);
}

// Draw a picture: one channel by its shade, three as red, green and blue.
export function paintPicture(element, { c, h, w, data }, shade) {
  if (c !== 3) return paint(element, data, h, w, shade);
  const area = h * w;
  return paint(element, data, h, w, (_, i) =>
    [0, 1, 2].map((k) => shade(data[k * area + i])[0]));
}

// Which cell of a grid lies under an event, in fractions of cells [row, column].
export function under(event, element, h, w) {
  const box = element.getBoundingClientRect();
  return [(event.clientY - box.top) / box.height * h,
    (event.clientX - box.left) / box.width * w];
}
