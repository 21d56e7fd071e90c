// What the marking keys do: names, claims, stances, evidence, remarks.

import * as edits from "./edits.js";
import { FORMS } from "./fields.js";
import { placeInText } from "./view.js";

const RANGE = "Select words first: with the mouse, or with Shift and the arrow keys.";

/** e: which entity does the selection name? */
export function entity(app) {
  const { start, end } = app.cursor;
  const form = app.text.words(start, end);
  if (!form) return app.say(RANGE);
  app.go({ mode: "pick", pick: { form, start, end }, query: "", back: app.ui.item });
  app.choices = entityChoices(app, form, "");
  app.draw();
}

/** Entities of this article and of the registry, those nearest to the form first; last, a new one. */
export function entityChoices(app, form, query) {
  const here = new Map(app.state.annotation.entities.map((one) => [one.id, { ...one, here: true }]));
  const all = [...here.values(), ...app.document.registry.filter(({ id }) => !here.has(id))];
  const words = (query || form).toLowerCase();
  const scored = all.map((one) => [score(one, words), one]).filter(([value]) => value > 0 || !query);
  scored.sort(([a, one], [b, other]) => b - a || Boolean(other.here) - Boolean(one.here) || one.name?.localeCompare(other.name));
  const list = scored.slice(0, 9).map(([, one], index) => ({
    value: one.id, label: one.name ?? one.id, key: String(index + 1), entity: one,
    definition: [one.type, one.here ? "in this article" : "in the registry", one.description].filter(Boolean).join(" · "),
  }));
  return [...list, { value: null, label: `New: ${form}`, definition: "writes a line of the registry, too", key: "0" }];
}

function score({ name, variants = [], mentions = [] }, words) {
  const forms = [name, ...variants, ...mentions.map(edits.quoted)].filter(Boolean).map((one) => one.toLowerCase());
  if (forms.includes(words)) return 4;
  if (forms.some((one) => one.startsWith(words) || words.startsWith(one))) return 3;
  const parts = words.split(/[^\p{L}\p{N}]+/u).filter((part) => part.length > 2);
  return forms.some((one) => parts.some((part) => one.includes(part))) ? 1 : 0;
}

/** Mark a form: in the article's entity, from the registry, or as a new one. */
export function addEntity(app, { form, start, end }, chosen) {
  const taken = [...app.state.annotation.entities, ...app.document.registry].map(({ id }) => id);
  const target = chosen ?? { id: edits.makeId(form, taken), type: null, name: form, wikidata: null };
  const at = placeInText(app.view, "entities", start);
  const before = app.state.annotation.entities;
  const next = edits.addMention(app.state, { entity: target, form, at, known: Boolean(chosen) });
  const index = next.annotation.entities.findIndex(({ id }) => id === target.id);
  const item = `entities/${index}`;
  app.edit(`mark ${form}`, next, { added: { [item]: [{ part: "mention", start, end }] } });
  app.open(item, { field: next.annotation.entities.length > before.length ? (chosen ? "role" : "type") : null });
}

/** c: propose a claim from the selection, or from the sentence at the cursor. */
export async function claim(app) {
  const range = app.cursor.kind === "range" ? app.cursor : app.text.unit(app.cursor.start, "sentences");
  await app.connection.settled();
  const { spans, ...proposed } = await app.connection.claim(range.start, range.end);
  const value = {
    id: null, quote: proposed.quote, claimer: proposed.claimer ?? null, ...(proposed.cue == null ? {} : { cue: proposed.cue }),
    ...(proposed.attribution === undefined || proposed.claimer === "article" ? {} : { attribution: proposed.attribution }),
    type: proposed.type ?? null, epistemic: proposed.epistemic ?? null, checkworthy: proposed.checkworthy ?? null,
  };
  value.id = proposed.id ?? edits.makeId(edits.quoted(value.quote), app.state.annotation.claims.map(({ id }) => id));
  app.propose("claims", value, spans ?? {});
}

/** Take the proposal over into the annotation. */
export function accept(app) {
  const { layer, value, spans } = app.ui.proposal;
  if (layer === "stance") return acceptStance(app, value);
  const start = spans.quote?.[0] ?? app.cursor.start;
  const at = placeInText(app.view, layer, start);
  const parts = Object.entries(spans).filter(([, span]) => span).map(([part, [from, to]]) => ({ part, start: from, end: to }));
  app.edit(`add ${FORMS[layer].one.toLowerCase()}`, edits.insert(app.state, layer, at, value), { added: { [`${layer}/${at}`]: parts } });
  app.say(`${FORMS[layer].one} added.`);
  if (spans.quote) app.cursor = { start: spans.quote[0], end: spans.quote[1], kind: "item" };
  app.open(`${layer}/${at}`, { keepCursor: true });
}

function acceptStance(app, value) {
  const made = edits.addStance(app.state, value);
  const parts = (app.ui.proposal.evidence ?? []).map(([start, end]) => ({ part: "evidence", start, end }));
  app.edit("add stance", made.state, { added: { [made.item]: parts } });
  app.say(made.state.annotation.stance.length > Number(made.item.split("/")[1]) + 1 ? "Evidence added to the stance that is there." : "Stance added.");
  app.open(made.item, { keepCursor: true });
}

