// Stances in the margin, each at the height of its evidence. None covers another.

import { places } from "./article-text.js";

const APART = 6; // pixels between two chips

/** Places for boxes of these heights, each near where it wants to be, in the same order, up to `bottom`. */
export function spread(wanted, heights, bottom) {
  const tops = [];
  let free = 0;
  for (const [at, top] of wanted.entries()) {
    tops.push(Math.max(top, free));
    free = tops[at] + heights[at] + APART;
  }
  let limit = Math.max(bottom, heights.reduce((sum, height) => sum + height + APART, -APART));
  for (let at = tops.length - 1; at >= 0; at--) {
    tops[at] = Math.min(tops[at], limit - heights[at]);
    limit = tops[at] - APART;
  }
  return tops;
}

/** Put each chip that is shown at the height of its first evidence, if there is a margin. */
export function placeChips(article, text) {
  const isMargin = getComputedStyle(article).getPropertyValue("--it-margin").trim() === "1";
  article.classList.toggle("is-placed", isMargin);
  text.root.style.removeProperty("min-height");
  if (!isMargin) return;
  const base = text.root.getBoundingClientRect().top;
  const chips = [...article.querySelectorAll(".it-chip")]
    .filter((chip) => !chip.hidden)
    .map((chip) => ({ chip, height: chip.offsetHeight, top: text.top(...places(chip.dataset.evidence)[0]) - base }))
    .filter(({ top }) => !Number.isNaN(top))
    .sort((a, b) => a.top - b.top);
  const heights = chips.map(({ height }) => height);
  const tops = spread(chips.map(({ top }) => top), heights, text.root.offsetHeight);
  for (const [at, { chip }] of chips.entries()) chip.style.setProperty("--it-top", `${Math.round(tops[at])}px`);
  const end = tops.length ? tops.at(-1) + heights.at(-1) : 0;
  if (end > text.root.offsetHeight) text.root.style.setProperty("min-height", `${Math.ceil(end)}px`);
}
