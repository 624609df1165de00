// A picture made small in the browser, so that it is a short text on its way to Python.

import { canvas } from "./picture.js";

const SIDE = 1024; // pixels of the longest side: no lesson looks at more
const CHARACTERS = 300_000; // of the text. Colab loses messages from 1 MB on
const QUALITIES = [0.92, 0.85, 0.75, 0.6, 0.45]; // of a JPEG

// What browsers do not decode, by the first bytes of the file.
const STRANGERS = {
  "a HEIC picture": /^.{4}ftyp(?:hei|hev|mif|msf)/s,
  "a TIFF picture": /^(?:II\*\0|MM\0\*)/,
  "a PDF file": /^%PDF/,
  "an SVG drawing": /^\s*<(?:\?xml|!DOCTYPE svg|svg)/,
};

/**
 * Returns base64 of a PNG where that is short, else of a JPEG, and what became of the
 * size, in words. `source` is a file or a video. What cannot be decoded throws an error
 * whose message is a sentence for the reader.
 */
export async function shrink(source, name) {
  const whole = await decode(source, name);
  try {
    return await fitted(whole);
  } finally {
    whole.close();
  }
}

async function fitted(whole) {
  const before = [whole.width, whole.height];
  for (let side = SIDE; ; side /= Math.SQRT2) {
    const scale = Math.min(1, side / Math.max(...before));
    const after = before.map((length) => Math.max(1, Math.round(length * scale)));
    const data = encode(await drawn(whole, ...after));
    if (data === undefined) continue;
    if (!data) throw new Error("The browser gave an empty picture. Choose it again.");
    const size = before.join(" × ");
    return { data, size: scale < 1 ? `${size}, made ${after.join(" × ")}` : size };
  }
}

// The browser turns it the right way up, as the file's orientation mark asks.
async function decode(source, name) {
  if (source.size === 0) throw new Error(`“${name}” is empty. Choose another file.`);
  try {
    return await createImageBitmap(source);
  } catch {
    throw new Error(`“${name}” ${await reason(source)}. Save it as JPEG or PNG, and choose that.`);
  }
}

async function reason(source) {
  try {
    const start = await source.slice(0, 64).text();
    const known = Object.keys(STRANGERS).find((kind) => STRANGERS[kind].test(start));
    return known ? `is ${known}, which this browser cannot read`
      : "is no picture that this browser can read, or it is damaged";
  } catch {
    return "cannot be opened, or is a folder";
  }
}

async function drawn(whole, resizeWidth, resizeHeight) {
  const small = await createImageBitmap(whole,
    { resizeWidth, resizeHeight, resizeQuality: "high" });
  const sheet = canvas({ width: resizeWidth, height: resizeHeight });
  sheet.getContext("2d", { willReadFrequently: true }).drawImage(small, 0, 0);
  small.close();
  return sheet;
}

// The best of the texts that are short enough; undefined if none is.
function encode(sheet) {
  const ways = [["image/png", 1]];
  if (opaque(sheet))
    for (const quality of QUALITIES) ways.push(["image/jpeg", quality]);
  for (const [kind, quality] of ways) {
    const [, data] = sheet.toDataURL(kind, quality).split(",");
    if (data.length <= CHARACTERS) return data;
  }
}

function opaque(sheet) {
  const { data } = sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height);
  for (let i = 3; i < data.length; i += 4) if (data[i] < 255) return false;
  return true;
}
