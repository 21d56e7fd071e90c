// The editor page: its state, and what it shows. Keys, fields and saving are methods from other modules.

import * as marking from "./marking.js";
import { h, render } from "./dom.js";
import * as edits from "./edits.js";
import { baseOf, fieldsOf, formOf, LISTS } from "./fields.js";
import { Highlights } from "./highlights.js";
import { findings, form, outlet, valueOf } from "./inspector.js";
import { list, names, pick } from "./items.js";
import { Keys } from "./keys.js";
import { filling } from "./filling.js";
import { keeping } from "./keeping.js";
import { pressing } from "./pressing.js";
import { Text } from "./selection.js";
import { Connection, Refused } from "./server.js";
import { Store } from "./store.js";
import { firstSpan, itemsAt } from "./view.js";

const SIDE = ["chosen", "proposed", "proposed-cue", "finding", "cursor"];
const byId = (id) => document.getElementById(id);

export class Studio {
  constructor(given) {
    this.document = given;
    this.registered = new Set(given.registry.map(({ id }) => id));
    this.text = new Text(byId("text"));
    this.panel = byId("panel");
    this.ui = { mode: "items", layer: "claims", item: null, field: null, query: "" };
    this.choices = [];
    this.etag = given.etag;
    this.isSaved = given.saved;
    this.store = new Store(given, (isNew, typing) => this.changed(isNew, typing));
    this.highlights = new Highlights(this.text);
    this.connection = new Connection(given, {
      view: (state, view, saved) => this.answered(state, view, saved),
      conflict: (body) => this.otherTab(body.document),
      status: (name, message) => this.status(name, message),
    });
    const body = given.view.spans.find(({ layer, part }) => layer === "body" && part === "text");
    this.cursor = { ...this.text.unit(body?.start ?? 0, "words"), kind: "word" };
    this.keys = new Keys(this);
    this.listen();
    this.draw();
    this.status(given.saved ? "saved" : "kept");
    if (given.conflict) this.say("The file has changed since this draft began. Saving shows both versions.");
    this.recover();
  }

  get state() { return this.store.state; }
  get view() { return this.store.view; }
  get canWaive() { return this.document.kind === "reference"; }

  readAt(pointer) { return edits.read(this.state, pointer); }

  /** The item that the form shows, or the proposal in its place. */
  subject() {
    const { proposal, item } = this.ui;
    return proposal ? { item: `${proposal.layer}/new`, pending: true } : { item, pending: false };
  }

  value() {
    const { proposal, item } = this.ui;
    if (proposal) return proposal.value;
    return baseOf(item) ? this.readAt(baseOf(item)) : this.state.annotation;
  }

  /** The fields that the form shows. */
  fields() {
    return fieldsOf(this.subject().item, this.value(), (id) => this.isNewName(id)).filter(({ name, of }) => !of || this.readAt(`/${name}`) || this.isElsewhere(this.readAt(`/${of}`)));
  }

  /** Whether a value is not in the capture: then it has to be said where it is from. */
  isElsewhere(value) {
    return typeof value === "string" && !this.text.paragraphs.some(({ text }) => text.includes(value));
  }

  /** Values that are not filled in, with the registry's word on each new name. */
  get unfilled() {
    const described = new Set(this.state.entities.filter(({ description }) => description).map(({ id }) => id));
    const lines = this.state.annotation.entities.flatMap(({ id }, index) => (described.has(id) || !this.isNewName(id) ? []
      : [{ item: `entities/${index}`, pointer: `/entities/${index}/description`, name: `description of the new name ${id}` }]));
    const said = new Set(lines.map(({ item }) => `/${item}/note`)); // a draft asks for the same in a note
    return [...this.view.open.filter(({ pointer }) => !said.has(pointer)), ...lines];
  }

  /** Whether the registry has to get a line for a name; a pass may leave that to others. */
  isNewName(id) {
    if (this.state.entities.some((line) => line.id === id)) return true;
    return this.document.kind !== "pass" && !this.registered.has(id);
  }

  isNewOutlet(name) {
    return Boolean(name) && ![...(this.document.publishers ?? []), ...this.state.publishers].some((one) => one.name === name);
  }

