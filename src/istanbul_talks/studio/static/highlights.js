// Colours the text: the CSS Custom Highlight API, or nested marks where a browser lacks it.

const PARTS = {
  "entity/mention": "entity", "entity/except": "except", "claim/cue": "cue", "stance/evidence": "evidence",
  "stance/condition": "condition", "date/evidence": "date", "note/quote": "remark",
};
const DEEPEST = 3;

/** The name of each span's colour. Claims get a line each: the inner one nearest to the words. */
export function colours(spans, own) {
  const claims = spans.filter(({ layer, part }) => layer === "claim" && part === "quote");
  claims.sort((a, b) => a.end - a.start - (b.end - b.start) || b.start - a.start);
  const levels = new Map();
  const lines = []; // by level, the claims drawn there; each list is short near any one place
  for (const claim of claims) {
    let level = 0;
    while (lines[level]?.some((other) => other.start < claim.end && claim.start < other.end)) level++;
    (lines[level] ??= []).push(claim);
    levels.set(claim, Math.min(level, DEEPEST));
  }
  return new Map(spans.map((span) => {
    const name = levels.has(span)
      ? `${own(span.item) ? "own" : "said"}-${levels.get(span)}`
      : PARTS[`${span.layer}/${span.part}`];
    return [span, name];
  }));
}

/** What is outside the body, from the spans of its parts. */
export function outside(spans, length) {
  const parts = spans.filter(({ layer, part }) => layer === "body" && part === "text").sort((a, b) => a.start - b.start);
  const gaps = [];
  let at = 0;
  for (const { start, end } of parts) {
    if (start > at) gaps.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  if (parts.length && at < length) gaps.push({ start: at, end: length });
  return gaps;
}

const ORDER = ["outside", "date", "evidence", "condition", "own-3", "own-2", "own-1", "own-0", "said-3", "said-2",
  "said-1", "said-0", "cue", "except", "remark", "entity", "finding", "proposed", "proposed-cue", "chosen", "cursor"];

/** Paints named sets of ranges. A set that stays the same costs nothing. */
export class Highlights {
  constructor(text) {
    this.text = text;
    this.sets = new Map(ORDER.map((name) => [name, new Map()]));
    this.painter = globalThis.CSS?.highlights && globalThis.Highlight ? new Painter(text) : new Marker(text);
  }

  /** Replace the ranges of a set: a list of {start, end}. */
  set(name, ranges) {
    const old = this.sets.get(name);
    const now = new Map(ranges.map((range) => [`${range.start}-${range.end}`, range]));
    if (old.size === now.size && [...now.keys()].every((id) => old.has(id))) return;
    this.sets.set(name, now);
    this.painter.paint(name, old, now, this.sets);
  }

  /** Colour all spans of a view. */
  show(spans, own) {
    const sets = new Map(ORDER.slice(1, ORDER.indexOf("finding")).map((name) => [name, []]));
    for (const [span, name] of colours(spans, own)) sets.get(name)?.push(span);
    for (const [name, ranges] of sets) this.set(name, ranges);
    this.set("outside", outside(spans, this.text.length));
  }
}

class Painter {
  constructor(text) {
    this.text = text;
    this.ranges = new Map();
    ORDER.forEach((name, priority) => {
      const highlight = new Highlight();
      highlight.priority = priority;
      CSS.highlights.set(name, highlight);
      this.ranges.set(name, new Map());
    });
  }

  paint(name, old, now) {
    const highlight = CSS.highlights.get(name);
    const ranges = this.ranges.get(name);
    for (const id of old.keys()) {
      if (now.has(id)) continue;
      for (const range of ranges.get(id)) highlight.delete(range);
      ranges.delete(id);
    }
    for (const [id, { start, end }] of now) {
      if (old.has(id)) continue;
      const made = this.text.inside(start, end).map(({ paragraph, from, to }) => {
        const [a, b] = [from, to].map((at) => this.text.point(paragraph.start + at, paragraph));
        return new StaticRange({ startContainer: a.node, startOffset: a.offset, endContainer: b.node, endOffset: b.offset });
      });
      for (const range of made) highlight.add(range);
      ranges.set(id, made);
    }
  }
}

class Marker {
  constructor(text) {
    this.text = text;
    this.dirty = new Set();
  }

  paint(name, old, now, sets) {
    this.sets = sets;
    for (const [one, other] of [[old, now], [now, old]]) {
      for (const [id, { start, end }] of one) {
        if (!other.has(id)) for (const { paragraph } of this.text.inside(start, end)) this.dirty.add(paragraph);
      }
    }
    this.waiting ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    this.waiting = null;
    for (const paragraph of this.dirty) paragraph.element.replaceChildren(...this.pieces(paragraph));
    this.dirty.clear();
  }

  pieces({ text, start, end }) {
    const here = [];
    const edges = new Set([0, text.length]);
    for (const name of ORDER) {
      for (const range of this.sets.get(name).values()) {
        if (range.start >= end || range.end <= start) continue;
        const [from, to] = [Math.max(0, range.start - start), Math.min(text.length, range.end - start)];
        here.push({ name, from, to });
        edges.add(from).add(to);
      }
    }
    const sorted = [...edges].sort((a, b) => a - b);
    return sorted.slice(1).map((to, index) => {
      const from = sorted[index];
      const names = here.filter((mark) => mark.from <= from && mark.to >= to).map(({ name }) => name);
      let piece = document.createTextNode(text.slice(from, to));
      for (const name of names.reverse()) {
        const mark = document.createElement("mark");
        mark.className = name;
        mark.append(piece);
        piece = mark;
      }
      return piece;
    });
  }
}
