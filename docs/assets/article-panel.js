// The panel: what is annotated on the words that a reader chose. On a phone it is a sheet at the bottom.

import { h } from "./article-actions.js";

export const LAYERS = { claim: "Claim", claims: "Claim", stance: "Stance", entity: "Name", entities: "Name" };

/** An item in a few words: its layer and the first facts on it. */
export function summary(section) {
  const facts = [...section.querySelectorAll("dl dd")].slice(0, 2).map((one) => one.textContent.trim().replace(/\s+/g, " "));
  return [LAYERS[section.dataset.layer] ?? section.dataset.layer, ...facts].filter(Boolean).join(", ");
}

export class Panel {
  /** `on` has what the buttons do: next(step), close(), choose(element). */
  constructor(article, on) {
    this.article = article;
    this.root = article.querySelector(".it-panel") ?? h("aside.it-panel", { hidden: "" });
    if (!this.root.isConnected) article.append(this.root);
    this.root.setAttribute("aria-label", "Selected item");
    const button = (name, sign, onclick) => h("button", { type: "button", "aria-label": name, title: name, onclick }, sign);
    this.place = h("span.it-place");
    this.head = h("div.it-panel-head", {}, this.place,
      button("Previous item", "‹", () => on.next(-1)), button("Next item", "›", () => on.next(1)), button("Close", "×", on.close));
    this.shown = h("div.it-shown");
    this.choose = on.choose;
    this.root.replaceChildren(this.head, this.shown);
    this.root.hidden = false;
    this.show(null);
  }

  get isSheet() {
    return getComputedStyle(this.article).getPropertyValue("--it-sheet").trim() === "1";
  }

  /** Show an item's section; `also` are other items on the same words, as [section, element]. */
  show(section, place = "", also = []) {
    this.root.classList.toggle("is-open", section !== null);
    this.head.hidden = section === null;
    this.place.textContent = place;
    this.shown.replaceChildren(...(section ? [copyOf(section), ...this.#also(also)] : [hint()]));
    this.root.scrollTop = 0;
  }

  #also(items) {
    if (!items.length) return [];
    const buttons = items.map(([section, element]) =>
      h("li", {}, h("button", { type: "button", onclick: () => this.choose(element) }, summary(section))));
    return [h("div.it-also", {}, h("h4", {}, "Also on these words"), h("ul", {}, ...buttons))];
  }

  focus() {
    const heading = this.shown.querySelector("h2, h3, h4") ?? this.shown;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

/** A section for the panel: ids stay with the list of all items. */
function copyOf(section) {
  const copy = section.cloneNode(true);
  copy.hidden = false;
  for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
  return copy;
}

const hint = () => h("p.it-hint", {}, "Choose underlined words, a name or a stance to see who says it and what was annotated. ",
  h("kbd", {}, "←"), " ", h("kbd", {}, "→"), " go from item to item, ", h("kbd", {}, "Enter"), " opens, ", h("kbd", {}, "Esc"), " closes.");