  isOpen(field) {
    const pointer = `${baseOf(this.ui.item)}/${field.name}`;
    if (!this.ui.proposal && this.unfilled.some((one) => one.pointer === pointer)) return true;
    const value = valueOf(this, field, this.value());
    return value == null && ["choice", "holder", "target"].includes(field.kind) && !field.none && !field.optional;
  }

  // What happens to the document

  edit(name, next, more) { this.store.edit(name, next, more); }

  changed(isNew, typing) {
    if (isNew) this.connection.send(this.state, typing);
    this.tidy();
    this.draw();
  }

  /** After undo, an item may be gone, or a choice made or open again. */
  tidy() {
    const { item, field } = this.ui;
    if (item && baseOf(item) && this.readAt(baseOf(item)) === undefined) this.go({ mode: "items", item: null });
    else if (field && !this.ui.proposal && this.ui.mode === "item" && !this.fields().some(({ name }) => name === field)) this.ui.field = null;
  }

  answered(state, view, saved) {
    if (!this.store.answered(state, view)) return;
    this.isSaved = saved;
    this.status(saved ? "saved" : "kept");
    this.draw();
  }

  undo() { this.travel("undo", "Undone"); }
  redo() { this.travel("redo", "Redone"); }

  travel(way, what) {
    this.drawn = null; // a field in which somebody types changes, too
    const name = this.store[way]();
    this.say(name ? `${what}: ${name}.` : `Nothing to ${way}.`);
  }

  // What is shown

  go(ui) {
    this.ui = { ...this.ui, field: null, query: "", proposal: null, pick: null, ...ui };
    this.choices = [];
  }

  draw() {
    const { mode, proposal } = this.ui;
    if (mode === "names") marking.nameStates(this);
    const claims = this.state.annotation.claims;
    this.highlights.show(this.view.spans, (item) => claims[item.split("/")[1]]?.claimer === "article");
    this.drawSide();
    const typed = this.panel.contains(document.activeElement) && document.activeElement.dataset.key?.startsWith("field:") && document.activeElement.matches("input, textarea") ? document.activeElement.dataset.key : null;
    const subject = `${mode} ${this.subject().item} ${this.ui.field}`;
    if (typed && subject === this.drawn) {
      for (const place of this.panel.querySelectorAll("[data-findings]")) place.replaceChildren(...findings(this, place.dataset.findings));
      for (const place of this.panel.querySelectorAll("[data-outlet]")) place.replaceChildren(...outlet(this));
    } else {
      render(this.panel, { items: list, item: form, proposal: form, names, pick }[mode](this));
      if (subject !== this.drawn) this.panel.scrollTop = 0;
    }
    const sheet = mode === "items" ? (this.ui.sheet ? "list" : "") : "form";
    const opens = sheet !== document.body.dataset.sheet && sheet === "form";
    document.body.dataset.sheet = sheet;
    if (!typed || subject !== this.drawn) this.panel.querySelector(".active, li.chosen")?.scrollIntoView({ block: "nearest" });
    if (opens) this.place(this.cursor); // the sheet may cover it
    this.drawn = subject;
    document.body.dataset.mode = proposal ? "proposal" : mode;
    this.drawHeader();
  }

  drawSide() {
    const { proposal, item, mode, names: all, at, pick: asked } = this.ui;
    const span = (name) => (proposal?.spans[name] ? [{ start: proposal.spans[name][0], end: proposal.spans[name][1] }] : []);
    const sets = {
      chosen: item && mode === "item" ? this.view.spans.filter((one) => one.item === item && one.part !== "from" && one.part !== "to")
        : mode === "names" ? all[at]?.places ?? [] : asked ? [asked] : [],
      proposed: mode === "names" ? all.filter(({ state }) => !state).flatMap(({ places }) => places)
        : [...span("quote"), ...(proposal?.evidence ?? []).map(([start, end]) => ({ start, end }))],
      "proposed-cue": span("cue"),
      finding: this.findings.filter(({ start }) => start !== undefined).map(({ start }) => this.text.unit(start, "words")),
      cursor: this.cursor.kind === "item" ? [] : [this.cursor], // the item itself is shown as chosen
    };
    for (const name of SIDE) this.highlights.set(name, sets[name]);
  }

