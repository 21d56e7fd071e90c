// Adjudication: two or more readings of an item, one key a decision, one for its reason.

import { dialog, h, key, render } from "./dom.js";
import { COMMON, History, data, listen, progress, queue, save, say, send, status, text } from "./judging.js";

const LAYERS = { article: "Article", mention: "Mention", claim: "Claim", stance: "Stance" };
const LACKS = { mention: "not marked", claim: "no claim", stance: "no stance", article: "" };
const OWN = "the reference now";

let view = data();
const address = `/api/decision/annotations/decisions/${view.id}.json`;
const choices = new History(view.choices);
let at = 0; // the question at hand
let chosen = null; // {take, values} that waits for its reason
let busy = false;

const PARTS = { genre: "genre", published: "date", event: "event" };

/** What an item is called in the list and where its decision is asked for. */
function titleOf({ layer, title, rows }) {
  if (layer !== "article") return title;
  const words = rows.filter(({ decisive }) => decisive).map(({ field }) => PARTS[field]).join(" and ");
  return words[0].toUpperCase() + words.slice(1);
}

const question = () => view.questions[at];
const nameOf = (by) => by || OWN;

/** What the keys 1, 2, … take: the reading of each pass, or that it has none; then the reference's own. */
function sides({ readings, rows }) {
  const found = view.passes.map((by) => ({ by, take: readings.includes(by) ? by : null, has: readings.includes(by) }));
  const same = (by) => rows.every(({ values }) => values[by] === values[""]);
  if (readings.includes("") && !readings.some((by) => by && same(by))) found.push({ by: "", take: "", has: true });
  return found;
}

const shade = (shown) => (by) => `by-${Math.min(shown.findIndex((side) => side.by === by), 2)}`;

function draw() {
  const one = question();
  render(document.getElementById("case"), one ? item(one) : finished());
  render(document.getElementById("list"), list());
  progress(view.made.length, view.made.length + view.questions.length, choices);
  const found = document.getElementById("found");
  const errors = view.findings.filter(({ severity }) => severity === "error").length;
  found.className = errors ? "error" : view.findings.length ? "warning" : "";
  found.textContent = view.findings.length ? `${view.findings.length} ${view.findings.length === 1 ? "finding" : "findings"}` : "No findings";
  found.disabled = !view.findings.length;
  if (!busy) status(view.choices.length ? "kept" : "saved", view.choices.length ? "Kept, not saved" : "Saved");
  const reason = document.getElementById("why");
  if (chosen && reason) { reason.focus({ preventScroll: true }); reason.form.scrollIntoView({ block: "nearest" }); }
}

function item(one) {
  const shown = sides(one);
  return [
    h("p.kicker", {}, LAYERS[one.layer], one.layer === "stance" ? ` of ${holder(one)}` : null, one.count > 1 ? ` · ${one.count} places, decided together` : "", ` · ${at + 1} of ${view.questions.length} open`),
    h("h2", { tabindex: "-1", "data-key": "title" }, one.proposition ?? titleOf(one)),
    one.blocked ? h("p.blocked", {}, `Both have it, but it can't be taken over: ${one.blocked}`) : null,
    text(one.paragraphs, one.more, view.language, (by) => (shown.some((side) => side.by === by) ? shade(shown)(by) : "")),
    table(one, shown),
    chosen ? why(one, shown) : h("div.choices", {},
      one.layer === "article" ? null : h("button", { type: "button", "data-run": "neither" }, "Leave it out", key("0")),
      h("button", { type: "button", "data-run": "edit" }, "Other values", key("e"))),
  ];
}

const holder = ({ rows, readings }) => rows.find(({ field }) => field === "entity").values[readings[0]];

function table(one, shown) {
  const differing = one.rows.filter(({ differs }) => differs);
  const lone = shown.filter(({ has }) => has).length < 2;
  return h("table.readings", { class: `of-${shown.length}` },
    h("thead", {}, h("tr", {}, h("td", {}), shown.map((side, index) => h("th", { scope: "col" },
      h("button.take", { type: "button", "data-key": `take-${index}`, class: shade(shown)(side.by), "aria-pressed": String(chosen !== null && chosen.side === index), onclick: () => queue(() => choose(index)) },
        h("span", {}, nameOf(side.by)), key(index + 1)))))),
    h("tbody", {}, one.rows.map((row) => {
      const marked = differing.includes(row) && !lone;
      return h("tr", { class: marked ? (row.decisive ? "differs decisive" : "differs") : "" },
        h("th", { scope: "row" }, row.name),
        same(row, shown) ? h("td.same", { colspan: shown.length }, row.values[shown[0].by] ?? h("span.none", {}, "none")) : shown.map((side, index) => (side.has
          ? h("td", { class: `side-${index}` }, row.values[side.by] ?? h("span.none", {}, "none"), definition(row, row.values[side.by], marked))
          : row === one.rows[0] ? h("td.lacks", { rowspan: one.rows.length, class: `side-${index}` }, LACKS[one.layer]) : null)));
    })));
}

/** Whether every side has the item and the same value. */
const same = ({ values, differs }, shown) => !differs && shown.every(({ by, has }) => has && values[by] === values[shown[0].by]);

