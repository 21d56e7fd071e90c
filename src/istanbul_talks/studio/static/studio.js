// The editor page: state, what is shown, and what keys and buttons do with it.

import * as commands from "./commands.js";
import { moved } from "./cursor.js";
import { h, render } from "./dom.js";
import * as edits from "./edits.js";
import { baseOf, fieldsOf, formOf, LISTS, options } from "./fields.js";
import { Highlights } from "./highlights.js";
import { findings, form, valueOf } from "./inspector.js";
import { list, names, pick } from "./items.js";
import { Keys } from "./keys.js";
import { same } from "./merge.js";
import { confirmSave, mergeView } from "./saving.js";
import { Text } from "./selection.js";
import { call, Connection, Refused } from "./server.js";
import { Store } from "./store.js";
import { firstSpan, itemsAt } from "./view.js";

const SIDE = ["chosen", "proposed", "proposed-cue", "finding", "cursor"];
const MOVES = /^(Arrow|Home$|End$)/;
const byId = (id) => document.getElementById(id);

export class Studio {
  constructor(given) {
    this.document = given;
    this.text = new Text(byId("text"));
    this.panel = byId("panel");
    this.ui = { mode: "items", layer: "claims", item: null, field: null, query: "" };
    this.choices = [];
    this.etag = given.etag;
    this.isSaved = given.saved;
    this.store = new Store(given, (isNew) => this.changed(isNew));
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
  fields() { return fieldsOf(this.subject().item, this.value(), this.state); }

  /** Values that are not filled in, with those of new lines of the registry. */
  get unfilled() {
    const lines = this.state.entities.filter(({ description }) => !description).map(({ id }) => {
      const item = `entities/${this.state.annotation.entities.findIndex((one) => one.id === id)}`;
      return { item, pointer: `/${item}/description`, name: `description of the new name ${id}` };
    });
    return [...this.view.open, ...lines];
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

  changed(isNew) {
    if (isNew) this.connection.send(this.state);
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

  undo() { this.travelled(this.store.undo(), "Undone"); }
  redo() { this.travelled(this.store.redo(), "Redone"); }
  travelled(name, what) { this.say(name ? `${what}: ${name}.` : "Nothing left."); }

  /** Show the difference before the first save; later saves write at once. */
  async save() {
    await this.connection.settled();
    if (this.hasSaved) return this.write();
    const shown = await this.asked(() => this.connection.save(this.etag, false));
    if (shown) confirmSave(shown).then((yes) => yes && this.attempt(() => this.write())); // keys go on in the dialog
    return null;
  }

  async write() {
    const done = await this.asked(() => this.connection.save(this.etag, true));
    if (!done) return;
    Object.assign(this, { etag: done.etag, hasSaved: true, isSaved: true });
    await this.reload();
    this.status("saved");
    this.say("Saved.");
  }

  /** An answer about saving. If the file has changed meanwhile: null, and the two are merged. */
  async asked(request) {
    try {
      return await request();
    } catch (problem) {
      if (problem.status !== 412 || problem.body?.theirs === undefined) throw problem;
      const { base, mine, theirs, etag } = problem.body;
      if (!theirs) throw problem;
      mergeView({ base, mine, theirs, why: "The file has changed since you began." }).then((merged) => merged && this.attempt(async () => {
        Object.assign(this, { etag, hasSaved: false });
        this.edit("merge", merged);
        await this.save();
      }));
      return null;
    }
  }

  /** After saving, new lines of the registries are in their files: they leave the state. */
  async reload() {
    const now = await call("GET", `/api/document/${this.document.path}`);
    this.connection.version = now.version;
    this.document = { ...now, path: this.document.path };
    if (!this.connection.newest) this.store.settle(now.state, now.view);
    this.draw();
  }

  async otherTab(theirs) {
    if (!theirs) return;
    const merged = await mergeView({ base: this.connection.acknowledged, mine: this.state, theirs: theirs.state, why: "Another tab has changed this document." });
    this.connection.version = theirs.version;
    this.connection.acknowledged = theirs.state;
    if (merged) this.edit("merge", merged);
    else this.status("closed", "Another tab has a newer version. Load this page again to see it.");
  }

  /** What a killed browser could not send any more. */
  async recover() {
    const kept = this.connection.remembered();
    if (!kept) return;
    if (same(kept.state, this.state)) {
      this.connection.forget();
      return;
    }
    const why = "This browser has a change that did not reach the studio, and the document has changed since.";
    const state = kept.version === this.connection.version ? kept.state
      : await mergeView({ base: null, mine: kept.state, theirs: this.state, why });
    if (!state) return;
    this.edit("the last change of the closed page", state);
    this.say("Your last change, which had not reached the studio, is back. Undo removes it.");
  }

  // What is shown

  go(ui) {
    this.ui = { ...this.ui, field: null, query: "", proposal: null, pick: null, ...ui };
    this.choices = [];
  }

  draw() {
    const { mode, proposal } = this.ui;
    if (mode === "names") commands.nameStates(this);
    const claims = this.state.annotation.claims;
    this.highlights.show(this.view.spans, (item) => claims[item.split("/")[1]]?.claimer === "article");
    this.drawSide();
    const typed = this.panel.contains(document.activeElement) && document.activeElement.dataset.key?.startsWith("field:") && document.activeElement.matches("input, textarea") ? document.activeElement.dataset.key : null;
    const subject = `${mode} ${this.subject().item} ${this.ui.field}`;
    if (typed && subject === this.drawn && !this.travelling) {
      for (const place of this.panel.querySelectorAll("[data-findings]")) place.replaceChildren(...findings(this, place.dataset.findings));
    } else {
      render(this.panel, { items: list, item: form, proposal: form, names, pick }[mode](this));
      if (subject !== this.drawn) this.panel.scrollTop = 0;
      this.panel.querySelector(".active, li.chosen")?.scrollIntoView({ block: "nearest" });
    }
    const sheet = mode === "items" ? (this.ui.sheet ? "list" : "") : "form";
    const opens = sheet !== document.body.dataset.sheet && sheet === "form";
    document.body.dataset.sheet = sheet;
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
      proposed: [...span("quote"), ...(proposal?.evidence ?? []).map(([start, end]) => ({ start, end }))],
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
    const words = { saved: "Saved", kept: "Draft kept", sending: "Draft kept", offline: "Studio not reached; kept in this browser", closed: message };
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

  /** Open the first field that is not filled in, and that a digit fills. */
  openFirst() {
    const next = this.fields().find((one) => this.isOpen(one) && !["quote", "quotes", "text"].includes(one.kind));
    return next ? this.openField(next.name) : this.draw();
  }

  showLayer(layer) {
    if (layer === "article") return this.open("article", { field: null });
    this.go({ mode: "items", item: null, layer, sheet: this.ui.sheet });
    return this.draw();
  }

  openField(name) {
    this.ui.field = name;
    this.ui.query = "";
    const field = formOf(this.subject().item).fields.find((one) => one.name === name);
    if (field && ["text"].includes(field.kind)) { this.ui.field = null; this.draw(); return this.focusField(name); }
    return this.refresh(field);
  }

  /** Fill the choices of the open field; those of the server come later. */
  async refresh(field) {
    const { query, proposal } = this.ui;
    if (!field) this.choices = [];
    else if (field.kind === "choice") this.choices = options(field, this.document);
    else if (field.kind === "holder") this.choices = this.holders(query);
    else {
      this.choices = [];
      const claim = proposal?.claim ?? null;
      const found = await this.connection.targets(claim, query || proposal?.words || "");
      if (this.ui.query !== query) return;
      const all = new Map(this.document.targets.map((one) => [one.id, one]));
      this.choices = found.slice(0, 9).map(({ id, proposition }, index) => ({
        value: id, label: proposition, definition: "", key: String(index + 1),
        examples: [all.get(id)?.favor && `For: ${all.get(id).favor}`, all.get(id)?.against && `Against: ${all.get(id).against}`].filter(Boolean).join(" "),
      }));
    }
    this.draw();
  }

  search(query) {
    this.ui.query = query;
    if (this.ui.mode === "pick") {
      this.choices = commands.entityChoices(this, this.ui.pick.form, query);
      return this.draw();
    }
    return this.refresh(formOf(this.subject().item).fields.find(({ name }) => name === this.ui.field));
  }

  /** Who may hold or claim: the article, those named nearest before the words, and voices without a name. */
  holders(query) {
    const words = query.toLowerCase();
    const { entities, claims, stance } = this.state.annotation;
    const at = this.cursor.start;
    const near = new Map();
    for (const { item, start, part } of this.view.spans) {
      if (part === "mention") near.set(item, Math.min(near.get(item) ?? Infinity, Math.abs(at - start)));
    }
    const others = [...new Set([...claims.map(({ claimer }) => claimer), ...stance.map(({ holder }) => holder)].map((one) => one?.other).filter(Boolean))];
    const list = [
      ...entities.map((one, index) => ({ value: one.id, label: one.name ?? one.id, definition: [one.type, one.role].filter(Boolean).join(" · "), far: near.get(`entities/${index}`) ?? Infinity })),
      ...others.map((other) => ({ value: { other }, label: other, definition: "a voice without a name of its own", far: Infinity })),
    ].filter(({ label }) => label.toLowerCase().includes(words)).sort((a, b) => a.far - b.far).slice(0, 8);
    const choices = [
      ...(words ? [] : [{ value: "article", label: "the article", definition: "the author's own voice" }]), ...list,
    ].map((one, index) => ({ ...one, key: String(index + 1) }));
    const selected = this.cursor.kind === "range" ? this.text.words(this.cursor.start, this.cursor.end) : "";
    const other = query || (selected.length <= 80 ? selected : "");
    if (other && !others.includes(other)) choices.push({ value: { other }, label: `other: ${other}`, definition: "a voice without a name of its own, in the article's words", key: "0" });
    return choices;
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
    return this.open(item, { field: field && !["quote", "quotes"].includes(field.kind) ? field.name : null });
  }

  // Fields

  /** Write a field of the item, or of the proposal. */
  put(field, value, more = {}) {
    const { proposal, item } = this.ui;
    if (proposal) {
      proposal.value = field.name === "claimer" ? edits.claimed(proposal.value, value) : without({ ...proposal.value, [field.name]: value });
      return this.draw();
    }
    const [layer] = item.split("/");
    const name = `${field.label.toLowerCase()}`;
    if (layer === "entities") return this.edit(name, edits.changeEntity(this.state, item, field.name, value), more);
    if (field.name === "claimer") return this.edit(name, edits.write(this.state, `/${item}`, edits.claimed(this.value(), value)), more);
    return this.edit(name, edits.write(this.state, `${baseOf(item)}/${field.name}`, value), more);
  }

  type(field, words) {
    const value = words === "" ? (field.empty === null ? null : undefined) : words;
    const kept = value === undefined && field.line ? null : value === undefined && ["id", "name"].includes(field.name) ? "" : value;
    this.put(field, kept, { typing: `${this.ui.item}/${field.name}` });
  }

  choose(option, { stay } = {}) {
    if (!option) return;
    const { mode, pick: asked, at } = this.ui;
    if (mode === "pick") return commands.addEntity(this, asked, option.entity ?? null);
    if (mode === "names") {
      const { item } = this.ui.names[at];
      this.ui.names[at].asked = true;
      this.ui.field = null;
      this.edit("role", edits.changeEntity(this.state, item, "role", option.value));
      return this.nameAt(commands.nextName(this, at));
    }
    const field = formOf(this.subject().item).fields.find(({ name }) => name === this.ui.field);
    if (stay) return this.put(field, option.value);
    this.ui.field = null;
    this.choices = [];
    this.put(field, option.value);
    if (field.kind === "target" && this.ui.proposal) return this.accept();
    return this.openFirst();
  }

  /** Give the selection to a field of words. */
  async take(field) {
    const { item, proposal } = this.ui;
    const { start, end } = this.cursor;
    const many = field.kind === "quotes";
    if (field.name === "mentions") return this.put(field, [...this.value().mentions, this.text.words(start, end)]);
    if (field.kind === "parts") return this.part(start, end);
    const place = proposal ? `${proposal.layer}/0` : baseOf(item).slice(1);
    const found = await this.connection.quote(start, end, `${place}/${field.name}${many ? "/0" : ""}`.replace(/^\//, ""));
    if (proposal) {
      if (!many) proposal.spans[field.name] = [found.start, found.end];
      else (proposal.evidence ??= []).push([found.start, found.end]);
      return this.put(field, many ? [...(proposal.value[field.name] ?? []), found.quote] : found.quote);
    }
    const part = field.name === "quotes" ? "quote" : field.name.split("/").at(-1);
    const added = baseOf(item) ? { [item]: [{ part, start: found.start, end: found.end, only: !many }] } : undefined;
    const pointer = `${baseOf(item)}/${field.name}`;
    const next = many ? edits.addQuote(this.state, pointer, found.quote) : edits.write(this.state, pointer, found.quote);
    return this.edit(field.label.toLowerCase(), next, { added });
  }

  /** Another part of the body, in text order. */
  async part(start, end) {
    const { quote } = await this.connection.quote(start, end, "body");
    const at = this.view.spans.filter(({ layer, part, start: other }) => layer === "body" && part === "text" && other < start).length;
    this.edit("part of the text", edits.insert(this.state, "body", at, quote));
  }

  /** Let a part of the body begin or end at the selection. */
  async edge(index, side) {
    const pointer = `/body/${index}/${side}`;
    const { quote } = await this.connection.quote(this.cursor.start, this.cursor.end, pointer.slice(1));
    this.edit("part of the text", edits.write(this.state, pointer, quote));
  }

  drop(field, index) {
    const value = valueOf(this, field, this.value());
    if (index === undefined) return this.put(field, undefined);
    const rest = value.filter((_, at) => at !== index);
    return this.put(field, rest.length || !field.optional ? rest : undefined);
  }

  goTo(name, index) {
    const { item, proposal } = this.ui;
    const part = name.split("/").at(-1).replace(/s$/, "");
    const spans = this.view.spans.filter((one) => one.item === item && one.part === part);
    const quote = valueOf(this, { name }, this.value());
    const words = edits.quoted(index === undefined ? quote : quote[index]);
    const span = proposal?.spans[name] ? { start: proposal.spans[name][0], end: proposal.spans[name][1] }
      : spans.find(({ start, end }) => this.text.words(start, end) === words) ?? spans[index ?? 0];
    if (span) this.place({ start: span.start, end: span.end, kind: "item" });
    this.drawSide();
  }

  focusField(name) {
    this.panel.querySelector(`[data-key="field:${CSS.escape(name)}"]`)?.focus();
  }

  waive(rule) {
    const why = globalThis.prompt(`Why does ${rule} not apply here?`);
    if (why) this.edit(`waive ${rule}`, edits.write(this.state, `/waive/${rule}`, why));
  }

  // Proposals and names

  propose(layer, value, spans, more = {}) {
    this.go({ mode: "proposal", proposal: { layer, value, spans, ...more }, layer });
    this.openFirst();
  }

  accept() { return commands.accept(this); }
  nameAt(at) {
    this.ui.at = at;
    this.ui.field = null;
    this.choices = [];
    const name = this.ui.names[at];
    if (name) this.place({ ...name.places[0], kind: "item" });
    commands.nameStates(this);
    if (commands.wantsRole(this, name)) {
      this.ui.field = "role";
      this.choices = options(formOf("entities").fields.find((field) => field.name === "role"), this.document);
    }
    this.draw();
  }
  acceptName(index) { return commands.acceptName(this, index); }
  refuseName(index) { return commands.refuseName(this, index); }
  tick(...where) { return this.attempt(() => commands.tick(this, ...where)); }

  escape() {
    const { mode, proposal, item, field } = this.ui;
    if (mode === "proposal" && proposal && item && this.readAt(baseOf(item)) !== undefined && baseOf(item)) this.go({ mode: "item", item });
    else if (mode === "item" && field) this.go({ mode: "item", item });
    else this.go({ mode: "items", item: null, sheet: false });
    byId("text").focus({ preventScroll: true });
    this.draw();
  }

  /** Run a command, by its name or itself, as a button does. */
  run(command) { return this.attempt(typeof command === "function" ? command : this.commands[command]); }

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

  commands = {
    entity: () => commands.entity(this), claim: () => commands.claim(this), stance: () => commands.stance(this),
    evidence: () => commands.evidence(this), remark: () => commands.remark(this), names: () => commands.names(this),
    undo: () => this.undo(), redo: () => this.redo(), save: () => this.save(), help: () => { this.keys.help(); },
    next: () => this.next(false), finding: () => this.next(true), escape: () => this.escape(),
    first: () => this.choose(this.choices[0]), search: () => this.panel.querySelector("[data-key=search]")?.focus(),
    items: () => { this.go({ mode: "items", item: null, sheet: !this.ui.sheet }); this.draw(); },
    confirm: () => { this.edit("confirm what was proposed", edits.confirmed(this.state)); this.say("Confirmed."); },
    outlet: () => {
      const { publisher, url } = this.state.annotation.source;
      this.edit("add the outlet", edits.addOutlet(this.state, publisher, url, this.document.id));
    },
    remove: () => {
      const { item } = this.ui;
      if (!item || !baseOf(item)) return;
      this.go({ mode: "items", item: null });
      this.edit(`delete ${formOf(item).one.toLowerCase()}`, edits.remove(this.state, item));
      this.say(`${formOf(item).one} deleted. Undo brings it back.`);
    },
    enter: () => {
      if (this.ui.mode === "proposal") return this.accept();
      if (this.ui.mode === "names") return this.acceptName(this.ui.at);
      if (this.ui.mode === "pick") return this.choose(this.choices[0]);
      const here = itemsAt(this.view, this.cursor.start);
      const next = here[(here.indexOf(this.ui.item) + 1) % here.length];
      return next ? this.open(next, { keepCursor: true }) : this.say("Nothing is marked here.");
    },
  };

  // Keys: `takes` says whether a key is for the page, `press` does it

  takes({ key, control, shift, command, typing, target }) {
    const inPanel = this.panel.contains(target);
    const { mode } = this.ui;
    if (control) return ["undo", "redo", "save"].includes(command) || (shift && key.startsWith("Arrow") && !typing);
    if (key === "Escape") return typing || mode !== "items" || Boolean(this.ui.sheet);
    if (MOVES.test(key)) return !inPanel || (mode === "names" && !target.matches("input"));
    if (key === "Enter") return !target.closest("button, a, summary, select") || (mode === "proposal" && target.matches("input"));
    if (key === "Delete" || key === "Backspace") return mode === "item";
    return key.length === 1 && key !== " ";
  }

  press(press) {
    const { key, control, typing, target, command } = press;
    const { mode } = this.ui;
    if (typing && key === "Escape") {
      target.blur();
      return byId("text").focus({ preventScroll: true });
    }
    if (MOVES.test(key)) return this.move(press);
    if (!control && key.length === 1) {
      const option = this.choices.find((one) => one.key === key);
      if (option) return this.choose(option);
      if (mode === "names" && (key === "y" || key === "x")) return key === "y" ? this.acceptName(this.ui.at) : this.refuseName(this.ui.at);
      const field = (mode === "item" || mode === "proposal") && this.fields().find((one) => one.key === key);
      if (field?.kind === "proposed") return this.commands.confirm();
      if (field?.takes && this.cursor.kind === "range") return this.put(field, this.text.words(this.cursor.start, this.cursor.end));
      if (field) return ["quote", "quotes", "parts"].includes(field.kind) ? this.take(field) : this.openField(field.name);
    }
    if (key === "J" || key === "K") return this.walk(key === "J" ? 1 : -1);
    return this.commands[command]?.();
  }

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
    return byId("where").replaceChildren(this.text.words(this.cursor.start, this.cursor.end));
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
      const place = document.caretPositionFromPoint?.(event.clientX, event.clientY);
      const offset = place && this.text.offset(place.offsetNode, place.offset);
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

function without(value) {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}

const given = byId("document");
if (given) globalThis.studio = new Studio(JSON.parse(given.textContent));