  drawHeader() {
    const { unfilled: open, findings: found } = this;
    const serious = found.filter(({ severity }) => severity !== "info");
    byId("open").replaceChildren(...(open.length ? [`${open.length} `, h("span.wide-only", {}, "still "), "open"] : ["Nothing open"]));
    byId("open").disabled = !open.length;
    byId("found").replaceChildren(serious.length ? `${serious.length} ${serious.length === 1 ? "finding" : "findings"}` : "No findings");
    byId("found").disabled = !found.length;
    byId("found").className = serious.some(({ severity }) => severity === "error") ? "error" : serious.length ? "warning" : "clean";
    byId("undo").disabled = !this.store.past.length;
    byId("redo").disabled = !this.store.future.length;
    byId("undo").title = this.store.past.length ? `Undo: ${this.store.past.at(-1).name}` : "Nothing to undo";
    byId("redo").title = this.store.future.length ? `Redo: ${this.store.future.at(-1).name}` : "Nothing to redo";
  }

  status(name, message) {
    const again = `Start it again: istanbul-talks studio --port ${location.port}`;
    const words = {
      saved: "Saved", kept: "Draft kept", sending: "Draft kept", closed: message,
      offline: `The studio has stopped. ${again}`, stranger: "The studio was started again. Open the address that it printed",
    };
    const place = byId("saved");
    if (place.textContent !== words[name]) place.textContent = words[name];
    place.dataset.state = name;
  }