function definition(row, value, wanted) {
  const found = wanted && row.options.find((option) => option.name === value);
  return found?.definition ? h("small", {}, found.definition) : null;
}

function why(one, shown) {
  const taken = chosen.take === null ? "left out" : `as ${nameOf(chosen.take)} has it`;
  const others = Object.keys(chosen.values).length ? ", with other values" : "";
  return h("form.why", { onsubmit: (event) => { event.preventDefault(); decide(document.getElementById("why").value); } },
    h("label", { for: "why" }, h("b", {}, titleOf(one)), ` ${taken}${others}. Why?`),
    h("input", { id: "why", "data-key": "why", autocomplete: "off", maxlength: "2000", placeholder: view.reasons.length ? "Type a reason, or press its digit" : "Type a reason", value: chosen.words ?? "", oninput: (event) => { chosen.words = event.target.value; }, onkeydown: reasonKey }),
    view.reasons.length ? h("ol.reasons", {}, view.reasons.map((reason, index) => h("li", {}, h("button", { type: "button", onclick: () => decide(reason) }, key(index + 1), h("span", {}, reason))))) : null,
    h("p.hint", {}, key("Enter"), " decides, ", key("Esc"), " goes back."));
}

function reasonKey(event) {
  const digit = Number(event.key);
  if (event.target.value === "" && digit >= 1 && digit <= view.reasons.length && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    decide(view.reasons[digit - 1]);
  } else if (event.key === "Escape") {
    event.preventDefault();
    back();
  }
}

function back() {
  chosen = null;
  draw();
  document.querySelector("#case h2")?.focus({ preventScroll: true });
}

function finished() {
  return h("div.finished", {},
    h("h2", { tabindex: "-1" }, "Everything is decided"),
    h("p", {}, view.choices.length ? "Saving writes the reference, now adjudicated, and the decisions, both together." : "The reference and the decisions are saved."),
    view.findings.length ? h("p", {}, "Some findings are left. They can be corrected in the editor after saving.") : null,
    h("p", {}, view.choices.length ? h("button.primary", { type: "button", "data-run": "save" }, "Save", key("Ctrl S")) : h("a.button", { href: `/edit/annotations/${view.id}.json` }, "Open the reference")));
}

function list() {
  const layers = Object.keys(LAYERS).map((layer) => [layer, view.questions.filter((one) => one.layer === layer)]);
  return [
    h("h2", {}, "Open ", h("span.count", {}, String(view.questions.length))),
    layers.filter(([, own]) => own.length).map(([layer, own]) => [
      h("h3", {}, LAYERS[layer]),
      h("ul", {}, own.map((one) => h("li", {}, h("button", {
        type: "button", "data-key": one.key, "aria-current": one === question() ? "true" : false, onclick: () => queue(() => { at = view.questions.indexOf(one); chosen = null; draw(); }),
      }, h("span", {}, titleOf(one)), badge(one))))),
    ]),
    view.made.length ? [
      h("h2", {}, "Decided ", h("span.count", {}, String(view.made.length))),
      h("ul.made", {}, [...view.made].reverse().map(({ id, layer, decided, why: reason }) => h("li", {}, h("b", {}, decided), h("span", {}, `${LAYERS[layer]} ${id} · ${reason}`)))),
    ] : null,
  ];
}

function badge({ blocked, readings }) {
  if (blocked) return h("span.badge", {}, "waits");
  return readings.length === 1 ? h("span.badge", {}, readings[0] ? `only ${readings[0]}` : "in no pass") : null;
}

function choose(index) {
  const one = question();
  const side = one && sides(one)[index];
  if (!side) return;
  if (one.layer === "article" && side.take === null) return;
  chosen = { take: side.take, values: {}, side: index };
  draw();
}

const decide = (words) => queue(() => record(words));

async function record(words) {
  if (!words.trim()) { say("A decision needs a reason."); return; }
  document.activeElement?.blur(); // keys pressed from now on wait in the queue
  const { key: name } = question();
  const { take, values } = chosen;
  const before = at;
  if (await keep([...choices.now, { question: name, take, why: words.trim(), values }], (next) => choices.set(next))) {
    chosen = null;
    at = Math.min(before, Math.max(view.questions.length - 1, 0));
    draw();
    document.querySelector("#case h2")?.focus({ preventScroll: true });
    document.getElementById("bar").scrollIntoView();
  }
}

/** Send the choices; `done` records them once the server has kept them. */
async function keep(next, done) {
  busy = true;
  status("sending", "Keeping …");
  const bare = next.map(({ question: name, take, why: reason, values }) => ({ question: name, take, why: reason, values }));
  const answer = await send("PUT", address, { by: view.by, version: view.version, choices: bare }, reset);
  busy = false;
  if (answer) {
    view = answer;
    done(next);
  }
  draw();
  return Boolean(answer);
}

function reset(other) {
  view = other;
  choices.past = [];
  choices.future = [];
  choices.now = view.choices;
  chosen = null;
  at = Math.min(at, Math.max(view.questions.length - 1, 0));
}

