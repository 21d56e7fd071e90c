// Filters above the text. They are kept in the address, so that a view can be sent.

const MATCHES = {
  disputed: ({ disputed }) => disputed === "true",
  pass: ({ passes = "" }, wanted) => passes.split(" ").includes(wanted),
};
const LAYERS = { claim: "claims", claims: "claims", stance: "stances", entity: "names", entities: "names" };

const controls = (form) => [...form.elements].filter(({ name }) => name);

/** What a form asks for, by name, without what is not set. */
function values(form) {
  const set = controls(form).filter((one) => (one.type === "checkbox" ? one.checked : one.value));
  return Object.fromEntries(set.map(({ name, value }) => [name, value]));
}

/** Set the form as the address says. An unknown value counts as none. */
function read(form, query) {
  for (const control of controls(form)) {
    const value = query.get(control.name) ?? "";
    if (control.type === "checkbox") control.checked = value === control.value;
    else control.value = [...control.options].some((option) => option.value === value) ? value : "";
  }
}

function write(form, query) {
  for (const { name } of controls(form)) query.delete(name);
  for (const [name, value] of Object.entries(values(form))) query.set(name, value);
}

const has = (section, wanted) => Object.entries(wanted).every(([name, value]) =>
  MATCHES[name] ? MATCHES[name](section.dataset, value) : section.dataset[name] === value);

/** “12 of 60 claims, 3 of 34 stances”. */
function counted(sections, on) {
  const counts = new Map();
  for (const section of sections) {
    const name = LAYERS[section.dataset.layer] ?? section.dataset.layer;
    const [shown, all] = counts.get(name) ?? [0, 0];
    counts.set(name, [shown + on.has(section.dataset.item), all + 1]);
  }
  return [...counts].map(([name, [shown, all]]) => `${shown} of ${all} ${name}`).join(", ");
}

export class Filters {
  /** `changed` is called with the items that are shown, at once and after every change. */
  constructor(article, sections, changed) {
    this.form = article.querySelector(".it-filters");
    this.output = this.form.querySelector("output");
    this.sections = sections;
    this.changed = changed;
    read(this.form, new URLSearchParams(location.search));
    this.form.addEventListener("input", () => this.#apply(true));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => queueMicrotask(() => this.#apply(true)));
    addEventListener("popstate", () => {
      read(this.form, new URLSearchParams(location.search));
      this.#apply(false);
    });
    this.form.hidden = false;
    this.#apply(false);
  }

  #apply(isNew) {
    const wanted = values(this.form), any = Object.keys(wanted).length > 0;
    const on = new Set(this.sections.filter((one) => has(one, wanted)).map(({ dataset }) => dataset.item));
    if (isNew) {
      const address = new URL(location.href);
      write(this.form, address.searchParams);
      history.replaceState(history.state, "", address);
    }
    this.form.classList.toggle("is-set", any);
    this.changed(on, any);
    const text = any ? `Shown: ${counted(this.sections, on)}.` : "";
    if (this.output.textContent !== text) this.output.textContent = text;
  }
}
