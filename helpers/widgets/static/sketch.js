// A sheet to draw on.

import { grey } from "./colours.js";
import { button, keepKeys, make } from "./elements.js";
import { Grid } from "./grid.js";
import { cube, nest } from "./numbers.js";
import { cover, fill } from "./sheet.js";
import { mount, saveAsHtml } from "./standalone.js";

const SIDE = 28;
const CENTRE = (index) => [index % SIDE + 0.5, Math.floor(index / SIDE) + 0.5];

class Sketch {
  constructor({ model, el }) {
    this.model = model;
    this.before = []; // the pictures that Undo brings back
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
      title: "Sketch", kind: "cnn-of-sketch", pick: (index) => this.press(index),
    });
    this.sheet.body.ariaReadOnly = "false";
    this.sheet.shape(SIDE, SIDE);
    this.message = make("p", { className: "cnn-say", role: "status" });
    this.caption = make("p", { className: "cnn-caption", role: "status" });
    this.root = make("section", {
      className: "cnn", role: "group", ariaLabel: "A sheet to draw on",
    },
    make("div", { className: "cnn-bar" }, ...this.tools,
      button("Undo", () => this.undo()), button("Clear", () => this.clear())),
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

  // Mouse, finger and pen: a stroke from where they press to where they let go.
  listen() {
    const body = this.sheet.body;
    const point = (event) => {
      const box = body.getBoundingClientRect();
      return [(event.clientX - box.left) / box.width * SIDE,
        (event.clientY - box.top) / box.height * SIDE];
    };
    const cell = (x) => Math.max(0, Math.min(SIDE - 1, Math.floor(x)));
    body.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary || event.button) return;
      const at = point(event);
      this.remember();
      body.setPointerCapture(event.pointerId); // so no cell is clicked as well
      if (this.tool === "Fill") return this.pour(cell(at[1]) * SIDE + cell(at[0]));
      this.last = at;
      this.stroke(at);
    });
    body.addEventListener("pointermove", (event) => {
      if (this.last && event.isPrimary) this.stroke(point(event));
    });
    body.addEventListener("lostpointercapture", () => {
      if (!this.last) return;
      this.last = null;
      this.keep();
    });
  }

  // The keyboard: Space or Enter on a cell.
  press(index) {
    this.remember();
    if (this.tool === "Fill") return this.pour(index);
    this.last = CENTRE(index);
    this.stroke(this.last);
    this.last = null;
    this.keep();
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

  remember() { this.before.push(this.image.slice()); }

  undo() {
    this.say(this.before.length ? "" : "There is nothing to undo.");
    if (!this.before.length) return;
    this.image = this.before.pop();
    this.draw();
    this.keep();
  }

  clear() {
    this.remember();
    this.image.fill(0);
    this.draw();
    this.keep();
    this.say("The sheet is empty.");
  }

  say(text) { this.message.textContent = text; }

  draw() {
    this.sheet.paint(this.image, grey(0, 1, false));
    const cell = this.sheet.cells[this.sheet.focus]; // its name tells its brightness
    if (cell.ariaLabel) cell.ariaLabel = this.sheet.words(this.sheet.focus);
    this.caption.textContent = "";
  }

  // Tell Python what has been drawn, once a stroke is finished.
  keep() {
    const picture = { c: 1, h: SIDE, w: SIDE, data: this.image };
    this.setting = true;
    this.model.set("image", nest(picture)[0]);
    this.model.set("caption", "");
    this.setting = false;
    this.model.save_changes();
  }

  refresh() {
    this.image = cube([this.model.get("image")]).data;
    this.draw();
    this.caption.textContent = this.model.get("caption");
  }
}

export default { render: mount(Sketch) };
