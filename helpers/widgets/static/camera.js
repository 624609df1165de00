// The computer's camera, seen live. It is on from `open` to `close`, and no longer.

import { make } from "./elements.js";

const REASONS = {
  NotAllowedError: "The camera may not be used here: allow it in the browser, or choose a file.",
  NotFoundError: "There is no camera: choose a file.",
  NotReadableError: "Another program holds the camera: close that one, or choose a file.",
};

export class Camera {
  turn = 0; // what a camera answers that was closed meanwhile comes too late
  stream = null;

  // `ended` is called when the camera stops by itself: it was unplugged, say.
  constructor(ended) {
    this.ended = ended;
    this.video = make("video", {
      className: "cnn-live", muted: true, playsInline: true, hidden: true,
      ariaLabel: "What the camera sees",
    });
  }

  static exists() { return Boolean(navigator.mediaDevices?.getUserMedia); }

  // Tells whether it is on now; throws an error whose message is for the reader.
  async open() {
    const turn = ++this.turn;
    try {
      const video = { facingMode: "environment", width: { ideal: 1920 } };
      const stream = await navigator.mediaDevices.getUserMedia({ video });
      if (turn !== this.turn) stop(stream);
      else await this.show(stream);
    } catch (error) {
      if (turn !== this.turn) return false;
      this.close();
      const reason = REASONS[error.name] ?? `The camera does not start: choose a file. (${error.message})`;
      throw new Error(reason, { cause: error });
    }
    return turn === this.turn;
  }

  async show(stream) {
    this.stream = stream;
    for (const track of stream.getTracks()) track.onended = () => this.ended();
    this.video.srcObject = stream;
    this.video.hidden = false;
    await this.video.play();
  }

  close() {
    this.turn++;
    if (this.stream) stop(this.stream);
    this.stream = null;
    this.video.srcObject = null;
    this.video.hidden = true;
  }
}

function stop(stream) { for (const track of stream.getTracks()) track.stop(); }
