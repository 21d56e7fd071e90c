// Elements without markup: what people wrote becomes text nodes, never HTML.

/** An element: h("button.primary", {onclick, "data-key": "x"}, "Save"). */
export function h(name, props = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.classList.add(...value.split(" ").filter(Boolean));
    else if (key === "value" || key === "checked" || key === "indeterminate") element[key] = value;
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat(3).filter((child) => child != null && child !== false));
  return element;
}

/** Replace what is in `root`, and keep the focus on the element of the same data-key. */
export function render(root, ...children) {
  const active = root.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset.key;
  const caret = active && isTyping(active) ? [active.selectionStart, active.selectionEnd] : null;
  const top = root.scrollTop;
  root.replaceChildren(...children.flat(3).filter((child) => child != null && child !== false));
  root.scrollTop = top;
  const again = key && root.querySelector(`[data-key="${CSS.escape(key)}"]`);
  again?.focus({ preventScroll: true });
  if (!again || !caret || !isTyping(again)) return;
  const end = again.value.length;
  again.setSelectionRange(...(again.value === active.value ? caret : [end, end]));
}

const KEYLESS = new Set(["radio", "checkbox", "button", "submit", "file"]);

/** Whether keys pressed in this element are words that somebody types. */
export function isTyping(element) {
  if (!element) return false;
  return element.tagName === "TEXTAREA" || element.tagName === "SELECT" ||
    (element.tagName === "INPUT" && !KEYLESS.has(element.type));
}

export const key = (name) => h("kbd", { "aria-hidden": "true" }, name);

/** Read a value that the browser keeps, or keep one (null forgets it); nothing where it keeps none. */
export function stored(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch { /* full or forbidden: the server has it */ }
  return null;
}

/** Open a modal dialog and wait: the promise gives what `close(value)` was called with. */
export function dialog(title, build, className = "") {
  return new Promise((resolve) => {
    const before = document.activeElement;
    let answer = null;
    const close = (value) => { answer = value; box.close(); };
    const id = `dialog-${Date.now()}`;
    const box = h("dialog", { "aria-labelledby": id, class: className });
    box.append(
      h("header", {}, h("h2", { id }, title),
        h("button.quiet", { type: "button", "aria-label": "Close", onclick: () => close(null) }, "Esc")),
      ...[build(close, box)].flat(),
    );
    box.addEventListener("close", () => { box.remove(); before?.focus?.({ preventScroll: true }); resolve(answer); });
    document.body.append(box);
    box.showModal();
  });
}
