// Copy link, Cite, Report and Edit: below the item, in place. Without a public address, a text to copy.

const STYLES = { bibtex: "BibTeX", apa: "APA", csl: "CSL-JSON" };
const WRONG = { // the choices of the issue form, as .github/ISSUE_TEMPLATE/correction.yml has them
  "Wrong span": "the quote starts or ends in the wrong place",
  "Wrong label": "a label",
  Missing: "something is missing",
};

const MOST = 500; // characters of words in a report: hosts limit the length of an address

/** An element: h("button.quiet", { type: "button", onclick }, "Copy"). */
export function h(name, props = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

export class Actions {
  /** `words(item)` gives the words of an item; `say` announces a text. */
  constructor(article, words, say) {
    Object.assign(this, { article, words, say });
    for (const link of article.querySelectorAll("[data-action=link]")) link.textContent = "Copy link";
    article.addEventListener("click", (event) => this.#clicked(event));
  }

  #clicked(event) {
    const button = event.target.closest("[data-action]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { action } = button.dataset;
    if (action === "edit" && button.href) return; // a link to the file at its host
    event.preventDefault();
    const holder = button.closest(".it-actions");
    const open = holder.nextElementSibling?.matches(".it-out") ? holder.nextElementSibling : null;
    for (const one of holder.querySelectorAll("[data-action]")) one.setAttribute("aria-expanded", "false");
    open?.remove();
    if (open?.dataset.opened === action) return;
    const item = button.closest(".it-item").dataset.item;
    const box = h("div.it-out", { "data-opened": action, role: "group", "aria-label": button.textContent });
    box.append(...this[action](item, button));
    button.setAttribute("aria-expanded", "true");
    holder.after(box);
    if (action !== "link") box.querySelector("select, textarea, a")?.focus({ preventScroll: true });
    box.scrollIntoView({ block: "nearest" });
  }

  /** The permanent address: of the version if the site has such pages, else of this page. */
  #address(item) {
    const { versionPage } = this.article.dataset;
    const address = new URL(versionPage ?? location.pathname, location.href);
    address.hash = item;
    return address.href;
  }

  /** ARTICLE#ITEM with the name and version of the release: `istanbul-talks/1.0.0/ARTICLE#ITEM`. */
  #permanent(item) {
    const { name, version, id } = this.article.dataset;
    return `${name ?? "istanbul-talks"}/${version}/${id}#${item}`;
  }

  link(item) {
    const address = this.#address(item);
    const field = this.#field("Link", address);
    this.#copy(address, field);
    return [field];
  }

  cite(item) {
    const cited = (style) => this.article.querySelector(`template.it-citation[data-style="${style}"]`)
      .content.textContent.trim().replaceAll("@ITEM@", style === "bibtex" ? this.#permanent(item).replace("#", "\\#") : this.#permanent(item));
    const field = this.#field("Citation", cited("bibtex"));
    const choose = h("select", { "aria-label": "Style" }, ...Object.entries(STYLES).map(([value, name]) => h("option", { value }, name)));
    choose.addEventListener("change", () => { field.querySelector("textarea").value = cited(choose.value); });
    return [choose, field];
  }

  report(item, button) {
    const words = this.words(item).slice(0, MOST), permanent = this.#permanent(item);
    const said = (wrong) => `Item: ${permanent}\nWords: ${words}\nWhat is wrong: ${wrong}\nWhat it should be: `;
    if (button.href) return [h("p", {}, "What is wrong?"), h("ul", {}, ...Object.entries(WRONG).map(([name, wrong]) => {
      const address = new URL(button.href);
      for (const [key, value] of Object.entries({ item: permanent, wrong, words })) address.searchParams.set(key, value);
      return h("li", {}, h("a", { href: address.href, rel: "noopener" }, name));
    }))];
    const field = this.#field("Report", said(WRONG["Wrong span"]));
    const choose = h("select", { "aria-label": "What is wrong" }, ...Object.entries(WRONG).map(([name, value]) => h("option", { value }, name)));
    choose.addEventListener("change", () => { field.querySelector("textarea").value = said(choose.value); });
    return [choose, field, h("p", {}, "Send this text to whoever gave you the corpus.")];
  }

  edit(item, button) {
    const { path, line, pointer } = button.dataset;
    const place = [path, line && `line ${line}`, pointer].filter(Boolean).join(", ");
    return [this.#field("Where to edit", place)];
  }

  /** A text to copy, with its button. */
  #field(name, text) {
    const area = h("textarea", { readonly: "", "aria-label": name, rows: Math.min(8, Math.ceil(text.length / 40) + text.split("\n").length - 1) });
    area.value = text;
    const field = h("div.it-copy", {}, area, h("button", { type: "button", onclick: () => this.#copy(area.value, field) }, "Copy"));
    return field;
  }

  /** Copy a text; where the browser does not allow it, select it. */
  async #copy(text, field) {
    try {
      await navigator.clipboard.writeText(text);
      this.say("Copied.");
      field.querySelector("button").textContent = "Copied";
    } catch {
      field.querySelector("textarea").select();
      this.say("Selected: press Ctrl+C to copy.");
    }
  }
}