  say(words) {
    byId("said").textContent = words ?? "";
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { byId("said").textContent = ""; }, 6000);
  }

  badges() {
    const badges = new Map();
    const badge = (item) => badges.get(item) ?? badges.set(item, { open: 0, found: 0, worst: "info" }).get(item);
    for (const { item } of this.unfilled) badge(item).open++;
    for (const { item, severity } of this.findings) {
      const one = badge(item);
      one.found++;
      if (severity === "error" || one.worst === "info") one.worst = severity;
    }
    return badges;
  }

  /** Findings but for values that are only not filled in: those are counted. */
  get findings() {
    if (this.counted?.view !== this.view) {
      const open = new Set(this.view.open.map(({ pointer }) => pointer));
      const list = this.view.findings.filter(({ pointer }) => !open.has(pointer));
      this.counted = { view: this.view, list };
    }
    return this.counted.list;
  }

  findingsOf(item) {
    const ofArticle = !LISTS.includes(item?.split("/")[0]);
    return this.findings.filter((one) => (ofArticle ? !LISTS.includes(one.item?.split("/")[0]) : one.item === item));
  }

  articleBadge() {
    return this.unfilled.some(({ item }) => !LISTS.includes(item?.split("/")[0]));
  }

  around({ start, end }) {
    const { paragraph } = this.text.inside(start, end)[0] ?? {};
    if (!paragraph) return "";
    const [from, to] = [start - paragraph.start, end - paragraph.start];
    const cut = (words, side) => (words.length > 28 ? (side < 0 ? `…${words.slice(-28)}` : `${words.slice(0, 28)}…`) : words);
    return [cut(paragraph.text.slice(0, from), -1), h("b", {}, paragraph.text.slice(from, to)), cut(paragraph.text.slice(to), 1)];
  }

  // Where one is

  open(item, { field, keepCursor } = {}) {
    const layer = item.split("/")[0];
    this.go({ mode: "item", item, layer: LISTS.includes(layer) ? layer : this.ui.layer });
    const span = firstSpan(this.view, item);
    if (span && !keepCursor) this.place({ start: span.start, end: span.end, kind: "item" });
    if (field === undefined) return this.openFirst();
    return field ? this.openField(field) : this.draw();
  }

  showLayer(layer) {
    if (layer === "article") return this.open("article", { field: null });
    this.go({ mode: "items", item: null, layer, sheet: this.ui.sheet });
    return this.draw();
  }

  place(range) {
    this.cursor = range;
    const place = this.text.range(range);
    const box = place.getBoundingClientRect();
    const top = byId("bar").getBoundingClientRect().bottom + 24;
    const sheet = this.panel.getBoundingClientRect();
    const bottom = sheet.height && sheet.left < box.right ? sheet.top - 24 : innerHeight - 80;
    if (box.top < top || box.bottom > bottom) scrollBy({ top: box.top - top - Math.max(0, (bottom - top) / 3), behavior: "instant" });
  }

  walk(by) {
    const { item } = this.ui;
    const [layer, index] = (item ?? `${this.ui.layer}/-1`).split("/");
    const next = Number(index) + by;
    if (LISTS.includes(layer) && this.state.annotation[layer]?.[next]) this.open(`${layer}/${next}`);
  }

  /** The next value not filled in; when there is none, the next finding. */
  next(onlyFindings) {
    const where = ({ item, start }) => start ?? firstSpan(this.view, item)?.start ?? -1;
    const order = (list) => [...list].sort((a, b) => where(a) - where(b));
    const open = onlyFindings ? [] : order(this.unfilled);
    const found = order(this.findings.filter(({ severity }) => severity !== "info"));
    const queue = open.length ? open : found.length ? found : this.findings;
    if (!queue.length) return this.say("Nothing is open, and nothing was found.");
    const id = ({ item, pointer, rule, start }) => `${item} ${pointer} ${rule} ${start}`;
    const at = queue.findIndex((one) => id(one) === this.at);
    const one = queue[(at + 1) % queue.length];
    this.at = id(one);
    this.say(one.name ?? one.message);
    if (one.start !== undefined && !one.item) {
      this.place({ ...this.text.unit(one.start, "words"), kind: "word" });
      return this.drawSide();
    }
    const item = LISTS.includes(one.item?.split("/")[0]) ? one.item : "article";
    const name = one.pointer?.slice(baseOf(item).length + 1) ?? "";
    const field = formOf(item).fields.find((each) => name === each.name || name.startsWith(`${each.name}/`));
    const noField = !field || ["quote", "quotes"].includes(field.kind) || one.rule === "unconfirmed-proposal";
    return this.open(item, { field: noField ? null : field.name }); // a note of a program is no place to type
  }

  escape() {
    const { mode, proposal, item, field } = this.ui;
    if (mode === "proposal" && proposal && item && this.readAt(baseOf(item)) !== undefined && baseOf(item)) this.go({ mode: "item", item });
    else if (mode === "item" && field) this.go({ mode: "item", item });
    else this.go({ mode: "items", item: null, sheet: false });
    byId("text").focus({ preventScroll: true });
    this.draw();
  }

  /** Do something; what goes wrong is said, and a fault of ours is also in the console. */
  attempt(action) {
    const failed = (problem) => {
      this.say(problem.message);
      if (!(problem instanceof Refused)) reportError(problem);
    };
    try {
      const result = action();
      return result instanceof Promise ? result.catch(failed) : result;
    } catch (problem) {
      return failed(problem);
    }
  }

  listen() {
    for (const button of document.querySelectorAll("[data-run]")) {
      button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the selection
      button.addEventListener("click", () => this.run(button.dataset.run));
    }
    document.addEventListener("selectionchange", () => {
      if (this.own) { this.own = false; return; }
      const range = this.text.selected();
      if (range && range.start < range.end) {
        this.cursor = { ...range, kind: "range" };
        this.highlights.set("cursor", [this.cursor]);
      }
    });
    this.text.root.addEventListener("click", (event) => {
      if (!document.getSelection().isCollapsed) return;
      const offset = this.text.under(event);
      if (offset == null) return;
      this.cursor = { ...this.text.unit(offset, "words"), kind: "word" };
      if (["names", "proposal", "pick"].includes(this.ui.mode)) return this.drawSide();
      const here = itemsAt(this.view, offset);
      const next = here[(here.indexOf(this.ui.item) + 1) % here.length];
      if (next) this.open(next, { keepCursor: true });
      else this.drawSide();
    });
  }
}

Object.assign(Studio.prototype, keeping, filling, pressing);

const given = byId("document");
if (given) globalThis.studio = new Studio(JSON.parse(given.textContent));
