// The page of an article: the panel, the chips, the filters, the address. Without it, the page is
// the text, then the list of all items. What people wrote becomes text nodes, never markup.

import { Actions, h } from "./article-actions.js";
import { placeChips } from "./article-chips.js";
import { offerCopy } from "./article-copy.js";
import { Evidence } from "./article-evidence.js";
import { Filters } from "./article-filters.js";
import { LAYERS, Panel, summary } from "./article-panel.js";
import { Text, places } from "./article-text.js";

class Page {
  constructor(article) {
    this.article = article;
    article.classList.add("is-live");
    this.text = new Text(article.querySelector(".it-text"));
    this.sections = [...article.querySelectorAll(".it-items .it-item")];
    this.section = new Map(this.sections.map((one) => [one.dataset.item, one]));
    this.stops = this.#stops();
    this.on = null; // items that the filters show; null for all
    this.closed = null;
    this.selected = null; // an element among the stops, or a section that is nowhere in the text
    this.evidence = new Evidence(this.text);
    this.status = h("p.it-status", { role: "status" });
    article.append(this.status);
    this.panel = new Panel(article, { next: (step) => this.next(step), close: () => this.close(), choose: (stop) => this.choose(stop) });
    new Actions(article, (item) => this.words(item), (said) => this.say(said));
    if (article.querySelector(".it-filters")) new Filters(article, this.sections, (on, any) => this.filter(on, any));
    const box = article.querySelector(".it-copy-offer");
    if (box) offerCopy(article, box, () => this.filled());
    this.#listen();
    this.#keepChipsPlaced();
    this.followAddress();
    // A browser goes to the element of the fragment when all is loaded: for a stance, in the list.
    addEventListener("load", () => setTimeout(() => this.selected && this.#scrollTo(this.selected)));
  }

  /** What the arrow keys go through, in the order of the text: names, claims, and stances at their evidence. */
  #stops() {
    const start = (stop) => Number(stop.dataset.start ?? places(stop.dataset.evidence)[0]?.[0] ?? 0);
    const words = [...this.text.root.querySelectorAll("[id][data-item][data-start]")];
    const chips = [...this.article.querySelectorAll(".it-chip[data-item]")];
    const stops = [...words, ...chips].sort((a, b) => start(a) - start(b)); // stable: an outer claim first
    for (const [at, stop] of stops.entries()) focusable(stop).tabIndex = at ? -1 : 0;
    return stops;
  }

  #listen() {
    const { article } = this;
    article.addEventListener("click", (event) => this.#clicked(event));
    article.addEventListener("keydown", (event) => this.#pressed(event));
    document.addEventListener("keydown", ({ key, defaultPrevented }) => {
      if (key === "Escape" && this.selected && !defaultPrevented) this.close();
    });
    article.addEventListener("focusin", ({ target }) => {
      const stop = this.#stopOf(target);
      if (!stop || stop === this.selected || stop === this.closed || !target.matches(":focus-visible")) return;
      this.select(stop, { isQuiet: this.panel.isSheet });
    });
    article.addEventListener("pointerover", ({ target }) => this.#outline(target.closest(".it-chip")));
    article.addEventListener("pointerleave", () => this.#outline());
    addEventListener("hashchange", () => this.followAddress());
  }

  #stopOf(target) {
    const part = target.closest(".it-text [data-item], .it-chip");
    if (!part || this.stops.includes(part)) return part;
    return this.stops.find(({ dataset }) => dataset.item === part.dataset.item) ?? null; // a later part of a claim
  }

  #clicked(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a[href]");
    if (link && !link.getAttribute("href").startsWith("#")) return;
    const stop = link && !link.closest(".it-chip") ? this.#find(link.hash) : this.#stopOf(event.target);
    if (!stop || (!link && !getSelection().isCollapsed)) return; // words that are being copied
    event.preventDefault();
    this.choose(stop, link && !link.closest(".it-chip"));
  }

  #pressed(event) {
    const stop = this.#stopOf(event.target);
    if (!stop || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") this.next(event.key === "ArrowRight" ? 1 : -1, stop);
    else if (event.key === "Enter" || event.key === " ") this.choose(stop, false, true);
    else return;
    event.preventDefault();
  }

  /** Select an item as a click does: with an entry in the history. */
  choose(stop, scroll = false, focus = this.panel.isSheet) {
    this.select(stop, { address: "pushState", scroll });
    if (focus) this.panel.focus();
    if (this.panel.isSheet) this.#scrollTo(stop);
  }

  /** Go to the next item that the filters show. */
  next(step, from = this.selected) {
    const at = this.stops.indexOf(from);
    const isOn = (stop) => !this.on || this.on.has(stop.dataset.item);
    const rest = step > 0 ? this.stops.slice(at + 1) : this.stops.slice(0, Math.max(at, 0)).reverse();
    const stop = rest.find(isOn);
    if (!stop) return this.say(step > 0 ? "This is the last item." : "This is the first item.");
    const isInPanel = this.panel.root.contains(document.activeElement);
    this.select(stop, { scroll: true });
    if (!isInPanel) focusable(stop).focus({ preventScroll: true });
  }

  /** Show an item in the panel. `isQuiet`: mark it only, as a focus does before a sheet is asked for. */
  select(stop, { address = "replaceState", scroll = false, isQuiet = false } = {}) {
    this.#mark(stop);
    const section = this.section.get(stop.dataset.item);
    const at = this.stops.indexOf(stop);
    if (!isQuiet && section) {
      this.panel.show(section, at < 0 ? "" : `${at + 1} of ${this.stops.length}`, this.#also(stop));
      this.#go(address, `#${stop.id || stop.dataset.item}`);
    }
    if (section) this.say(`${this.#unsaid(stop, section)}. Press Enter for more.`);
    this.#outline();
    if (scroll) this.#scrollTo(stop);
  }

  /** What a screen reader has not just said: of a claim or stance in focus, it has said the words. */
  #unsaid(stop, section) {
    const isSaid = document.activeElement === focusable(stop) && stop.matches("[title], .it-chip");
    return isSaid ? LAYERS[section.dataset.layer] : summary(section);
  }

  #mark(stop) {
    for (const one of this.article.querySelectorAll(".is-selected, .is-same")) {
      one.classList.remove("is-selected", "is-same");
      focusable(one).removeAttribute("aria-current");
    }
    this.selected = stop;
    if (!stop) return;
    const same = `.it-text [data-item="${CSS.escape(stop.dataset.item)}"]`;
    for (const one of this.article.querySelectorAll(same)) one.classList.add("is-same");
    stop.classList.add("is-selected");
    if (!this.stops.includes(stop)) return;
    focusable(stop).setAttribute("aria-current", "true");
    for (const one of this.article.querySelectorAll('.it-text [tabindex="0"], .it-chip [tabindex="0"]')) one.tabIndex = -1;
    focusable(stop).tabIndex = 0;
  }

  /** Other claims and names on the words of a stop. */
  #also(stop) {
    if (!stop.dataset.start || stop.matches(".it-item")) return [];
    const outer = this.stops.filter((one) => one !== stop && one.contains(stop));
    const within = [...stop.querySelectorAll("[data-item]")]
      .filter(({ dataset }) => dataset.start === stop.dataset.start && dataset.end === stop.dataset.end);
    return [...outer, ...within].map((one) => [this.section.get(one.dataset.item), one]).filter(([section]) => section);
  }

