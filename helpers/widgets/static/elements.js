// Elements of the page: buttons, menus, tabs; and who gets the keys.

/** @returns {any} an element, which the widgets give fields of their own */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// Keys pressed in a widget are its own: JupyterLab would take d d and delete the cell.
// Running the cell is the notebook's affair (Enter with Shift or Ctrl), and so is an
// Escape that nothing in the widget has used: it leads back to the notebook.
export function keepKeys(root) {
  root.dataset.lmSuppressShortcuts = "true";
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    const cell = root.closest(".jp-Cell");
    if (!cell) return;
    leave(root);
    cell.dispatchEvent(new KeyboardEvent(event.type, event));
  }, true);
  root.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) event.stopPropagation();
    if (event.key === "Escape" && !event.defaultPrevented) leave(root);
  });
}

// Take the focus out of a widget: to its cell in JupyterLab, else to the page.
function leave(root) {
  root.getRootNode().activeElement?.blur();
  root.closest(".jp-Cell")?.focus({ preventScroll: true });
}

export const button = (label, onclick, attributes = {}) =>
  make("button", { type: "button", onclick, ...attributes }, label);

export const labelled = (label, control) =>
  make("label", {}, make("span", {}, label), control);

/** @returns {[any, any, (names: any[]) => void]} label, menu, and how to fill it */
export function choice(label, options, onchange, ariaLabel = label) {
  const select = make("select", { ariaLabel, onchange: () => onchange(select.value) });
  const fill = (names) => select.replaceChildren(...names.map(([value, text]) =>
    make("option", { value }, text)));
  fill(options);
  select.show = (value) => {
    const known = [...select.options].some((option) => option.value === String(value));
    if (!known) select.append(make("option", { value }, String(value)));
    select.value = value;
  };
  return [labelled(label, select), select, fill];
}

// The options of a menu of whole numbers.
export const range = (from, to) =>
  Array.from({ length: to - from + 1 }, (_, i) => [from + i, String(from + i)]);

export async function copy(element) {
  try {
    await navigator.clipboard.writeText(element.textContent);
    return true;
  } catch { // not allowed in a sandboxed frame: select it, so that it can be copied
    getSelection().selectAllChildren(element);
    return false;
  }
}

// A row of tabs for more grids than fit: calls show(first) with the first to show.
export function tabs(label, count, size, show) {
  const bar = make("div", { className: "cnn-tabs", role: "group", ariaLabel: label });
  bar.hidden = count <= size;
  if (!bar.hidden)
    for (let first = 0; first < count; first += size) {
      const last = Math.min(first + size, count);
      const text = last - first > 1 ? `${first + 1}\u2013${last}` : `${last}`;
      const tab = button(text, () => {
        for (const other of bar.children) other.ariaPressed = String(other === tab);
        show(first);
      }, { ariaLabel: `${label} ${text}`, ariaPressed: String(first === 0) });
      bar.append(tab);
    }
  return bar;
}
