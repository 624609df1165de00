// ---- a sheet to draw on

const SIDE = 28;
const RADIUS = 1; // of the brush, in cells
const CENTRE = (index) => [index % SIDE + 0.5, Math.floor(index / SIDE) + 0.5];

// How much of each cell a stroke between two points covers, 0 to 1. Points are [x, y]
// in cells from the upper left corner; the brush is round, its edge one cell soft.
export function cover([x0, y0], [x1, y1], radius = RADIUS) {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = dx * dx + dy * dy;
  return Float64Array.from({ length: SIDE * SIDE }, (_, index) => {
    const [x, y] = CENTRE(index);
    const along = length ? ((x - x0) * dx + (y - y0) * dy) / length : 0;
    const t = Math.max(0, Math.min(1, along)); // the nearest point of the stroke
    const distance = Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
    return Math.max(0, Math.min(1, radius + 0.5 - distance));
  });
}

// Paint a dark patch up to its outline, from one cell on. Returns whether it reached
// the edge of the sheet, as it does through a gap.
export function fill(image, start) {
  const seen = new Uint8Array(SIDE * SIDE);
  const next = [start];
  let leaked = false;
  while (next.length) {
    const at = next.pop();
    if (seen[at]) continue;
    seen[at] = 1;
    const outline = image[at] >= 0.5;
    image[at] = 1;
    if (outline) continue;
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    leaked ||= row % (SIDE - 1) === 0 || column % (SIDE - 1) === 0;
    if (row > 0) next.push(at - SIDE);
    if (row < SIDE - 1) next.push(at + SIDE);
    if (column > 0) next.push(at - 1);
    if (column < SIDE - 1) next.push(at + 1);
  }
  return leaked;
}

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