async function step(back_) {
  const [from, to] = back_ ? [choices.past, "undo"] : [choices.future, "redo"];
  if (!from.length) return;
  const target = from.at(-1);
  const touched = (back_ ? choices.now : target).at(-1);
  chosen = null;
  if (await keep(target, () => choices[to]())) {
    const again = view.questions.findIndex(({ key: name }) => name === touched?.question);
    if (again >= 0) at = again;
    at = Math.min(at, Math.max(view.questions.length - 1, 0));
    draw();
  }
}

/** Other values for some fields, from a reading: the choice waits for its reason then. */
async function edit() {
  const one = question();
  if (!one) return;
  const usable = one.readings;
  const base = chosen?.take ?? usable[0];
  const found = await dialog("Other values", (close) => {
    const fields = one.rows.filter(({ options, free, field }) => options.length || free || field === "entity").filter(({ field }) => !(one.layer === "mention" && field === "span"));
    const controls = new Map();
    let from = base;
    const body = h("div.edit");
    const fill = () => {
      controls.clear();
      body.replaceChildren(...fields.map((row) => {
        const control = input(one, row, from);
        controls.set(row, control);
        return h("label", {}, h("span", {}, row.name), control);
      }));
    };
    fill();
    const done = (event) => {
      event.preventDefault();
      const values = {};
      for (const [row, control] of controls) Object.assign(values, changed(one, row, control.value, from));
      close({ take: from, values });
    };
    return [h("form", { onsubmit: done, class: "values" },
      h("label", {}, h("span", {}, "begin with"), h("select", { autofocus: true, onchange: (event) => { from = event.target.value; fill(); } },
        usable.map((by) => h("option", { value: by, selected: by === from }, nameOf(by))))),
      body,
      h("footer", {}, h("button.primary", { type: "submit" }, "Take these", key("Enter")), h("button", { type: "button", onclick: () => close(null) }, "Cancel", key("Esc"))))];
  });
  if (!found) return;
  chosen = { ...found, side: -1 };
  draw();
}

function input(one, row, from) {
  const value = row.values[from] ?? "";
  if (row.field === "entity") {
    const known = view.entities.map(({ name }) => name);
    const names = [...new Set([value, ...one.readings.map((by) => row.values[by]), ...(one.layer === "mention" ? [] : ["article"]), ...known])].filter(Boolean);
    const id = `names-${row.field}`;
    return h("input", { value, list: id, "aria-label": row.name }, h("datalist", { id }, names.map((name) => h("option", { value: name }))));
  }
  if (row.options.length) return h("select", {}, row.options.map(({ name }) => h("option", { value: name, selected: name === value }, name)));
  return row.field === "span" ? h("textarea", { value, rows: "3" }) : h("input", { value });
}

/** The value of a field if it is not that of the reading it began with. */
function changed(one, row, value, from) {
  if (value === (row.values[from] ?? "")) return {};
  const other = one.readings.find((by) => row.values[by] === value);
  if (other !== undefined) return { [row.field]: { from: other } };
  const option = row.options.find(({ name }) => name === value);
  if (option) return { [row.field]: option.value };
  if (row.field !== "entity") return { [row.field]: value };
  const known = view.entities.find(({ name, id }) => name === value || id === value);
  if (known || value === "article" || one.layer === "mention") return { entity: known?.id ?? value };
  return { entity: { other: value } };
}

function findings() {
  if (!view.findings.length) return null;
  return dialog("What the rules find", (close) => [
    h("ul.findings", {}, view.findings.map(({ rule, severity, message, fix }) => h("li", { class: severity }, h("b", {}, `${severity} · ${rule}`), h("span", {}, message), h("small", {}, fix)))),
    h("footer", {}, h("button.primary", { type: "button", autofocus: true, onclick: () => close() }, "Close")),
  ], "wide");
}

const move = (by) => {
  if (!view.questions.length) return;
  at = (at + by + view.questions.length) % view.questions.length;
  chosen = null;
  draw();
};

const commands = {
  edit, findings,
  undo: () => step(true),
  redo: () => step(false),
  next: () => move(1),
  back: () => move(-1),
  escape: back,
  neither: () => { if (question() && question().layer !== "article") { chosen = { take: null, values: {}, side: -1 }; draw(); } },
  save: async () => {
    const answer = await save((confirm) => send("POST", address, { by: view.by, version: view.version, confirm }, (other) => { reset(other); draw(); }));
    if (!answer) return;
    reset(answer.view);
    draw();
    say("Saved");
  },
};
const KEYS = { ...COMMON, 0: "neither", e: "edit", f: "findings", Escape: "escape" };
const digit = (name) => (/^[1-9]$/.test(name) ? () => choose(Number(name) - 1) : KEYS[name]);
listen(commands, digit, [
  ["1 2", "take the reading with that number"], ["0", "leave the item out"], ["e", "other values for some fields"],
  ["1 9", "then: the reason with that digit"], ["Enter", "decide, for the reason typed"], ["Esc", "back to the readings"], ["f", "what the rules find"],
]);
if (view.dropped.length) say(`${view.dropped.length} earlier choices no longer fit, for a file has changed. Decide these items again.`);
draw();
