// Every edit: a pure function, old state -> new state. States share what did not change,
// so that a snapshot for undo costs nothing. `item` is "claims/0", a pointer "/claims/0/type".

const steps = (pointer) => pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The value at a JSON pointer of the annotation, or undefined. */
export function read(state, pointer) {
  return steps(pointer).reduce((value, step) => value?.[step], state.annotation);
}

function replaced(value, [step, ...rest], next) {
  if (step === undefined) return next;
  const inner = replaced(value?.[step], rest, next);
  if (Array.isArray(value)) {
    const list = value.slice();
    if (inner === undefined) list.splice(step, 1);
    else list[step] = inner;
    return list;
  }
  const { [step]: _, ...others } = value ?? {};
  if (inner === undefined) return others;
  return { ...value, [step]: inner };
}

/** Write a value; undefined removes the key or the item. */
export function write(state, pointer, value) {
  return { ...state, annotation: replaced(state.annotation, steps(pointer), value) };
}

/** Write a field of the article; an object that is empty afterwards goes. */
export function writeField(state, pointer, value) {
  const next = write(state, pointer, value);
  const parent = pointer.slice(0, pointer.lastIndexOf("/"));
  const isEmpty = parent.endsWith("/external") && !Object.keys(read(next, parent) ?? {}).length;
  return isEmpty ? write(next, parent, undefined) : next;
}

/** Put an item into a layer at an index. */
export function insert(state, layer, at, item) {
  const list = (state.annotation[layer] ?? []).slice();
  list.splice(at, 0, item);
  return write(state, `/${layer}`, list);
}

/** Take an item out; with the last remark, the key goes too. A new entity takes its registry line with it. */
export function remove(state, item) {
  const [layer, index] = item.split("/");
  const gone = state.annotation[layer][index];
  const next = write(state, `/${item}`, undefined);
  if (layer === "entities") return { ...next, entities: next.entities.filter(({ id }) => id !== gone.id) };
  return layer === "notes" && !next.annotation.notes.length ? write(next, "/notes", undefined) : next;
}

/** Add a quote to a list such as the evidence of a stance; a quote that is there already stays single. */
export function addQuote(state, pointer, quote) {
  const list = read(state, pointer) ?? [];
  const same = JSON.stringify(quote);
  return list.some((other) => JSON.stringify(other) === same) ? state : write(state, pointer, [...list, quote]);
}

/** Write the claimer of a claim: the article's own voice has neither cue nor attribution. */
export function claimed(claim, claimer) {
  if (claimer !== "article") return { ...claim, claimer, attribution: claim.attribution ?? null };
  const { cue, attribution, ...rest } = claim;
  return { ...rest, claimer };
}

/** Mark a form of an entity of the registry, or of a new one, which gets a line of its own. */
export function addMention(state, { entity, form, at, known }) {
  const index = state.annotation.entities.findIndex(({ id }) => id === entity.id);
  if (index >= 0) return withVariants(addQuote(state, `/entities/${index}/mentions`, form), index);
  const { id, type, name, wikidata = null } = entity;
  const next = insert(state, "entities", at, { id, type, name, wikidata, role: null, mentions: [form] });
  if (known || next.entities.some((line) => line.id === id)) return next;
  const variants = [...new Set([name, quoted(form)])].sort();
  const line = { id, type, name, variants, wikidata, checked: null, description: null };
  return { ...next, entities: [...next.entities, line] };
}

/** Take a form out of an entity; with its last form, the entity goes. */
export function removeMention(state, item, form) {
  const left = read(state, `/${item}/mentions`).filter((one) => quoted(one) !== form);
  return left.length ? changeEntity(state, item, "mentions", left) : remove(state, item);
}

/** The registry line of a new entity lists each of its forms. */
function withVariants(state, index) {
  const { id, name, mentions } = state.annotation.entities[index];
  if (!state.entities.some((line) => line.id === id)) return state;
  const variants = [...new Set([name, ...mentions.map(quoted)])].sort();
  return { ...state, entities: state.entities.map((line) => (line.id === id ? { ...line, variants } : line)) };
}

const OF_REGISTRY = ["id", "name", "type", "wikidata", "description"];

/** Change an entity; its registry line, claims and stances follow. */
export function changeEntity(state, item, field, value) {
  const old = read(state, `/${item}`);
  let next = field === "description" ? state : write(state, `/${item}/${field}`, value);
  if (field === "description" && old.note === null) next = write(state, `/${item}/note`, undefined); // the line says it
  if (field === "description" && !next.entities.some(({ id }) => id === old.id)) {
    const { id, type, name, wikidata, mentions } = old;
    const variants = [...new Set([name, ...mentions.map(quoted)])].sort();
    next = { ...next, entities: [...next.entities, { id, type, name, variants, wikidata, checked: null, description: value }] };
  } else if (OF_REGISTRY.includes(field)) {
    const lines = next.entities.map((line) => (line.id === old.id ? { ...line, [field]: value } : line));
    next = { ...next, entities: lines };
  }
  if (field === "mentions" || field === "name") return withVariants(next, item.split("/")[1]);
  if (field !== "id") return next;
  const renamed = (list, key) => list.map((one) => (one[key] === old.id ? { ...one, [key]: value } : one));
  const { claims, stance } = next.annotation;
  return { ...next, annotation: { ...next.annotation, claims: renamed(claims, "claimer"), stance: renamed(stance, "holder") } };
}

/** Add an outlet to the registry. */
export function addOutlet(state, name, url, article) {
  const host = URL.canParse(url ?? "") ? new URL(url).host.replace(/^www\./, "") : null;
  const line = { id: makeId(name, []), name, host, note: `As the page of ${article} names it.` };
  return { ...state, publishers: [...state.publishers.filter(({ id }) => id !== line.id), line] };
}

export const PROPOSED = "Proposed by a program:"; // begins a note on what a draft only guesses

/** Delete the notes that say what a program proposed: a person has confirmed it. */
export function confirmed(state) {
  return ["/source/note", "/date/note"].reduce((now, pointer) => (
    read(now, pointer)?.startsWith(PROPOSED) ? write(now, pointer, undefined) : now), state);
}

/** Add a stance, or its evidence to the one that the holder already has on the target. */
export function addStance(state, stance) {
  const same = (one) => JSON.stringify(one.holder) === JSON.stringify(stance.holder) && one.target === stance.target;
  const at = state.annotation.stance.findIndex(same);
  if (at < 0) {
    return { state: insert(state, "stance", state.annotation.stance.length, stance), item: `stance/${state.annotation.stance.length}` };
  }
  const next = stance.evidence.reduce((now, quote) => addQuote(now, `/stance/${at}/evidence`, quote), state);
  return { state: next, item: `stance/${at}` };
}

/** The words of a quote, whether it is a string or an object. */
export const quoted = (quote) => (typeof quote === "string" ? quote : quote?.quote ?? "");

const SMALL = new Set(("a an and are as at be been but by can could for from had has have he her his if in is it its may might not of on or " +
  "our she should so than that the their them they this to was we were what when which who will with would you").split(" "));

/** An id from a few words that recall the content, unlike all the others. */
export function makeId(words, taken) {
  const plain = words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const all = plain.match(/[a-z0-9]+/g) ?? [];
  const telling = all.filter((word) => !SMALL.has(word) && word.length > 1);
  const id = (telling.length ? telling : all).slice(0, 3).join("-").slice(0, 56).replace(/-$/, "") || "item";
  if (!taken.includes(id)) return id;
  let number = 2;
  while (taken.includes(`${id}-${number}`)) number++;
  return `${id}-${number}`;
}
