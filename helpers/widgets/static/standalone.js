// How a widget comes onto a page, leaves it, and is saved.

// JupyterLab saves that a live widget was shown, but not the widget: opened again, the
// notebook would say "model not found". So what is saved of our outputs is their HTML,
// which plays by itself. Elsewhere nothing is done. Returns a function that stops it.
export const LIVE = "application/vnd.jupyter.widget-view+json";

export function saveAsHtml(model) {
  const context = model.get("layout")?.widget_manager?.context;
  if (!context?.saveState?.connect) return () => {};
  const notebook = context.model;
  const saving = (_, state) => {
    delete notebook.toJSON;
    if (state !== "started") return;
    const whole = notebook.toJSON;
    notebook.toJSON = () => {
      const json = structuredClone(whole.call(notebook));
      for (const cell of json.cells)
        for (const { data } of cell.outputs ?? [])
          if (data?.[LIVE] && String(data["text/html"]).includes("data-cnn="))
            delete data[LIVE];
      return json;
    };
  };
  context.saveState.connect(saving);
  return () => context.saveState.disconnect(saving);
}

export const mount = (Noun) => ({ model, el }) => {
  let widget = new Noun({ model, el });
  return () => { // whoever keeps this function does not keep the page's elements
    widget?.remove();
    widget = null;
  };
};
