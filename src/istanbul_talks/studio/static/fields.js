// The forms: which fields an item has, the key of each, and where its choices come from.

import { PROPOSED } from "./edits.js";

const NOTE = { name: "note", label: "Note", key: "o", kind: "text", long: true };

const ELSEWHERE = { title: "headline", publisher: "outlet", author: "author", section: "section", url: "address" };

export const FORMS = {
  entities: {
    one: "Name", many: "Names", key: "e",
    fields: [
      { name: "mentions", label: "Marked as", kind: "quotes", key: "a", only: "Select a form, press a." },
      { name: "type", label: "Type", key: "t", kind: "choice", from: "entity_type" },
      { name: "role", label: "Role in the talks", key: "r", kind: "choice", from: "role", none: "No part in the talks." },
      { name: "description", label: "Who or what it is", key: "w", kind: "text", line: true },
      { name: "name", label: "Full name", kind: "text" },
      { name: "id", label: "Id", kind: "text" },
      { name: "wikidata", label: "Wikidata", kind: "text", empty: null },
      { name: "except", label: "Not where it says", kind: "quotes", key: "d", optional: true, only: "Select the words, press d." },
      NOTE,
    ],
  },
  claims: {
    one: "Claim", many: "Claims", key: "c",
    fields: [
      { name: "quote", label: "Words", key: "q", kind: "quote" },
      { name: "claimer", label: "Who says it", key: "w", kind: "holder" },
      { name: "cue", label: "Cue", key: "u", kind: "quote", optional: true, said: true },
      { name: "attribution", label: "Attribution", key: "a", kind: "choice", from: "attribution", said: true },
      { name: "type", label: "Type", key: "t", kind: "choice", from: "claim_type" },
      { name: "epistemic", label: "Commitment", key: "m", kind: "choice", from: "epistemic" },
      { name: "checkworthy", label: "Checkworthy", key: "k", kind: "choice", from: "checkworthy" },
      { name: "id", label: "Id", kind: "text" },
      NOTE,
    ],
  },
  stance: {
    one: "Stance", many: "Stances", key: "s",
    fields: [
      { name: "holder", label: "Holder", key: "w", kind: "holder" },
      { name: "target", label: "Proposition", key: "t", kind: "target" },
      { name: "label", label: "Stance", key: "l", kind: "choice", from: "stance_label" },
      { name: "expression", label: "Expression", key: "x", kind: "choice", from: "expression" },
      { name: "certainty", label: "Certainty", key: "y", kind: "choice", from: "certainty" },
      { name: "evidence", label: "Evidence", key: "v", kind: "quotes", only: "Select the words, press v." },
      { name: "condition", label: "Condition", key: "d", kind: "quote", optional: true },
      NOTE,
    ],
  },
  notes: {
    one: "Remark", many: "Remarks", key: "p",
    fields: [{ name: "quote", label: "Words", key: "q", kind: "quote" }, { ...NOTE, optional: false }],
  },
  article: {
    one: "Article", many: "Article",
    fields: [
      { name: "proposed", label: "From a program", key: "k", kind: "proposed" },
      { name: "source/title", label: "Headline", key: "h", kind: "text", long: true, empty: null, takes: true },
      { name: "source/publisher", label: "Outlet", key: "w", kind: "text", empty: null, takes: true },
      { name: "source/author", label: "Author", key: "a", kind: "text", empty: null, takes: true },
      { name: "source/section", label: "Section", key: "i", kind: "text", empty: null, takes: true },
      { name: "source/url", label: "Address", kind: "text", empty: null },
      { name: "source/genre", label: "Genre", key: "g", kind: "choice", from: "genre" },
      { name: "source/language", label: "Language", kind: "text" },
      { name: "source/rights/status", label: "Rights", key: "r", kind: "choice", from: "rights_status" },
      { name: "source/rights/holder", label: "Rights: holder", kind: "text", empty: null },
      { name: "source/rights/license", label: "Rights: licence", kind: "text", empty: null },
      { name: "source/rights/note", label: "Rights: note", kind: "text", long: true },
      ...["title", "publisher", "author", "section", "url"].map((of) => (
        { name: `source/external/${of}`, of: `source/${of}`, label: `Where the ${ELSEWHERE[of]} is from`, kind: "text", long: true })),
      { name: "date/published", label: "Published", key: "d", kind: "text", empty: null },
      { name: "date/basis", label: "Date: basis", key: "b", kind: "choice", from: "basis" },
      { name: "date/certainty", label: "Date: certainty", key: "y", kind: "choice", from: "certainty" },
      { name: "date/evidence", label: "Date: evidence", key: "v", kind: "quotes", only: "Select the words, press v." },
      { name: "date/event", label: "Round of talks", key: "t", kind: "choice", from: "event", none: "None of these." },
      { name: "date/captured", label: "Saved on", kind: "text", empty: null },
      { name: "date/note", label: "Date: note", kind: "text", long: true },
      { name: "body", label: "Parts of the text", key: "q", kind: "parts" },
      { name: "source/note", label: "Source: note", kind: "text", long: true },
      { name: "status", label: "Status", key: "l", kind: "choice", from: "status" },
    ],
  },
};

