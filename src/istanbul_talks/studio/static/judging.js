// What the pages of adjudication and audit have in common: text with marks, verdicts kept at once, undo, saving.

import { dialog, h, isTyping } from "./dom.js";
import { Queue } from "./keys.js";
import { confirmSave } from "./saving.js";
import { call, Refused } from "./server.js";

export const data = () => JSON.parse(document.getElementById("view").textContent);

/** Paragraphs of the capture. `kind(by)` gives the class of a mark, by whose words it is. */
export function text(paragraphs, more, lang, kind) {
  return h("div.context", { lang },
    paragraphs.map((runs) => h("p", {}, runs.map(({ text: words, by, near }) => {
      const marks = by.map(kind).filter(Boolean);
      if (marks.length) return h("mark", { class: marks.join(" ") }, words);
      return near ? words : h("span.far", {}, words);
    }))),
    more ? h("p.hint", {}, `and in ${more} more ${more === 1 ? "paragraph" : "paragraphs"}`) : null);
}

/** A list of snapshots with undo and redo. */
export class History {
  constructor(first) { this.past = []; this.now = first; this.future = []; }

  set(value) { this.past.push(this.now); this.now = value; this.future = []; }

  undo() { if (this.past.length) { this.future.push(this.now); this.now = this.past.pop(); } }

  redo() { if (this.future.length) { this.past.push(this.now); this.now = this.future.pop(); } }
}

export function say(words) {
  const place = document.getElementById("said");
  place.textContent = "";
  place.textContent = words;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { place.textContent = ""; }, 6000);
}

export function status(state, words) {
  const place = document.getElementById("saved");
  place.dataset.state = state;
  place.textContent = words;
}

/** Show the difference and save. `ask(confirm)` posts; gives the answer after saving, or null. */
export async function save(ask) {
  const shown = await ask(false);
  if (!(await confirmSave(shown))) return null;
  return ask(true);
}

/** Send, and say what went wrong. `changed(view)`: somebody else was faster. */
export async function send(method, address, body, changed) {
  try {
    return await call(method, address, body);
  } catch (problem) {
    if (problem instanceof Refused && problem.status === 412) {
      say(problem.message);
      changed(problem.body.view);
    } else if (problem instanceof Refused) {
      say(problem.message);
    } else {
      status("offline", "The studio does not answer. Start it again, then reload this page.");
    }
    return null;
  }
}

const waiting = new Queue((action) => {
  try {
    const result = action();
    return result instanceof Promise ? result.catch(reportError) : result;
  } catch (problem) {
    return reportError(problem);
  }
});
let running = false;

/** Do something once what was done before has its answer. What an action asks for comes before what waits. */
export function queue(action) {
  const run = () => {
    running = true;
    try { return action(); } finally { running = false; }
  };
  if (running) waiting.waiting.splice(1, 0, run);
  else waiting.queue(run);
}

/** Keys and buttons of a page: `commands` by name, `keys` from a key to a command or a function. A key
pressed before the answer is there goes where it would have gone: into a reason, too. */
export function listen(commands, keys, sheet) {
  const run = (name) => (name === "help" ? help(sheet) : commands[name]?.());
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-run]");
    if (button && !button.disabled) queue(() => run(button.dataset.run));
  });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const control = event.ctrlKey || event.metaKey;
    const name = control ? `Ctrl+${event.shiftKey ? "Shift+" : ""}${event.key.toLowerCase()}` : event.key;
    if (isTyping(event.target) && !control && event.key !== "Escape") return;
    const found = keys(name);
    const late = waiting.waiting.length && !control && (name.length === 1 || name === "Enter") && !event.target.closest("button, a");
    if (!(found || late) || event.altKey) return;
    event.preventDefault();
    queue(() => {
      if (late && isTyping(document.activeElement)) typed(document.activeElement, name);
      else if (typeof found === "string") return run(found);
      else return found?.();
    });
  });
}

/** What a key would have done in an input that has only now come. */
function typed(input, name) {
  const event = new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });
  if (!input.dispatchEvent(event)) return;
  if (name === "Enter") input.form.requestSubmit();
  else {
    input.setRangeText(name, input.selectionStart, input.selectionEnd, "end");
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export const COMMON = {
  u: "undo", "Ctrl+z": "undo", "Ctrl+Shift+z": "redo", "Ctrl+y": "redo", "Ctrl+s": "save", "?": "help",
  ArrowRight: "next", ArrowLeft: "back", j: "next", k: "back",
};

export const COMMON_SHEET = [
  ["→ ←", "next, previous item"], ["u", "undo; also Ctrl Z"], ["Ctrl+Shift+Z", "redo"], ["Ctrl+S", "save"], ["?", "this sheet"],
];

function help(rows) {
  return dialog("Keys", (close) => [
    h("dl.keysheet", {}, [...rows, ...COMMON_SHEET].map(([keys, what]) => h("div", {}, h("dt", {}, keys.split(" ").map((one) => h("kbd", {}, one))), h("dd", {}, what)))),
    h("footer", {}, h("button.primary", { type: "button", autofocus: true, onclick: () => close() }, "Close")),
  ]);
}

/** The progress at the top: `done` of `total`, and the two buttons of undo and redo. */
export function progress(done, total, history) {
  const bar = document.getElementById("done");
  bar.max = Math.max(total, 1);
  bar.value = done;
  document.getElementById("count").textContent = `${done} of ${total}`;
  document.getElementById("undo").disabled = !history.past.length;
  document.getElementById("redo").disabled = !history.future.length;
}
