// Places in the text of an article. The data counts code points, the DOM counts UTF-16 units.

/** The number of code points of a string. */
export function length(text) {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The code points from start to end of a string. */
const slice = (text, start, end) => text.slice(units(text, start), units(text, end));

/** Where the code point `place` begins, in UTF-16 units. */
function units(text, place) {
  let at = 0;
  for (let left = place; left > 0 && at < text.length; left--) at += text.codePointAt(at) > 0xffff ? 2 : 1;
  return at;
}

const numbers = ({ dataset }) => [Number(dataset.start), Number(dataset.end)];

/** Places such as "3-17 40-52" as [[3, 17], [40, 52]]. */
export const places = (written = "") => written.split(" ").filter(Boolean).map((one) => one.split("-").map(Number));

/** Text nodes and gaps below an element, in order. A gap is what the text-free edition leaves out. */
function* leaves(element) {
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE || child.matches?.(".it-gap")) yield child;
    else yield* leaves(child);
  }
}

export class Text {
  constructor(root) {
    this.root = root;
    this.paragraphs = [...root.querySelectorAll("p[data-start]")];
  }

  /** Leaves of the paragraphs that have code points from start to end, each with its own place. */
  *leaves(start = 0, end = Infinity) {
    for (const paragraph of this.paragraphs) {
      const [first, last] = numbers(paragraph);
      if (last <= start || first >= end) continue;
      let at = first;
      for (const node of leaves(paragraph)) {
        const isGap = node.nodeType !== Node.TEXT_NODE;
        const [from, to] = isGap ? numbers(node) : [at, at + length(node.data)];
        if (to > start && from < end) yield { node, isGap, from, to };
        at = to;
      }
    }
  }

  /** What shows code points start to end: pieces of text nodes, and bars of words that are not there. */
  find(start, end) {
    const pieces = [], bars = [];
    for (const { node, isGap, from, to } of this.leaves(start, end)) {
      const first = Math.max(start, from) - from, last = Math.min(end, to) - from;
      if (!isGap) pieces.push({ node, from: units(node.data, first), to: units(node.data, last) });
      else bars.push(...barsOf(node, first / (to - from), last / (to - from)));
    }
    return { pieces, bars };
  }

  /** The words of a place; an ellipsis for each gap. */
  words(start, end) {
    const parts = [...this.leaves(start, end)].map(({ node, isGap, from, to }) =>
      (isGap ? " … " : slice(node.data, Math.max(start, from) - from, Math.min(end, to) - from)));
    return parts.join("").replace(/\s+/g, " ").trim();
  }

  /** The top of the first words of a place, in pixels of the window. NaN if they are nowhere. */
  top(start, end) {
    const { pieces, bars } = this.find(start, end);
    const tops = [...pieces.slice(0, 1).map(rangeOf), ...bars.slice(0, 1)].map((one) => one.getBoundingClientRect().top);
    return tops.length ? Math.min(...tops) : NaN;
  }
}

/** A range over a piece of a text node. */
export function rangeOf({ node, from, to }) {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  return range;
}

/** The bars of a gap that show a share of it, such as its second half. */
function barsOf(gap, first, last) {
  const bars = gap.children.length ? [...gap.children] : [gap];
  return bars.filter((_, at) => at / bars.length < last && (at + 1) / bars.length > first);
}

/** Put the words of the text into every gap below `root`. */
export function fillGaps(root, text) {
  const points = Array.from(text);
  for (const gap of root.querySelectorAll(".it-gap[data-start]")) {
    gap.textContent = points.slice(...numbers(gap)).join("");
    gap.classList.replace("it-gap", "it-filled");
    gap.removeAttribute("role");
    gap.removeAttribute("aria-label");
  }
}