export const LISTS = ["entities", "claims", "stance", "notes"];

const CHECKWORTHY = [
  { value: true, label: "yes", definition: "Looking up facts could settle it: an event, a quantity, a cause." },
  { value: false, label: "no", definition: "A position, a prediction, a judgement of motive or value." },
];

/** The options of a choice: {value, label, definition, key}, one digit each. */
export function options(field, { labels, events }) {
  let list;
  if (field.from === "checkworthy") list = CHECKWORTHY;
  else if (field.from === "event") {
    list = (events ?? []).map(({ id, name, ...rest }) => ({ value: id, label: name ?? id, definition: rest.date ?? rest.earliest ?? "" }));
  } else {
    list = Object.entries(labels[field.from] ?? {}).map(([value, { definition }]) => ({ value, label: value, definition }));
  }
  list = list.map((option, index) => ({ ...option, key: index < 9 ? String(index + 1) : null }));
  if (field.none) list.push({ value: null, label: "none", definition: field.none, key: "0" });
  return list;
}

/** The form of an item: "claims/0" has the claims', "date" and "source" the article's. */
export const formOf = (item) => FORMS[item?.split("/")[0]] ?? FORMS.article;
export const baseOf = (item) => (LISTS.includes(item?.split("/")[0]) ? `/${item}` : "");

/** Fields that an item shows: the article's own voice has no cue, and only a new name a registry line. */
export function fieldsOf(item, value, isNew) {
  return formOf(item).fields.filter(({ said, line, kind }) => {
    if (said) return value?.claimer != null && value.claimer !== "article";
    if (line) return isNew(value?.id);
    return kind !== "proposed" || [value?.source?.note, value?.date?.note].some((note) => note?.startsWith(PROPOSED));
  });
}

/** A holder in words. */
export function holderName(holder, entities) {
  if (holder == null) return "not chosen yet";
  if (holder === "article") return "the article";
  if (typeof holder === "object") return holder.other;
  return entities.find(({ id }) => id === holder)?.name ?? holder;
}

/** An item's title in a list: {title, detail}. */
export function titleOf(item, value, { entities, targets, words }) {
  const [layer] = item.split("/");
  if (layer === "entities") return { title: value.name ?? value.id, detail: [value.type, value.role].filter(Boolean).join(" · ") };
  if (layer === "claims") return { title: words(value.quote), detail: [holderName(value.claimer, entities), value.type].filter(Boolean).join(" · ") };
  if (layer === "notes") return { title: words(value.quote), detail: value.note ?? "" };
  const target = targets.find(({ id }) => id === value.target);
  return { title: target?.proposition ?? value.target ?? "No proposition yet", detail: [holderName(value.holder, entities), value.label].filter(Boolean).join(" · ") };
}