  close() {
    const stop = this.selected, hadFocus = this.panel.root.contains(document.activeElement);
    this.#mark(null);
    this.panel.show(null);
    this.#outline();
    this.#go("replaceState", "");
    this.closed = stop; // the focus that comes back to it does not open it again
    if (hadFocus && this.stops.includes(stop)) focusable(stop).focus({ preventScroll: true });
    this.closed = null;
    this.say("Closed.");
  }

  #go(how, hash) {
    if (location.hash === hash) return;
    history[how](null, "", `${location.pathname}${location.search}${hash}`);
  }

  /** Show what the address names, such as #claims/ID; close the panel if it names nothing. */
  followAddress() {
    const stop = this.#find(location.hash);
    if (stop && stop !== this.selected) this.select(stop, { scroll: true });
    else if (!stop && this.selected) {
      this.#mark(null);
      this.panel.show(null);
      this.#outline();
    }
  }

  /** The stop, or else the section, that a fragment names. */
  #find(hash) {
    const item = unescaped(hash.slice(1));
    if (!item) return null;
    const found = (named) => this.stops.find(named);
    return found(({ id }) => id === item) ?? found(({ dataset }) => dataset.item === item) ?? this.section.get(item) ?? null;
  }

  /** Outline the evidence of a chip, or else of the selected stance. */
  #outline(stop = null) {
    const shown = [stop, this.selected].find((one) => one?.dataset.evidence);
    this.evidence.show(places(shown?.dataset.evidence));
  }

  /** Bring words to the upper half of the window, where no sheet covers them. */
  #scrollTo(stop) {
    const first = places(stop.dataset.evidence)[0];
    const top = first ? this.text.top(...first) : stop.getBoundingClientRect().top;
    const [least, most] = [innerHeight * 0.12, innerHeight * (this.panel.isSheet ? 0.4 : 0.75)];
    if (top < least || top > most) scrollBy({ top: top - innerHeight * 0.3, behavior: "instant" });
  }

  filter(on, any) {
    this.on = any ? on : null;
    for (const stop of this.stops) stop.classList.toggle("is-off", !on.has(stop.dataset.item));
    for (const section of this.sections) section.hidden = !on.has(section.dataset.item);
    for (const chip of this.article.querySelectorAll(".it-chip")) chip.hidden = chip.classList.contains("is-off");
    this.placeSoon?.();
  }

  filled() {
    this.evidence.show([]);
    this.#outline();
    if (this.selected) this.panel.show(this.section.get(this.selected.dataset.item) ?? null, this.panel.place.textContent, this.#also(this.selected));
    this.placeSoon();
  }

  /** The words of an item; an ellipsis for words that are not there. */
  words(item) {
    const { start, end, evidence } = this.section.get(item).dataset;
    const found = evidence ? places(evidence) : start ? [[Number(start), Number(end)]] : [];
    return found.map((place) => this.text.words(...place)).join(" … ");
  }

  #keepChipsPlaced() {
    let waiting = false;
    const place = () => { waiting = false; placeChips(this.article, this.text); };
    this.placeSoon = () => { if (!waiting) { waiting = true; requestAnimationFrame(place); } };
    place();
    new ResizeObserver(this.placeSoon).observe(this.article);
    document.fonts?.ready.then(this.placeSoon);
  }

  say(words) {
    this.status.textContent = words;
  }
}

const focusable = (stop) => stop.querySelector?.(":scope > a") ?? stop;

function unescaped(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

for (const article of document.querySelectorAll(".it-article")) new Page(article);