/** s: begin a stance from the open claim. Its evidence is the selection, or else the words of the claim. */
export async function stance(app) {
  const { item } = app.ui;
  const fromClaim = item?.startsWith("claims/") ? app.readAt(`/${item}`) : null;
  let [evidence, spans] = [[], []];
  if (app.cursor.kind === "range") {
    const found = await app.connection.quote(app.cursor.start, app.cursor.end, "stance/0/evidence/0");
    [evidence, spans] = [[found.quote], [[found.start, found.end]]];
  } else if (fromClaim) {
    evidence = [fromClaim.quote];
    spans = app.view.spans.filter((span) => span.item === item && span.part === "quote").map(({ start, end }) => [start, end]);
  }
  const value = { holder: fromClaim?.claimer ?? null, target: null, label: null, expression: null, certainty: null, evidence };
  const claim = fromClaim ? Number(item.split("/")[1]) : null;
  app.propose("stance", value, {}, { evidence: spans, claim, words: fromClaim ? "" : app.text.words(app.cursor.start, app.cursor.end) });
  return app.openField(value.holder === null ? "holder" : "target");
}

/** v: add the selection to the evidence of the open stance. */
export function evidence(app) {
  if (app.subject().item?.startsWith("stance")) return app.take(FORMS.stance.fields.find(({ name }) => name === "evidence"));
  if (app.ui.item === "article") return app.take(FORMS.article.fields.find(({ name }) => name === "date/evidence"));
  return app.say("Open a stance first; s makes one from the open claim.");
}

/** p: a remark on the selected passage. */
export async function remark(app) {
  const { start, end } = app.cursor;
  const found = await app.connection.quote(start, end, "notes/0/quote");
  app.propose("notes", { quote: found.quote, note: null }, { quote: [found.start, found.end] });
  app.accept();
  app.focusField("note");
}

/** n: all runs of words that may be names. */
export async function names(app) {
  await app.connection.settled();
  const all = await app.connection.names();
  app.go({ mode: "names", names: all, at: 0, item: null });
  nameStates(app);
  app.nameAt(Math.max(0, nextName(app, -1)));
}

/** What became of each name in the list, from the document as it is now. */
export function nameStates(app) {
  const { entities } = app.state.annotation;
  const ids = new Map(entities.map(({ id }, index) => [id, index]));
  const owner = new Map(entities.flatMap(({ mentions }, index) => mentions.map((one) => [edits.quoted(one), index])));
  const marked = new Set(app.view.spans.filter(({ part }) => part === "mention").map(({ item, start }) => `${item}@${start}`));
  for (const name of app.ui.names) {
    const index = ids.get((name.entity ?? name.proposed)?.id) ?? owner.get(name.form);
    const isMarked = index !== undefined && entities[index].mentions.some((one) => edits.quoted(one) === name.form);
    name.item = isMarked ? `entities/${index}` : null;
    name.state = name.item ? "accepted" : app.store.aside.refused.includes(name.form) ? "refused" : null;
    name.left = new Set(name.places.flatMap(({ start }, at) => (marked.has(`${name.item}@${start}`) ? [] : [at])));
  }
}

/** y: mark all places of a form. */
export function acceptName(app, index) {
  const { form, places, entity: known, proposed } = app.ui.names[index];
  const at = placeInText(app.view, "entities", places[0]?.start ?? 0);
  const target = known ?? proposed;
  const next = edits.addMention(app.state, { entity: target, form, at, known: Boolean(known) });
  const place = next.annotation.entities.findIndex(({ id }) => id === target.id);
  const parts = places.map(({ start, end }) => ({ part: "mention", start, end }));
  app.edit(`accept ${form}`, next, { added: { [`entities/${place}`]: parts } });
  nameStates(app);
  return app.nameAt(wantsRole(app, app.ui.names[index]) ? index : nextName(app, index));
}

/** Whether a name in the list still wants to be asked for its role: in a draft, or when it is new. */
export function wantsRole(app, name) {
  const isNew = name && (!name.marked || app.readAt("/status") === "draft");
  return isNew && name.state === "accepted" && !name.asked && app.readAt(`/${name.item}/role`) === null;
}

/** x: it is not a name. A form that was accepted, also by a draft's program, is taken out again. */
export function refuseName(app, index) {
  const { form, item } = app.ui.names[index];
  const refused = [...new Set([...app.store.aside.refused, form])];
  const next = item ? edits.removeMention(app.state, item, form) : app.state;
  app.edit("refuse a name", next, { aside: { ...app.store.aside, refused } });
  nameStates(app);
  app.nameAt(nextName(app, index));
  if (item) app.say(`“${form}” is no longer a name. Undo brings it back.`);
}

export function nextName(app, index) {
  const after = app.ui.names.findIndex((name, at) => at > index && (!name.state || wantsRole(app, name)));
  return after < 0 ? index : after;
}

/** Tick or untick one place of an accepted form: an unticked one goes under “except”. */
export async function tick(app, index, number, on) {
  const { item, places } = app.ui.names[index];
  const pointer = `/${item}/except`;
  const { quote } = await app.connection.quote(places[number].start, places[number].end);
  const list = (app.readAt(pointer) ?? []).filter((one) => JSON.stringify(one) !== JSON.stringify(quote));
  const value = on ? list : [...list, quote];
  app.edit(on ? "mark a place" : "unmark a place", edits.write(app.state, pointer, value.length ? value : undefined));
}
