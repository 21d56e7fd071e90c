// Keys: one table for the page and its help sheet.

import { dialog, h, isTyping, key, stored } from "./dom.js";

/** [keys as pressed, command, what the help sheet says]; the first column groups them. */
export const KEYS = [
  ["Move in the text", [
    [["ArrowRight", "ArrowLeft"], "word", "→ ←", "next, previous word"],
    [["ArrowDown", "ArrowUp"], "sentence", "↓ ↑", "next, previous sentence"],
    [["Home", "End"], null, "Home End", "first word, last sentence of the article"],
    [["Shift+Arrow"], null, "Shift →", "select more; with Alt at the start, with Ctrl by the letter"],
    [["Enter"], "enter", "Enter", "open the item here; again: the larger one; accept a proposal"],
    [[".", ">"], "next", ".", "next value not filled in, then the next finding"],
    [["f"], "finding", "f", "next finding"],
    [["J", "K"], "walk", "J K", "next, previous item of the layer"],
  ]],
  ["Mark", [
    [["n"], "names", "n", "list of all names: y accepts, x refuses"],
    [["e"], "entity", "e", "the selection names somebody or something"],
    [["c"], "claim", "c", "propose a claim from the sentence or selection"],
    [["s"], "stance", "s", "make a stance, from the open claim"],
    [["v"], "evidence", "v", "add the selection to the evidence of the open stance"],
    [["p"], "remark", "p", "remark on a passage where the article itself is wrong"],
    [["Delete", "Backspace"], "remove", "Del", "delete the open item"],
  ]],
  ["Fill in", [
    [["0…9"], null, "1 … 9", "choose the label with that digit"],
    [["/"], "search", "/", "search in a list of choices"],
    [["a…z"], null, "letter", "open the field that shows it, or give it the selection"],
    [["Escape"], "escape", "Esc", "back, without choosing"],
  ]],
  ["Everywhere", [
    [["Ctrl+z"], "undo", "Ctrl Z", "undo"],
    [["Ctrl+Z", "Ctrl+y"], "redo", "Ctrl Shift Z", "redo"],
    [["Ctrl+s"], "save", "Ctrl S", "save"],
    [["Tab"], null, "Tab", "between text, panel and buttons"],
    [["?"], "help", "?", "this sheet"],
  ]],
];

const COMMANDS = new Map(KEYS.flatMap(([, rows]) => rows.flatMap(([keys, command]) => (command ? keys.map((name) => [name, command]) : []))));

/** The Latin letter at the place of a key, for a Cyrillic or Greek keyboard. */
function latin({ key, code, shiftKey }) {
  if (key.length !== 1 || key < "\u0250" || !/^Key[A-Z]$/.test(code)) return key;
  return shiftKey ? code[3] : code[3].toLowerCase();
}

/** What people do, one after the other: a key or a click waits for the one before. */
export class Queue {
  constructor(attempt) {
    this.attempt = attempt;
    this.waiting = [];
  }

  queue(action) {
    this.waiting.push(action);
    if (this.waiting.length === 1) this.drain();
  }

  /** Run what waits. A command without a promise runs within the event itself. */
  drain() {
    while (this.waiting.length) {
      const result = this.attempt(this.waiting[0]);
      if (result instanceof Promise) {
        result.finally(() => { this.waiting.shift(); this.drain(); });
        return;
      }
      this.waiting.shift();
    }
  }
}

/** Listen to keys and hand them to the app. */
export class Keys extends Queue {
  constructor(app) {
    super((action) => app.attempt(action));
    this.app = app;
    this.on = stored("studio:keys") !== "off";
    document.addEventListener("keydown", (event) => this.pressed(event));
  }

  pressed(event) {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const control = event.ctrlKey || event.metaKey;
    const key = latin(event);
    const name = control && key.length === 1 ? `Ctrl+${key}` : key;
    const typing = isTyping(event.target);
    if (typing && !control && event.key !== "Escape") return;
    if (!control && !this.on && key.length === 1) return;
    const press = { key, shift: event.shiftKey, alt: event.altKey, control, command: COMMANDS.get(name), typing, target: event.target };
    if (!this.app.takes(press)) return;
    event.preventDefault();
    this.queue(() => this.app.press(press));
  }

  help() {
    return dialog("Keys", (close) => [
      h("div.sheet", { tabindex: "0", role: "group", "aria-label": "Keys" }, KEYS.map(([group, rows]) => h("section", {}, h("h3", {}, group),
        h("dl", {}, rows.map(([, , shown, what]) => h("div", {}, h("dt", {}, shown.split(" ").map((one) => h("kbd", {}, one))), h("dd", {}, what))))))),
      h("p", {}, h("label", {}, h("input", {
        type: "checkbox", checked: this.on, onchange: (event) => {
          this.on = event.target.checked;
          stored("studio:keys", this.on ? "on" : "off");
        },
      }), " Single keys work as commands. Switch this off if a screen reader or voice input needs them.")),
      h("footer", {}, h("button.primary", { type: "button", onclick: () => close(), autofocus: true }, "Close")),
    ], "wide");
  }
}
