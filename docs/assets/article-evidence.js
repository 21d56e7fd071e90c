// Outlines words in the text: the CSS Custom Highlight API, or marks where a browser lacks it.

import { rangeOf } from "./article-text.js";

const NAME = "it-evidence"; // of the highlight, and the class of marks and bars

export class Evidence {
  #text;
  #shown = "";
  #bars = [];
  #marks = [];

  constructor(text) {
    this.#text = text;
  }

  /** Outline the words at these places, a list of [start, end], and nothing else. */
  show(places) {
    const merged = merge(places);
    const wanted = merged.join();
    if (wanted === this.#shown) return;
    this.#clear();
    this.#shown = wanted;
    const found = merged.map((place) => this.#text.find(...place));
    this.#bars = found.flatMap(({ bars }) => bars);
    for (const bar of this.#bars) bar.classList.add(NAME);
    const pieces = found.flatMap((one) => one.pieces);
    if (globalThis.CSS?.highlights && globalThis.Highlight) CSS.highlights.set(NAME, new Highlight(...pieces.map(rangeOf)));
    else this.#marks = pieces.reverse().map(mark); // from the end: offsets before it still hold
  }

  #clear() {
    globalThis.CSS?.highlights?.delete(NAME);
    for (const bar of this.#bars) bar.classList.remove(NAME);
    for (const one of this.#marks) {
      const parent = one.parentNode;
      one.replaceWith(...one.childNodes);
      parent.normalize();
    }
    this.#marks = [];
  }
}

/** Places in order, those that overlap as one. */
function merge(places) {
  const merged = [];
  for (const [start, end] of [...places].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}

function mark({ node, from, to }) {
  const words = node.splitText(from);
  words.splitText(to - from);
  const element = document.createElement("mark");
  element.className = NAME;
  words.replaceWith(element);
  element.append(words);
  return element;
}
