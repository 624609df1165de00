// A picture of one's own: by a button, dropped, pasted, or taken with the camera.

import { Camera } from "./camera.js";
import { button, keepKeys, make } from "./elements.js";
import { shrink } from "./shrink.js";
import { mount, saveAsHtml } from "./standalone.js";

const TRAITS = ["picture", "name", "size", "problem"];
const PASTE_KEYS = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘V" : "Ctrl+V";

class Chooser {
  turn = 0; // a picture that was chosen later stays, whichever is made small first

  constructor({ model, el }) {
    this.model = model;
    this.build();
    el.append(this.root);
    this.again = () => this.refresh();
    for (const name of TRAITS) model.on("change:" + name, this.again);
    this.leaveSaving = saveAsHtml(model);
    this.refresh();
  }

  remove() {
    this.turn++;
    this.camera.close();
    for (const name of TRAITS) this.model.off("change:" + name, this.again);
    this.leaveSaving();
    this.root.remove();
  }

  build() {
    this.file = make("input", { type: "file", accept: "image/*", hidden: true,
      onchange: () => this.takeFiles([...this.file.files]) });
    this.camera = new Camera(() => this.leaveCamera("The camera has stopped."));
    this.open = button("Choose a picture", () => this.file.click(), { className: "cnn-play" });
    this.paste = button("Paste", () => this.readClipboard());
    this.paste.hidden = !navigator.clipboard?.read;
    this.look = button("Camera", () => this.openCamera());
    this.look.hidden = !Camera.exists();
    this.shoot = button("Take", () => this.takeFrame(), { className: "cnn-play" });
    this.cancel = button("Cancel", () => this.leaveCamera("The camera is off."));
    this.choosing = make("div", { className: "cnn-bar" }, this.open, this.paste, this.look);
    this.taking = make("div", { className: "cnn-bar", hidden: true }, this.shoot, this.cancel);

    this.preview = make("img", { className: "cnn-preview" });
    this.title = make("strong");
    this.size = make("span");
    this.hint = make("span", { className: "cnn-how" });
    this.about = make("div", { className: "cnn-about" }, this.title, this.size, this.hint);
    this.zone = make("div", { className: "cnn-zone", role: "group", tabIndex: 0,
      ariaLabel: "Drop or paste a picture here" }, this.preview, this.camera.video, this.about);
    this.message = make("p", { className: "cnn-say", role: "status" });
    this.root = make("section", {
      className: "cnn cnn-chooser", role: "group", ariaLabel: "A picture of your own",
    }, this.choosing, this.taking, this.file, this.zone, this.message);
    keepKeys(this.root);
    this.listen();
  }

  listen() {
    const { root, zone } = this;
    const over = (on) => zone.classList.toggle("cnn-over", on);
    for (const name of ["dragenter", "dragover", "dragleave", "drop"])
      root.addEventListener(name, (event) => {
        event.preventDefault(); // or the browser would open the file in its place
        event.stopPropagation();
        over(name === "dragenter" || name === "dragover");
      });
    root.addEventListener("drop", (event) => this.takeFiles([...event.dataTransfer.files]));
    root.addEventListener("paste", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.takeFiles([...event.clipboardData.files]);
    });
    zone.addEventListener("dragstart", (event) => event.preventDefault());
    root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.taking.hidden) return;
      event.preventDefault();
      this.leaveCamera("The camera is off.");
    }, true);
  }

  // ---- where a picture comes from

  takeFiles(files) {
    this.file.value = ""; // so that the same file can be chosen again
    if (!this.taking.hidden) this.leaveCamera();
    const first = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
    if (first) this.take(first, first.name);
    else this.say("No file came. Save the picture as a file, and choose that.", true);
  }

  async readClipboard() {
    const { turn } = this; // what is chosen while the browser asks is the later choice
    let said = `The browser keeps its clipboard closed: press ${PASTE_KEYS} instead.`;
    try {
      const picture = await pictureIn(await navigator.clipboard.read());
      if (turn !== this.turn) return;
      if (picture) return this.take(picture, "pasted picture");
      said = "There is no picture to paste: copy one first.";
    } catch {
      if (turn !== this.turn) return;
      this.zone.focus();
    }
    this.say(said, true);
  }

  async openCamera() {
    this.show({ camera: true });
    this.say("Waiting for the camera …");
    this.cancel.focus();
    try {
      if (!await this.camera.open()) return;
      this.shoot.disabled = false;
      this.shoot.focus();
      this.say("The camera is on.");
    } catch (error) {
      this.leaveCamera(error.message, true);
    }
  }

  takeFrame() {
    const { video } = this.camera;
    const { turn } = this.camera; // it may be put off and on again meanwhile
    const made = this.take(video, "camera");
    made.finally(() => turn === this.camera.turn && this.leaveCamera());
  }

  leaveCamera(text, wrong = false) {
    const focused = this.taking.contains(this.root.getRootNode().activeElement);
    this.camera.close();
    this.show({ camera: false });
    if (focused) this.look.focus();
    if (text) this.say(text, wrong);
  }

  // ---- what becomes of it

  async take(source, name) {
    const turn = ++this.turn;
    this.say(`Reading “${name}” …`);
    try {
      const made = await shrink(source, name);
      if (turn === this.turn) this.send(name, made);
    } catch (error) {
      if (turn === this.turn) this.say(error.message, true);
    }
  }

  send(name, { data, size }) {
    const known = data === this.model.get("picture"); // then Python hears nothing of it
    this.model.set("name", name);
    this.model.set("size", size);
    this.model.set("picture", data);
    if (!known) this.model.set("problem", null);
    else if (this.model.get("problem")) this.model.set("problem", "");
    this.model.save_changes();
    this.refresh();
  }

  refresh() {
    const [picture, name, size, problem] = TRAITS.map((trait) => this.model.get(trait));
    this.title.textContent = picture ? name : "No picture yet";
    this.size.textContent = size;
    if (picture) {
      this.preview.src = "data:image/png;base64," + picture; // browsers know a JPEG too
      this.preview.alt = "The picture that was chosen";
    }
    this.show({ camera: !this.taking.hidden });
    if (problem) this.say(`Python says: ${problem}`, true);
    else if (picture)
      this.say(problem === null ? "On its way. Python takes it when no cell is running."
        : "Python has it.");
  }

  show({ camera }) {
    const picture = Boolean(this.model.get("picture"));
    this.choosing.hidden = camera;
    this.taking.hidden = !camera;
    this.shoot.disabled = !this.camera.stream;
    this.preview.hidden = camera || !picture;
    this.about.hidden = camera;
    this.hint.textContent = `${picture ? "Drop another" : "Drop a picture"} here, or click here`
      + ` and press ${PASTE_KEYS}.`;
  }

  say(text, wrong = false) {
    this.message.textContent = text;
    this.message.classList.toggle("cnn-wrong", wrong);
  }
}

function pictureIn(items) {
  for (const item of items) {
    const type = item.types.find((name) => name.startsWith("image/"));
    if (type) return item.getType(type);
  }
}

export default { render: mount(Chooser) };
