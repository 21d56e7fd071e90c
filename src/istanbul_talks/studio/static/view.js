// What the page shows until the server has answered: spans follow their items through an edit.

const LAYERS = ["entities", "claims", "stance", "notes"];
const NAMES = { entities: "entity", claims: "claim", stance: "stance", notes: "note" };

/** Move what a view says of items to where they are after an edit. `added`: spans by item. */
export function carry(view, before, after, added = {}) {
  const to = new Map();
  for (const layer of LAYERS) {
    const [old, now] = [before.annotation[layer] ?? [], after.annotation[layer] ?? []];
    if (old === now) continue;
    const places = new Map(now.map((item, index) => [item, index]));
    old.forEach((item, index) => {
      const same = places.has(item) ? places.get(item) : now.length === old.length ? index : -1;
      to.set(`${layer}/${index}`, same < 0 ? null : `${layer}/${same}`);
    });
  }
  const moved = (list) => list.flatMap((one) => {
    if (!to.has(one.item)) return [one];
    const item = to.get(one.item);
    if (item === null) return [];
    const pointer = one.pointer?.startsWith(`/${one.item}`) ? `/${item}${one.pointer.slice(one.item.length + 1)}` : one.pointer;
    return item === one.item ? [one] : [{ ...one, item, ...(pointer ? { pointer } : {}) }];
  });
  let spans = moved(view.spans);
  for (const [item, parts] of Object.entries(added)) {
    const layer = NAMES[item.split("/")[0]] ?? item.split("/")[0];
    const fresh = new Set(parts.filter(({ only }) => only).map(({ part }) => part));
    spans = spans.filter((span) => span.item !== item || !fresh.has(span.part));
    spans.push(...parts.map(({ part, start, end }) => ({ item, layer, part, start, end })));
  }
  const filled = moved(view.open).filter(({ pointer }) => valueAt(after.annotation, pointer) == null);
  return { ...view, spans, findings: moved(view.findings), open: filled };
}

function valueAt(annotation, pointer) {
  return pointer.split("/").slice(1).reduce((value, step) => value?.[step], annotation);
}

/** How many items of a layer begin before a place: where a new one goes. */
export function placeInText(view, layer, start) {
  const first = new Map();
  for (const span of view.spans) {
    if (span.item?.startsWith(`${layer}/`) && (span.part === "quote" || span.part === "mention")) {
      first.set(span.item, Math.min(first.get(span.item) ?? Infinity, span.start));
    }
  }
  return [...first.values()].filter((place) => place <= start).length;
}

/** The items at a place, the shortest span first. */
export function itemsAt(view, offset) {
  const here = view.spans.filter(({ start, end, layer }) => layer !== "body" && start <= offset && offset < end);
  here.sort((a, b) => a.end - a.start - (b.end - b.start));
  return [...new Set(here.map(({ item }) => item))].filter(Boolean);
}

/** Where an item begins in the text, its own words before its cue. */
export function firstSpan(view, item) {
  const spans = view.spans.filter((span) => span.item === item);
  return spans.find(({ part }) => part === "quote") ?? spans.sort((a, b) => a.start - b.start)[0];
}
