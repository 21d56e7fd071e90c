// The list of all items, for eyes and for screen readers, and the list of names.

import { h, key } from "./dom.js";
import { FORMS, LISTS, titleOf } from "./fields.js";
import { search } from "./inspector.js";
import { wantsRole } from "./marking.js";

/** All items of one layer, with what is open and found in each. */
export function list(app) {
  const { annotation } = app.state;
  const layer = app.ui.layer;
  const badges = app.badges();
  const about = { entities: annotation.entities, targets: app.document.targets, words: (quote) => quote?.quote ?? quote ?? "" };
  const articleBadge = app.articleBadge();
  return [
    h("div.tabs", { role: "tablist", "aria-label": "Layers" },
      tab(app, "article", "Article", articleBadge), LISTS.map((name) => tab(app, name, FORMS[name].many,
        [...badges].some(([item, badge]) => item?.startsWith(`${name}/`) && badge.open), annotation[name]?.length ?? 0))),
    h("div", { role: "tabpanel", "aria-label": FORMS[layer].many },
      h("ol.items", {}, (annotation[layer] ?? []).map((value, index) => line(app, `${layer}/${index}`, value, about, badges))),
      !(annotation[layer] ?? []).length && h("p.empty", {}, EMPTY[layer])),
    h("p.more", {}, h("button", { type: "button", "data-key": "more", onmousedown: (event) => event.preventDefault(), onclick: () => app.run(MORE[layer][0]) }, MORE[layer][1], key(FORMS[layer].key === "e" ? "n" : FORMS[layer].key))),
  ];
}

function line(app, item, value, about, badges) {
  const { title, detail } = titleOf(item, value, about);
  const badge = badges.get(item);
  return h("li", {}, h("button.item", { type: "button", "data-key": item, onclick: () => app.open(item) },
    h("span.title", {}, title), h("span.detail", {}, detail),
    badge?.open ? h("span.badge.open", {}, `${badge.open} open`) : null,
    badge?.found ? h("span.badge", { class: badge.worst }, `${badge.found} found`) : null));
}

const EMPTY = {
  entities: "No names yet. Press n to list what looks like a name.",
  claims: "No claims yet. Go to a sentence with the arrow keys or the mouse, and press c.",
  stance: "No stances yet. Open a claim and press s.",
  notes: "No remarks. Select an error of the article itself, and press p.",
};

const MORE = {
  entities: ["names", "List all names in the text"], claims: ["claim", "Claim from the selection or sentence"],
  stance: ["stance", "Stance from the selection"], notes: ["remark", "Remark on the selection"],
};

function tab(app, layer, label, hasOpen, count) {
  const chosen = app.ui.layer === layer;
  return h("button.tab", { type: "button", role: "tab", "aria-selected": String(chosen), "data-key": `tab:${layer}`, onclick: () => app.showLayer(layer) },
    label, count === undefined ? null : h("span.count", {}, count), hasOpen ? h("span.dot", { title: "has open values", role: "img", "aria-label": "has open values" }) : null);
}

/** All runs of words that look like names: y accepts, x refuses, a digit gives the role. */
export function names(app) {
  const { names: all, at } = app.ui;
  const left = all.filter((name) => !name.state || wantsRole(app, name)).length;
  return [
    h("header.panel-head", {}, h("button.quiet", { type: "button", "data-key": "back", onclick: () => app.escape() }, "← All items", key("Esc"))),
    h("h2", { tabindex: "-1", "data-key": "heading" }, "Names in the text"),
    h("p.hint", {}, left ? `${left} to decide. ` : "All decided. ", h("span", {}, key("y"), " accept, ", key("x"), " refuse, ", key("↑"), key("↓"), " move.")),
    h("ol.names", {}, all.map((name, index) => row(app, name, index, index === at))),
  ];
}

const no = (app, form, index) => h("button.small.quiet", {
  type: "button", "data-key": `no:${index}`, "aria-label": `Refuse ${form}`, onclick: () => app.refuseName(index),
}, "Refuse");

function row(app, name, index, chosen) {
  const { form, places, entity, proposed, state } = name;
  const what = entity ?? proposed;
  return h("li", { class: [chosen && "chosen", state].filter(Boolean).join(" "), "data-name": form },
    h("div.line", {},
      h("button.name-form", { type: "button", "data-key": `name:${index}`, "aria-current": chosen ? "true" : null, onclick: () => app.nameAt(index) },
        h("b", {}, form), h("span.count", { "aria-label": `${places.length} places` }, `×${places.length}`),
        h("span.detail", {}, `${entity ? what.name : "new"} · ${what.type ?? "type open"}`)),
      state === "accepted" ? h("span.choices", {}, h("span.state", {}, "accepted"), chosen ? no(app, form, index) : null) : state === "refused" ? h("span.state", {}, "not a name") : h("span.choices", {},
        h("button.small", { type: "button", "data-key": `yes:${index}`, "aria-label": `Accept ${form}`, onclick: () => app.acceptName(index) }, "Accept"),
        no(app, form, index))),
    chosen && state === "accepted" ? [
      app.ui.field === "role" && h("fieldset.roles", {}, h("legend", {}, "Role in the talks"), app.choices.map((option) => h("label.option.narrow", { title: option.definition },
        h("input", { type: "radio", name: "role", "data-key": `role:${option.value}`, checked: false, onclick: (event) => { if (event.detail) app.choose(option); },
          onchange: () => app.choose(option) }),
        key(option.key ?? ""), h("span.text", {}, h("b", {}, option.label), h("span.definition", {}, option.definition))))),
      h("ul.places", { "aria-label": `Places of ${form}` }, places.map((place, number) => h("li", {}, h("label", {},
        h("input", { type: "checkbox", checked: !name.left?.has(number), "data-key": `place:${index}:${number}`, onchange: (event) => app.tick(index, number, event.target.checked) }),
        h("span", {}, app.around(place)))))),
    ] : null);
}

/** Which entity a selected form names. */
export function pick(app) {
  return [
    h("header.panel-head", {}, h("button.quiet", { type: "button", "data-key": "back", onclick: () => app.escape() }, "← Back", key("Esc"))),
    h("h2", { tabindex: "-1", "data-key": "heading" }, "Who or what is “", app.ui.pick.form, "”?"),
    h("fieldset", {}, h("legend", {}, h("span.hint", {}, "A digit chooses, / searches, Enter takes the first")),
      search(app, "names"),
      app.choices.map((option) => h("label.option", {},
        h("input", { type: "radio", name: "pick", "data-key": `option:${JSON.stringify(option.value)}`, checked: false, onclick: (event) => { if (event.detail) app.choose(option); } }),
        option.key == null ? h("span.nokey") : key(option.key),
        h("span.text", {}, h("b", {}, option.label), h("span.definition", {}, option.definition))))),
  ];
}
