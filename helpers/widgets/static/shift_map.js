// A square for each shift of the picture, coloured by how sure the network is of one
// class there. It is computed while the page has nothing else to do.

import { divergingParts } from "./colours.js";
import { make } from "./elements.js";
import { percent } from "./columns.js";
import { answer, forward } from "./layers.js";
import { moved } from "./ops.js";
import { canvas, paint, under } from "./picture.js";

const REACH = 7; // cells each way
const SQUARES = 2 * REACH + 1;
const TURN = 6; // milliseconds of work before the page has its turn

const idle = (work) => (window.requestIdleCallback
  ? requestIdleCallback(work, { timeout: 200 }) : setTimeout(work, 20));

export class ShiftMap {
  shift = [0, 0];
  /** @type {number[] | null} */ pointed = null;
  /** @type {number} */ running = 0;

  // go(down, right) when a square is chosen.
  constructor({ go }) {
    this.drawn = canvas();
    this.here = make("div", { className: "cnn-field", ariaHidden: "true" });
    this.box = make("div", { className: "cnn-shift-box", role: "application", tabIndex: 0 },
      this.drawn, this.here);
    this.title = make("div", { className: "cnn-title" });
    this.said = make("p", { className: "cnn-shift-said" });
    this.el = make("div", { className: "cnn-shift" }, this.title, this.box, this.said);
    this.values = new Float64Array(SQUARES * SQUARES).fill(NaN);
    const at = (event) => under(event, this.box, SQUARES, SQUARES).map((place) =>
      Math.max(-REACH, Math.min(REACH, Math.floor(place) - REACH)));
    this.box.addEventListener("click", (event) => go(...at(event)));
    this.box.addEventListener("pointermove", (event) => this.point(at(event)));
    this.box.addEventListener("pointerleave", () => this.point(null));
    this.box.addEventListener("keydown", (event) => {
      const way = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1],
        ArrowRight: [0, 1] }[event.key];
      if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.pointed = null;
      go(...this.shift.map((place, i) => Math.max(-REACH, Math.min(REACH, place + way[i]))));
    });
  }

  // Begin anew, for stages, a picture, a class, and what comes in from the edge.
  begin(stages, picture, unit, title, blank) {
    this.stop();
    this.values.fill(NaN);
    this.title.textContent = `${title},\nat each shift`;
    let next = 0;
    const work = () => {
      const start = performance.now();
      while (next < SQUARES * SQUARES && performance.now() - start < TURN) {
        const [down, right] = [Math.floor(next / SQUARES) - REACH, next % SQUARES - REACH];
        const results = forward(stages, moved(picture, down, right, blank));
        this.values[next++] = answer(stages, results)[unit];
      }
      this.draw();
      this.running = next < SQUARES * SQUARES ? idle(work) : 0;
    };
    this.running = idle(work);
  }

  stop() {
    if (!this.running) return;
    (window.cancelIdleCallback ?? clearTimeout)(this.running);
    this.running = 0;
  }

  draw() {
    const shade = divergingParts(1);
    paint(this.drawn, this.values, SQUARES, SQUARES, (value) =>
      (Number.isNaN(value) ? [128, 128, 128] : shade(value)));
    this.point(this.pointed);
  }

  // Speak of the square under the mouse, or of the one where the picture is.
  point(shift) {
    this.pointed = shift;
    this.say(...shift ?? this.shift);
  }

  // The square where the picture is now.
  move(shift) {
    this.shift = shift;
    const [row, column] = shift.map((place) => place + REACH);
    this.here.hidden = row < 0 || column < 0 || row >= SQUARES || column >= SQUARES;
    Object.assign(this.here.style, { top: `${100 * row / SQUARES}%`,
      left: `${100 * column / SQUARES}%`, height: `${100 / SQUARES}%`, width: `${100 / SQUARES}%` });
    this.point(this.pointed);
  }

  say(down, right) {
    const inside = Math.max(Math.abs(down), Math.abs(right)) <= REACH;
    const value = this.values[(down + REACH) * SQUARES + right + REACH];
    const share = inside ? value >= 0 ? percent(value) : "…" : "beyond these squares";
    const text = `${way(down, right)}: ${share}`;
    this.said.textContent = text;
    this.box.ariaLabel = `${this.title.textContent}. ${text}`;
  }
}

// A shift in words: "2 up, 1 left".
export function way(down, right) {
  const words = [[down, "down", "up"], [right, "right", "left"]].filter(([n]) => n)
    .map(([n, more, less]) => `${Math.abs(n)} ${n > 0 ? more : less}`);
  return words.join(", ") || "in its place";
}
