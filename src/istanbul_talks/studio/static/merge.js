// Two versions of a document become one, item by item. Pure.

/** Whether two values are the same, whatever the order of their keys. */
export const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

const KEYS = {
  entities: ({ id }) => id,
  claims: ({ id }) => id,
  stance: ({ holder, target }) => `${holder?.other ?? holder} on ${target}`,
  notes: ({ quote }) => quote?.quote ?? quote,
};

function table(list, key) {
  const found = new Map();
  for (const one of list ?? []) {
    let name = `${key(one)}`;
    while (found.has(name)) name += " ";
    found.set(name, one);
  }
  return found;
}

/** What both sides changed, each differently: {layer, name, base, mine, theirs}; and all that is settled. */
export function merge(base, mine, theirs) {
  const conflicts = [];
  const decide = (layer, name, versions) => {
    const [old, my, other] = versions;
    if (same(my, other) || (base && same(other, old))) return my;
    if (base && same(my, old)) return other;
    const conflict = { layer, name, base: old, mine: my, theirs: other, choice: null };
    conflicts.push(conflict);
    return conflict;
  };
  const sides = [base, mine, theirs].map((state) => state?.annotation ?? {});
  const fields = [...new Set([...Object.keys(sides[1]), ...Object.keys(sides[2])])];
  const settled = {};
  for (const field of fields) {
    const versions = sides.map((side) => side[field]);
    if (!KEYS[field]) {
      settled[field] = decide("article", field, versions);
      continue;
    }
    const tables = versions.map((list) => table(list, KEYS[field]));
    settled[field] = order(tables).map((name) => decide(field, name, tables.map((one) => one.get(name))));
  }
  const lines = (field) => {
    const tables = [base, mine, theirs].map((state) => table(state?.[field], ({ id }) => id));
    return order(tables).map((name) => decide(field, name, tables.map((one) => one.get(name))));
  };
  return { conflicts, settled, entities: lines("entities"), publishers: lines("publishers") };
}

/** The names of my list in its order; what only the other has follows the item it follows there. */
function order([, mine, theirs]) {
  const names = [...mine.keys()];
  let before = -1;
  for (const name of theirs.keys()) {
    const at = names.indexOf(name);
    if (at >= 0) before = at;
    else names.splice(++before, 0, name);
  }
  return names;
}

/** The state, once each conflict has a choice: "mine" or "theirs". */
export function resolve({ settled, entities, publishers }) {
  const value = (one) => (one?.choice !== undefined && one.layer ? one[one.choice] : one);
  const list = (all) => all.map(value).filter((one) => one !== undefined);
  const annotation = {};
  for (const [field, one] of Object.entries(settled)) {
    const chosen = KEYS[field] ? list(one) : value(one);
    if (chosen !== undefined && !(field === "notes" && !chosen.length)) annotation[field] = chosen;
  }
  return { annotation, entities: list(entities), publishers: list(publishers) };
}
