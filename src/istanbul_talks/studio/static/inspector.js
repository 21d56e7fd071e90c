// The form of the chosen item or of a proposal: fields, choices, quotes, findings.

import { h, key } from "./dom.js";
import { baseOf, formOf, holderName, LISTS, options } from "./fields.js";
import { PROPOSED, quoted } from "./edits.js";

/** The panel's content for an item or a proposal. */
export function form(app) {
  const { item, pending } = app.subject();
  const value = app.value();
  const fields = app.fields();
  const heading = headingOf(app, item, value);
  return [
    h("header.panel-head", {},
      h("button.quiet", { type: "button", "data-key": "back", onclick: () => app.escape() }, "← All items", key("Esc")),
      pending || !baseOf(item) ? null : h("span.walk", {},
        walk(app, -1, "Previous item", "K"), walk(app, 1, "Next item", "J"))),
    h("h2", { class: pending ? "proposed" : "", tabindex: "-1", "data-key": "heading" }, pending ? `Proposed ${formOf(item).one.toLowerCase()}` : heading),
    h("div.findings", { "data-findings": item }, findings(app, item)),
    h("div.fields", {}, fields.map((field) => one(app, field, value))),
    pending
      ? h("footer.panel-foot", {},
        h("button.primary", { type: "button", "data-key": "accept", onclick: () => app.accept() }, "Accept", key("Enter")),
        h("button", { type: "button", onclick: () => app.escape() }, "Discard", key("Esc")))
      : LISTS.includes(item.split("/")[0]) && h("footer.panel-foot", {},
        item.startsWith("claims") && h("button", { type: "button", onclick: () => app.run("stance") }, "New stance from it", key("s")),
        h("button.danger", { type: "button", "data-key": "remove", onclick: () => app.run("remove") }, "Delete", key("Del"))),
  ];
}

function headingOf(app, item, value) {
  const { one } = formOf(item);
  if (item.startsWith("stance")) return `Stance of ${holderName(value.holder, app.state.annotation.entities)}`;
  return LISTS.includes(item.split("/")[0]) && value?.id ? `${one} ${value.id}` : one;
}

function walk(app, by, label, letter) {
  return h("button.quiet", { type: "button", "aria-label": label, "data-key": label, onclick: () => app.walk(by) },
    by < 0 ? "↑" : "↓", key(letter));
}

/** What the rules found in an item, as a list; also filled in while somebody types. */
export function findings(app, item) {
  const here = app.findingsOf(item);
  if (!here.length) return [];
  return [h("ul", {}, here.map(({ rule, severity, message, fix, pointer }) => h("li", { class: severity },
    h("b", {}, severity), " ", h("span", {}, message), fix ? h("span.fix", {}, ` ${fix}`) : null,
    h("span.rule", {}, rule),
    severity === "error" || !app.canWaive ? null
      : h("button.link", { type: "button", "data-key": `waive:${rule}`, onclick: () => app.waive(rule) }, "Waive…"))))];
}

function one(app, field, value) {
  const content = valueOf(app, field, value);
  const isOpen = app.isOpen(field);
  const attributes = { class: `field ${field.kind}${isOpen ? " open" : ""}`, "data-field": field.name };
  const parts = { text: textField, quote: quoteField, quotes: quotesField, parts: partsField, proposed: proposedField }[field.kind];
  if (parts) return h("div", attributes, parts(app, field, content, isOpen));
  if (app.ui.field === field.name) return h("div", { ...attributes, class: `${attributes.class} active` }, chooser(app, field, content));
  const { label, definition } = shown(app, field, content);
  return h("div", attributes,
    h("button.row", { type: "button", "data-key": `field:${field.name}`, onclick: () => app.openField(field.name) },
      h("span.name", {}, field.label, field.key && key(field.key)),
      h("span.value", { class: isOpen ? "missing" : "" }, isOpen ? "not chosen yet" : label),
      definition ? h("span.definition", {}, definition) : null));
}

export function valueOf(app, field, value) {
  if (field.line) return app.state.entities.find(({ id }) => id === value.id)?.description;
  const base = baseOf(app.subject().item);
  return base || app.ui.proposal ? value?.[field.name] : app.readAt(`/${field.name}`);
}

function shown(app, field, value) {
  if (field.kind === "holder") return { label: holderName(value, app.state.annotation.entities) };
  if (field.kind === "target") {
    const target = app.document.targets.find(({ id }) => id === value);
    return { label: target?.proposition ?? value };
  }
  return options(field, app.document).find((option) => option.value === value) ?? { label: value == null ? "–" : String(value) };
}

function chooser(app, field, value) {
  const choices = app.choices;
  const name = `choice-${field.name}`;
  const searchable = field.kind !== "choice";
  return [
    h("fieldset", {},
      h("legend", {}, h("span.name", {}, field.label, field.key && key(field.key)),
        h("span.hint", {}, searchable ? "A digit chooses, / searches" : "A digit chooses")),
      searchable && search(app, field.label),
      choices.map((option) => h("label.option", {},
        h("input", {
          type: "radio", name, "data-key": `option:${JSON.stringify(option.value)}`,
          checked: JSON.stringify(option.value) === JSON.stringify(value ?? undefined) || (value === null && option.value === null && !field.from),
          onclick: (event) => { if (event.detail) app.choose(option); },
          onchange: () => { if (!searchable) app.choose(option, { stay: true }); },
        }),
        option.key == null ? h("span.nokey") : key(option.key),
        h("span.text", {}, h("b", {}, option.label), option.definition ? h("span.definition", {}, option.definition) : null,
          option.examples ? h("span.definition.examples", {}, option.examples) : null))),
      !choices.length && h("p.empty", {}, "Nothing fits. Search with other words.")),
    h("p", {}, h("button.link", { type: "button", "data-key": "closefield", onclick: () => app.openField(null) }, "Leave it as it is")),
  ];
}

