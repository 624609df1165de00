// A sheet to draw on.

import { grey } from "./colours.js";
import { button, keepKeys, make } from "./elements.js";
import { Grid } from "./grid.js";
import { cube, nest } from "./numbers.js";
import { under } from "./picture.js";
import { cover, fill } from "./sheet.js";
import { mount, saveAsHtml } from "./standalone.js";

const SIDE = 28;
const CENTRE = (index) => [index % SIDE + 0.5, Math.floor(index / SIDE) + 0.5];

class Sketch {
  tool = "Draw";
  last = null; // where the stroke that is being drawn has come to
  before = []; // the pictures that Undo brings back, and what was said of them
  setting = false;

  constructor({ model, el }) {
    this.model = model;
    this.given = { image: model.get("image"), caption: model.get("caption") };
    this.build();
    el.append(this.root);
    this.again = () => { if (!this.setting) this.refresh(); };
    for (const name of ["image", "caption"]) model.on("change:" + name, this.again);
    this.leaveSaving = saveAsHtml(model);
    this.refresh();
  }

  remove() {
    for (const name of ["image", "caption"])
      this.model.off("change:" + name, this.again);
    this.leaveSaving();
    this.root.remove();
  }

  build() {
    this.tools = ["Draw", "Erase", "Fill"].map((name) =>
      button(name, () => this.take(name), { ariaPressed: "false" }));
    this.sheet = new Grid({
      title: "Sketch", kind: "cnn-of-sketch",
      pick: (index, how) => { if (how === "key") this.press(index); },
    });
    this.sheet.body.ariaReadOnly = "false";
    this.sheet.shape(SIDE, SIDE);
    this.message = make("p", { className: "cnn-say", role: "status" });
    this.caption = make("p", { className: "cnn-caption", role: "status" });
    const reset = button("Reset", () => this.reset(), { title: "The picture that Python gave" });
    reset.hidden = !this.given.image.flat().some(Boolean);
    this.root = make("section", {
      className: "cnn", role: "group", ariaLabel: "A sheet to draw on",
    },
    make("div", { className: "cnn-bar" }, ...this.tools,
      button("Undo", () => this.undo()), button("Clear", () => this.clear()), reset),
    make("div", { className: "cnn-stage" }, this.sheet.el), this.caption, this.message);
    keepKeys(this.root);
    this.take("Draw");
    this.listen();
  }

  take(name) {
    this.tool = name;
    for (const tool of this.tools)
      tool.ariaPressed = String(tool.textContent === name);
    this.say("");
  }

  // Mouse, finger and pen: a stroke from where they press to where they let go. Nothing
  // else may come of it: no selection of text, and no dragging of what is selected.
  listen() {
    const { body } = this.sheet;
    const point = (event) => under(event, body, SIDE, SIDE).reverse();
    const cell = (x) => Math.max(0, Math.min(SIDE - 1, Math.floor(x)));
    body.addEventListener("mousedown", (event) => event.preventDefault());
    body.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button) return;
      event.preventDefault();
      getSelection()?.removeAllRanges();
      this.finish();
      const at = point(event);
      this.sheet.visit(cell(at[1]) * SIDE + cell(at[0]));
      body.setPointerCapture(event.pointerId);
      this.remember();
      if (this.tool === "Fill") {
        this.pour(cell(at[1]) * SIDE + cell(at[0]));
        return;
      }
      this.last = at;
      this.stroke(at);
    });
    body.addEventListener("pointermove", (event) => {
      if (this.last && event.isPrimary) this.stroke(point(event));
    });
    body.addEventListener("lostpointercapture", () => this.finish());
  }

  finish() {
    if (!this.last) return;
    this.last = null;
    this.keep();
  }

  // The keyboard: Space or Enter on a cell.
  press(index) {
    this.remember();
    if (this.tool === "Fill") {
      this.pour(index);
      return;
    }
    this.last = CENTRE(index);
    this.stroke(this.last);
    this.finish();
  }

  stroke(to) {
    const covered = cover(this.last, to);
    const erase = this.tool === "Erase";
    this.image = this.image.map((value, i) =>
      (erase ? Math.min(value, 1 - covered[i]) : Math.max(value, covered[i])));
    this.last = to;
    this.draw();
  }

  pour(index) {
    const leaked = fill(this.image, index);
    this.draw();
    this.keep();
    this.say(leaked ? "The paint ran to the edge. Undo, and close the outline." : "");
  }

  remember() {
    this.before.push({ image: this.image.slice(), caption: this.caption.textContent });
  }

  undo() {
    this.say(this.before.length ? "" : "There is nothing to undo.");
    if (!this.before.length) return;
    const { image, caption } = this.before.pop();
    this.image = image;
    this.tell(caption);
  }

  clear() {
    this.remember();
    this.image.fill(0);
    this.draw();
    this.keep();
    this.say("The sheet is empty.");
  }

  reset() {
    this.remember();
    this.image = cube([this.given.image]).data;
    if (!this.same()) this.tell(this.given.caption);
    this.say("");
  }

  say(text) { this.message.textContent = text; }

  // Whether nothing has come of the last gesture. Then there is nothing to undo.
  same() {
    const { image } = this.before.at(-1);
    const same = this.image.every((value, i) => value === image[i]);
    if (same) this.before.pop();
    return same;
  }

  draw() {
    this.sheet.paint(this.image, grey(0, 1, false));
    const { image } = this.before.at(-1) ?? this;
    if (this.image.some((value, i) => value !== image[i])) this.caption.textContent = "";
  }

  // Once a gesture is finished: what was said of the picture before is true no longer,
  // unless the picture is the same.
  keep() { if (!this.same()) this.tell(""); }

  // Show and tell Python what has been drawn.
  tell(caption) {
    this.sheet.paint(this.image, grey(0, 1, false));
    this.caption.textContent = caption;
    this.setting = true;
    this.model.set("image", nest({ c: 1, h: SIDE, w: SIDE, data: this.image })[0]);
    this.model.set("caption", caption);
    this.setting = false;
    this.model.save_changes();
  }

  refresh() {
    this.image = cube([this.model.get("image")]).data;
    this.sheet.paint(this.image, grey(0, 1, false));
    this.caption.textContent = this.model.get("caption");
  }
}

export default { render: mount(Sketch) };
