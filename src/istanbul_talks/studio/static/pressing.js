// Keys and commands of the page: which keys it takes, and what each does.

import * as marking from "./marking.js";
import { moved } from "./cursor.js";
import * as edits from "./edits.js";
import { baseOf, formOf } from "./fields.js";
import { itemsAt } from "./view.js";

const MOVES = /^(Arrow|Home$|End$)/;
const text = () => document.getElementById("text");

/** What a button or a key does, by name. */
const COMMANDS = {
  entity: (app) => marking.entity(app), claim: (app) => marking.claim(app), stance: (app) => marking.stance(app),
  evidence: (app) => marking.evidence(app), remark: (app) => marking.remark(app), names: (app) => marking.names(app),
  undo: (app) => app.undo(), redo: (app) => app.redo(), save: (app) => app.save(), help: (app) => { app.keys.help(); },
  next: (app) => app.next(false), finding: (app) => app.next(true), escape: (app) => app.escape(),
  first: async (app) => { await app.searching; app.choose(app.choices[0]); }, search: (app) => app.panel.querySelector("[data-key=search]")?.focus(),
  items: (app) => { app.go({ mode: "items", item: null, sheet: !app.ui.sheet }); app.draw(); },
  confirm: (app) => { app.edit("confirm what was proposed", edits.confirmed(app.state)); app.say("Confirmed."); },
  outlet: (app) => {
    const { publisher, url } = app.state.annotation.source;
    app.edit("add the outlet", edits.addOutlet(app.state, publisher, url, app.document.id));
  },
  remove: (app) => {
    const { item } = app.ui;
    if (!item || !baseOf(item)) return;
    app.go({ mode: "items", item: null });
    app.edit(`delete ${formOf(item).one.toLowerCase()}`, edits.remove(app.state, item));
    app.say(`${formOf(item).one} deleted. Undo brings it back.`);
  },
  enter: (app) => {
    if (app.ui.mode === "proposal") return app.accept();
    if (app.ui.mode === "names") return app.acceptName(app.ui.at);
    if (app.ui.mode === "pick") return app.choose(app.choices[0]);
    const here = itemsAt(app.view, app.cursor.start);
    const next = here[(here.indexOf(app.ui.item) + 1) % here.length];
    return next ? app.open(next, { keepCursor: true }) : app.say("Nothing is marked here.");
  },
};

/** Methods of Studio that keys and buttons call. */
export const pressing = {
  /** Run a command, by its name or itself, as a button does: after what waits. */
  run(command) {
    this.keys.queue(typeof command === "function" ? command : () => COMMANDS[command](this));
  },

  /** Whether a key is for the page. */
  takes({ key, control, shift, command, typing, target }) {
    const inPanel = this.panel.contains(target);
    const { mode } = this.ui;
    if (control) return ["undo", "redo", "save"].includes(command) || (shift && key.startsWith("Arrow") && !typing);
    if (key === "Escape") return typing || mode !== "items" || Boolean(this.ui.sheet);
    if (MOVES.test(key)) return !inPanel || (mode === "names" && !target.matches("input"));
    if (key === "Enter") return !target.closest("button, a, summary, select") || (mode === "proposal" && target.matches("input"));
    if (key === "Delete" || key === "Backspace") return mode === "item";
    return key.length === 1 && key !== " ";
  },

  /** Do what a key says. */
  press(press) {
    const { key, control, typing, target, command } = press;
    const { mode } = this.ui;
    if (typing && key === "Escape") {
      target.blur();
      return text().focus({ preventScroll: true });
    }
    if (MOVES.test(key)) return this.move(press);
    if (!control && key.length === 1) {
      const option = this.choices.find((one) => one.key === key);
      if (option) return this.choose(option);
      if (mode === "names" && (key === "y" || key === "x")) return key === "y" ? this.acceptName(this.ui.at) : this.refuseName(this.ui.at);
      const field = (mode === "item" || mode === "proposal") && this.fields().find((one) => one.key === key);
      if (field?.kind === "proposed") return COMMANDS.confirm(this);
      if (field?.takes && this.cursor.kind === "range") return this.put(field, this.text.words(this.cursor.start, this.cursor.end));
      if (field) return ["quote", "quotes", "parts"].includes(field.kind) ? this.take(field) : this.openField(field.name);
    }
    if (key === "J" || key === "K") return this.walk(key === "J" ? 1 : -1);
    return COMMANDS[command]?.(this);
  },

  move(press) {
    if (this.ui.mode === "names" && !press.shift && press.key !== "ArrowLeft" && press.key !== "ArrowRight") {
      const at = this.ui.at + (press.key === "ArrowDown" ? 1 : -1);
      return this.nameAt(Math.max(0, Math.min(this.ui.names.length - 1, at)));
    }
    const body = this.view.spans.filter(({ layer, part }) => layer === "body" && part === "text");
    this.place(moved(this.text, this.cursor, press, { start: body[0]?.start ?? 0, end: body.at(-1)?.end ?? this.text.length }));
    this.highlights.set("cursor", [this.cursor]);
    this.own = true;
    if (this.cursor.kind === "range") this.text.select(this.cursor);
    else document.getSelection().removeAllRanges();
    const marked = itemsAt(this.view, this.cursor.start).map((item) => {
      const value = this.readAt(`/${item}`);
      return `${formOf(item).one} ${value?.id ?? value?.target ?? ""}`.trim();
    });
    const words = this.text.words(this.cursor.start, this.cursor.end);
    return document.getElementById("where").replaceChildren([words, ...marked].join("; ")); // for a screen reader
  },
};