/** The search field of a list of choices; Enter takes the first. */
export function search(app, label) {
  return h("input.search", {
    type: "search", value: app.ui.query, "data-key": "search", "aria-label": `Search: ${label}`, autocomplete: "off",
    placeholder: "Search…", oninput: (event) => app.search(event.target.value),
    onkeydown: (event) => {
      if (event.key === "Enter" && app.choices.length) { event.preventDefault(); app.run("first"); }
    },
  });
}

function textField(app, field, value, isOpen) {
  const id = `field-${field.name.replaceAll("/", "-")}`;
  const properties = {
    id, value: value ?? "", "data-key": `field:${field.name}`, autocomplete: "off", class: isOpen ? "missing" : "",
    placeholder: isOpen ? "not filled in yet" : "", oninput: (event) => app.type(field, event.target.value),
    ...(field.name === "source/publisher" ? { list: "publishers" } : {}),
  };
  return [
    h("label.name", { for: id }, field.label, field.key && key(field.key)),
    field.long ? h("textarea", { ...properties, rows: 2 }) : h("input", { type: "text", spellcheck: "false", ...properties }),
    field.name === "source/publisher" && h("div", { "data-outlet": true }, outlet(app)),
    field.name === "source/publisher" && h("datalist", { id: "publishers" }, (app.document.publishers ?? []).map(({ name }) => h("option", { value: name }))),
  ];
}

/** A button for an outlet that the registry lacks; also filled in while somebody types. */
export function outlet(app) {
  if (!app.isNewOutlet(app.readAt("/source/publisher"))) return [];
  return [h("button.link", { type: "button", "data-key": "outlet", onclick: () => app.run("outlet") }, "Add this outlet to the registry")];
}

/** What a draft only guesses, to confirm. */
function proposedField(app, field) {
  const notes = ["/source/note", "/date/note"].map((pointer) => app.readAt(pointer)).filter((note) => note?.startsWith(PROPOSED));
  return [
    h("div.name", {}, field.label, key(field.key)),
    h("div.words", {}, notes.map((note) => h("p", {}, note.slice(PROPOSED.length + 1))),
      h("button", { type: "button", "data-key": "confirm", onclick: () => app.run("confirm") }, "All is right", key(field.key))),
  ];
}

function quoteField(app, field, value, isOpen) {
  return [
    h("div.name", {}, field.label, field.key && key(field.key)),
    h("div.words", {},
      value == null
        ? h("span", { class: isOpen ? "missing" : "none" }, isOpen ? "not chosen yet" : "none")
        : h("button.cited", { type: "button", "data-key": `go:${field.name}`, title: "Show it in the text", onclick: () => app.goTo(field.name) }, context(value)),
      h("div.acts", {},
        h("button.link", { type: "button", "data-key": `take:${field.name}`, onclick: () => app.run(() => app.take(field)) }, "Take the selection"),
        field.optional && value != null && h("button.link", { type: "button", "data-key": `drop:${field.name}`, onclick: () => app.drop(field) }, "Remove"))),
  ];
}

function quotesField(app, field, value, isOpen) {
  return [
    h("div.name", {}, field.label, field.key && key(field.key)),
    h("ul.words", {}, (value ?? []).map((quote, index) => h("li", {},
      h("button.cited", { type: "button", "data-key": `go:${field.name}:${index}`, title: "Show it in the text", onclick: () => app.goTo(field.name, index) }, context(quote)),
      h("button.link", { type: "button", "aria-label": `Remove ${quoted(quote)}`, "data-key": `drop:${field.name}:${index}`, onclick: () => app.drop(field, index) }, "Remove"))),
    !(value ?? []).length && h("li", { class: isOpen ? "missing" : "none" }, field.only)),
    h("button.link", { type: "button", "data-key": `take:${field.name}`, onclick: () => app.run(() => app.take(field)) }, "Add the selection"),
  ];
}

/** The parts of the capture that are the article, each from its first words to its last. */
function partsField(app, field, value) {
  const edge = (part, index, side) => h("span.edge", {}, h("span.around", {}, side === "from" ? "from " : "to "),
    h("span", {}, context(part[side])), " ",
    h("button.link", { type: "button", "data-key": `edge:${index}:${side}`, "aria-label": `Part ${index + 1} ${side === "from" ? "begins" : "ends"} at the selection`,
      onclick: () => app.run(() => app.edge(index, side)) }, side === "from" ? "Begin at the selection" : "End at the selection"));
  return [
    h("div.name", {}, field.label, key(field.key)),
    h("ul.words", {}, (value ?? []).map((part, index) => h("li.part", {}, edge(part, index, "from"), edge(part, index, "to"),
      value.length > 1 && h("button.link", { type: "button", "data-key": `drop:body:${index}`, onclick: () => app.drop(field, index) }, "Remove this part")))),
    h("button.link", { type: "button", "data-key": "take:body", onclick: () => app.run(() => app.take(field)) }, "Add the selection as a part"),
  ];
}

/** A quote with the words around it that tell it apart. */
function context(quote) {
  const { prefix, suffix, occurrence } = typeof quote === "object" && quote ? quote : {};
  return [
    prefix && h("span.around", {}, prefix), h("span", {}, quoted(quote) || "(no words)"), suffix && h("span.around", {}, suffix),
    occurrence && h("span.around", {}, ` (place ${occurrence})`),
  ];
}
