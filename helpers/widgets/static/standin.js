(() => {
  // Runs where there is no kernel: gives the front end a small stand-in for the model.
  /** @type {NodeListOf<HTMLElement>} */
  const all = document.querySelectorAll('[data-cnn="' + "MARK" + '"]:not([data-playing])');
  /** @type {HTMLElement} */
  const root = document.currentScript?.closest("[data-cnn]") ?? all[all.length - 1];
  if (!root || root.dataset.playing) return;
  root.dataset.playing = "";
  /** @type {any} */
  const state = "STATE";
  const listeners = new Set();
  const model = {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      for (const [event, call] of [...listeners])
        if (event === "change:" + name) call();
    },
    save_changes() {},
    on: (event, call) => listeners.add([event, call]),
    off(event, call) {
      for (const pair of listeners)
        if (pair[0] === event && pair[1] === call) listeners.delete(pair);
    },
  };
  const url = URL.createObjectURL(new Blob(["MODULE"], { type: "text/javascript" }));
  import(url).then(({ default: widget }) => {
    const el = document.createElement("div");
    root.querySelector(".cnn-still").replaceWith(el);
    widget.render({ model, el });
  }).catch((error) => console.warn("The table stays: " + error))
    .finally(() => URL.revokeObjectURL(url));
})();
