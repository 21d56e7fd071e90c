// Where the words are: places in the page to UTF-16 offsets in the capture, and back.

const WORDS = new Intl.Segmenter("en", { granularity: "word" });
const SENTENCES = new Intl.Segmenter("en", { granularity: "sentence" });
const LETTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The capture as the page shows it: paragraphs, each with its offset. */
export class Text {
  constructor(root) {
    this.root = root;
    this.paragraphs = [...root.querySelectorAll("[data-start]")].map((element) => {
      const text = element.textContent;
      const start = Number(element.dataset.start);
      return { element, text, start, end: start + text.length, words: null, sentences: null };
    });
    this.paragraphs.forEach(({ element, start }, index) => {
      element.classList.toggle("near", start === this.paragraphs[index - 1]?.end + 1); // no empty line between
    });
    this.length = this.paragraphs.at(-1)?.end ?? 0;
  }

  /** The paragraph of an offset; between two of them, the one before. */
  paragraph(offset) {
    let low = 0;
    let high = this.paragraphs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.paragraphs[middle].start <= offset) low = middle;
      else high = middle - 1;
    }
    return this.paragraphs[low];
  }

  /** The words between two offsets; paragraphs are parted by a space. */
  words(start, end) {
    return this.inside(start, end).map(({ paragraph, from, to }) => paragraph.text.slice(from, to)).join(" ");
  }

  /** The pieces of paragraphs that a range covers, with offsets in each paragraph. */
  inside(start, end) {
    const pieces = [];
    for (let at = this.paragraphs.indexOf(this.paragraph(start)); at < this.paragraphs.length; at++) {
      const paragraph = this.paragraphs[at];
      if (paragraph.start >= end) break;
      const from = Math.max(0, start - paragraph.start);
      const to = Math.min(paragraph.text.length, end - paragraph.start);
      if (from < to) pieces.push({ paragraph, from, to });
    }
    return pieces;
  }

  /** The text node and the offset in it; marks may have split the paragraph. */
  point(offset, paragraph = this.paragraph(offset)) {
    let left = Math.min(Math.max(0, offset - paragraph.start), paragraph.text.length);
    const walker = document.createTreeWalker(paragraph.element, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    while (node && left > node.length) {
      left -= node.length;
      node = walker.nextNode();
    }
    return { node: node ?? paragraph.element, offset: node ? left : 0 };
  }

  /** The offset of a place in the page, or null outside the text. */
  offset(node, inNode) {
    if (!this.root.contains(node)) return null;
    const element = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
    if (!element) {
      const next = node.childNodes?.[inNode];
      const place = this.paragraphs.find(({ element }) => next && (element === next || next.contains?.(element)));
      return place ? place.start : this.length;
    }
    const range = document.createRange();
    range.setStart(element, 0);
    range.setEnd(node, inNode);
    return Number(element.dataset.start) + range.toString().length;
  }

  /** The offset under the mouse, or null. */
  under({ clientX, clientY }) {
    const place = document.caretPositionFromPoint?.(clientX, clientY);
    if (place) return this.offset(place.offsetNode, place.offset);
    const range = document.caretRangeFromPoint?.(clientX, clientY);
    return range ? this.offset(range.startContainer, range.startOffset) : null;
  }

  /** What is selected with the mouse, a finger or a reader's own keys, or null. */
  selected() {
    const selection = document.getSelection();
    if (!selection.rangeCount) return null;
    const ends = [[selection.anchorNode, selection.anchorOffset], [selection.focusNode, selection.focusOffset]];
    const [anchor, focus] = ends.map(([node, offset]) => this.offset(node, offset));
    if (anchor === null || focus === null) return null;
    return { start: Math.min(anchor, focus), end: Math.max(anchor, focus) };
  }

  /** Select in the page, so that copying and screen readers work with the same words. */
  select({ start, end }) {
    const [from, to] = [this.point(start), this.point(end, this.paragraph(Math.max(start, end - 1)))];
    document.getSelection().setBaseAndExtent(from.node, from.offset, to.node, to.offset);
  }

  range({ start, end }) {
    const [from, to] = [this.point(start), this.point(end, this.paragraph(Math.max(start, end - 1)))];
    const range = document.createRange();
    range.setStart(from.node, from.offset);
    range.setEnd(to.node, to.offset);
    return range;
  }

  #units(paragraph, kind) {
    if (!paragraph[kind]) {
      const segments = (kind === "words" ? WORDS : SENTENCES).segment(paragraph.text);
      paragraph[kind] = [];
      for (const { segment, index, isWordLike } of segments) {
        const text = segment.trimEnd();
        if (kind === "words" ? !isWordLike : !text) continue;
        paragraph[kind].push({ start: paragraph.start + index, end: paragraph.start + index + text.length });
      }
    }
    return paragraph[kind];
  }

  /** The word or sentence at an offset, or the nearest before it. `kind`: "words" or "sentences". */
  unit(offset, kind) {
    const units = this.#units(this.paragraph(offset), kind);
    return units.findLast(({ start }) => start <= offset) ?? units[0] ?? this.step(offset, kind, 1);
  }

  /** The next word or sentence after an offset (`by` 1) or before it (-1); the last one at the edge. */
  step(offset, kind, by) {
    let at = this.paragraphs.indexOf(this.paragraph(offset));
    for (; at >= 0 && at < this.paragraphs.length; at += by) {
      const units = this.#units(this.paragraphs[at], kind);
      const found = by > 0 ? units.find(({ start }) => start > offset) : units.findLast(({ end }) => end < offset);
      if (found) return found;
    }
    return null;
  }

  /** The offset one letter on or back; what a reader sees as one letter is never cut. */
  letter(offset, by) {
    const paragraph = this.paragraph(by < 0 ? Math.max(0, offset - 1) : offset);
    const at = offset - paragraph.start;
    const edges = [...LETTERS.segment(paragraph.text)].map(({ index }) => index).concat(paragraph.text.length);
    const next = by > 0 ? edges.find((edge) => edge > at) : edges.findLast((edge) => edge < at);
    return next === undefined ? offset : paragraph.start + next;
  }
}
