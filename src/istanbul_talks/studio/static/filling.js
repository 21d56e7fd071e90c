// The fields of an item or a proposal: choices, words, quotes.

import * as marking from "./marking.js";
import * as edits from "./edits.js";
import { baseOf, formOf, options } from "./fields.js";
import { valueOf } from "./inspector.js";

/** Methods of Studio that fill fields. */
export const filling = {
  /** Open the first field that is not filled in, and that a digit fills. */
  openFirst() {
    const next = this.fields().find((one) => this.isOpen(one) && !["quote", "quotes", "text"].includes(one.kind));
    return next ? this.openField(next.name) : this.draw();
  },

  openField(name) {
    this.ui.field = name;
    this.ui.query = "";
    const field = formOf(this.subject().item).fields.find((one) => one.name === name);
    if (field && ["text"].includes(field.kind)) { this.ui.field = null; this.draw(); return this.focusField(name); }
    return this.refresh(field);
  },

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
      if (this.ui.query !== query || this.ui.field !== field.name || this.ui.proposal !== proposal) return;
      const all = new Map(this.document.targets.map((one) => [one.id, one]));
      this.choices = found.slice(0, 9).map(({ id, proposition }, index) => ({
        value: id, label: proposition, definition: "", key: String(index + 1),
        examples: [all.get(id)?.favor && `For: ${all.get(id).favor}`, all.get(id)?.against && `Against: ${all.get(id).against}`].filter(Boolean).join(" "),
      }));
    }
    this.draw();
  },

  search(query) {
    this.ui.query = query;
    if (this.ui.mode === "pick") {
      this.choices = marking.entityChoices(this, this.ui.pick.form, query);
      return this.draw();
    }
    this.searching = this.refresh(formOf(this.subject().item).fields.find(({ name }) => name === this.ui.field));
    return this.searching;
  },

  /** Who may hold or claim: the article, those named nearest before the words, and voices without a name. */
  holders(query) {
    const words = query.toLowerCase();
    const { entities, claims, stance } = this.state.annotation;
    const at = this.cursor.start;
    const near = new Map();
    for (const { item, start, part } of this.view.spans) {
      if (part === "mention") near.set(item, Math.min(near.get(item) ?? Infinity, start <= at ? at - start : 3 * (start - at)));
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
  },

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
    return this.edit(name, edits.writeField(this.state, `${baseOf(item)}/${field.name}`, value), more);
  },

  type(field, words) {
    const value = words === "" ? (field.empty === null ? null : undefined) : words;
    const kept = value === undefined && field.line ? null : value === undefined && ["id", "name"].includes(field.name) ? "" : value;
    this.put(field, kept, { typing: `${this.ui.item}/${field.name}` });
  },

  choose(option, { stay } = {}) {
    if (!option) return;
    const { mode, pick: asked, at } = this.ui;
    if (mode === "pick") return marking.addEntity(this, asked, option.entity ?? null);
    if (mode === "names") {
      const { item } = this.ui.names[at];
      for (const name of this.ui.names) name.asked ||= name.item === item; // other forms of it, too
      this.ui.field = null;
      this.edit("role", edits.changeEntity(this.state, item, "role", option.value));
      return this.nameAt(marking.nextName(this, at));
    }
    const field = formOf(this.subject().item).fields.find(({ name }) => name === this.ui.field);
    if (stay) return this.put(field, option.value);
    this.ui.field = null;
    this.choices = [];
    this.put(field, option.value);
    if (field.kind === "target" && this.ui.proposal) return this.accept();
    return this.openFirst();
  },

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
  },

  /** Another part of the body, in text order. */
  async part(start, end) {
    const { quote } = await this.connection.quote(start, end, "body");
    const at = this.view.spans.filter(({ layer, part, start: other }) => layer === "body" && part === "text" && other < start).length;
    this.edit("part of the text", edits.insert(this.state, "body", at, quote));
  },

  /** Let a part of the body begin or end at the selection. */
  async edge(index, side) {
    const pointer = `/body/${index}/${side}`;
    const { quote } = await this.connection.quote(this.cursor.start, this.cursor.end, pointer.slice(1));
    this.edit("part of the text", edits.write(this.state, pointer, quote));
  },

  drop(field, index) {
    const value = valueOf(this, field, this.value());
    if (index === undefined) return this.put(field, undefined);
    const rest = value.filter((_, at) => at !== index);
    return this.put(field, rest.length || !field.optional ? rest : undefined);
  },

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
  },

  focusField(name) {
    this.panel.querySelector(`[data-key="field:${CSS.escape(name)}"]`)?.focus();
  },

  waive(rule) {
    const why = globalThis.prompt(`Why does ${rule} not apply here?`);
    if (why) this.edit(`waive ${rule}`, edits.write(this.state, `/waive/${rule}`, why));
  },

  propose(layer, value, spans, more = {}) {
    this.go({ mode: "proposal", proposal: { layer, value, spans, ...more }, layer });
    this.openFirst();
    document.getElementById("where").replaceChildren(`Proposed: ${edits.quoted(value.quote ?? value.evidence?.[0])}. Enter accepts, Escape discards.`);
  },

  accept() { return marking.accept(this); },

  nameAt(at) {
    this.ui.at = at;
    this.ui.field = null;
    this.choices = [];
    const name = this.ui.names[at];
    if (name) this.place({ ...name.places[0], kind: "item" });
    marking.nameStates(this);
    if (marking.wantsRole(this, name)) {
      this.ui.field = "role";
      this.choices = options(formOf("entities").fields.find((field) => field.name === "role"), this.document);
    }
    this.draw();
  },

  acceptName(index) { return marking.acceptName(this, index); },

  refuseName(index) { return marking.refuseName(this, index); },

  tick(...where) { this.run(() => marking.tick(this, ...where)); },
};

function without(value) {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}
