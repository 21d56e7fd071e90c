// An audit: an item in its text, one key a verdict, a note where something is wrong.

import { h, key, render } from "./dom.js";
import { COMMON, History, data, listen, progress, save, say, send, status, text } from "./judging.js";

const LAYERS = { article: "Date and genre", mention: "Name", claim: "Claim", stance: "Stance", passage: "Paragraph" };
const VERDICTS = { right: "1", wrong: "2", unsure: "3" };
const ASKED = {
  article: "Are genre, date and event right, by these words?",
  mention: "Is this a name, is it complete, and is it this entity with this type?",
  claim: "Is this a claim, with these words, by this claimer, with these labels?",
  stance: "Do these words show this stance of this holder?",
  passage: "Is any name, claim or stance missing in this paragraph?",
};
const MARKS = { item: "is-item", mention: "is-name", claim: "is-claim", stance: "is-evidence" };

let view = data();
const address = `/api/verdict/${view.path}`;
const given = new History(view.given);
let at = Math.max(view.items.findIndex(({ key: name }) => !verdictOf(name)[0]), 0);
let asking = null; // the verdict that waits for its note
let sending = null;

function verdictOf(name) {
  const own = given.now[name];
  if (own) return own;
  const item = view.items.find((one) => one.key === name);
  return [item.verdict, item.note];
}

const item = () => view.items[at];
const left = () => view.items.filter((one) => !verdictOf(one.key)[0]).length;

function draw() {
  render(document.getElementById("case"), item() ? shown(item()) : h("h2", {}, "The sheet is empty"));
  frame();
  const note = asking && document.getElementById("note");
  note?.focus({ preventScroll: true });
  note?.form.scrollIntoView({ block: "nearest" });
}

/** All but the item at hand, where somebody may be typing. */
function frame() {
  render(document.getElementById("list"), list());
  progress(view.items.length - left(), view.items.length, given);
  const unsaved = Object.keys(given.now).length > 0;
  if (!sending) status(unsaved ? "kept" : "saved", unsaved ? "Kept, not saved" : "Saved");
}

function shown(one) {
  const [verdict, note] = verdictOf(one.key);
  return [
    h("p.kicker", {}, LAYERS[one.layer], ` · ${at + 1} of ${view.items.length} · `, h("cite", {}, one.title)),
    h("h2", { tabindex: "-1", "data-key": "title" }, ASKED[one.layer]),
    one.text.paragraphs.length ? text(one.text.paragraphs, one.text.more, one.language, (by) => MARKS[by] ?? "")
      : h("div.context", { lang: one.language }, one.found ? null : h("p.hint", {}, "The reference no longer has this item. These are its words:"), one.words.map((words) => h("p", {}, h("mark.is-item", {}, words)))),
    one.layer === "passage" ? lists(one) : h("dl.labels", {}, one.labels.filter(({ value }) => value !== "–").map(({ name, value, definition }) =>
      h("div", {}, h("dt", {}, name), h("dd", {}, String(value), definition ? h("small", {}, definition) : null)))),
    h("div.verdicts", { role: "group", "aria-label": "Verdict" }, Object.entries(VERDICTS).map(([name, digit]) => h("button", {
      type: "button", class: name, "data-key": name, "data-run": name, "aria-pressed": String((asking ?? verdict) === name),
    }, labelled(name, one), key(digit)))),
    asking ? form(note) : note ? h("p.note", {}, note, " ", h("button.link", { type: "button", "data-run": "note" }, "Change the note")) : null,
  ];
}

const labelled = (name, { layer }) => (layer === "passage" && name !== "unsure" ? { right: "Nothing is missing", wrong: "Something is missing" }[name] : name[0].toUpperCase() + name.slice(1));

function lists(one) {
  return h("div.inside", {}, one.text.lists.map(({ title, lines }) => h("section", {}, h("h3", {}, title),
    lines.length ? h("ul", {}, lines.map((line) => h("li", {}, line))) : h("p.hint", {}, "none"))));
}

function form(note) {
  return h("form.why", { onsubmit: (event) => { event.preventDefault(); noted(document.getElementById("note").value); } },
    h("label", { for: "note" }, asking === "wrong" ? "What is wrong?" : asking === "unsure" ? "What is doubtful?" : "Note"),
    h("input", { id: "note", "data-key": "note", value: note ?? "", autocomplete: "off", maxlength: "2000", onkeydown: (event) => { if (event.key === "Escape") { event.preventDefault(); escape(); } } }),
    h("p.hint", {}, key("Enter"), " goes on, ", key("Esc"), " goes back."));
}

function list() {
  return Object.entries(LAYERS).map(([layer, title]) => [title, view.items.filter((one) => one.layer === layer)]).filter(([, own]) => own.length).map(([title, own]) => [
    h("h3", {}, title, " ", h("span.count", {}, `${own.filter((one) => verdictOf(one.key)[0]).length} of ${own.length}`)),
    h("ul", {}, own.map((one) => h("li", {}, h("button", {
      type: "button", "data-key": one.key, "aria-current": one === item() ? "true" : false, onclick: () => go(view.items.indexOf(one)),
    }, h("span", {}, one.words[0] ?? one.item), h("span.badge", { class: verdictOf(one.key)[0] ?? "" }, verdictOf(one.key)[0] ?? ""))))),
  ]);
}

function go(index) {
  at = index;
  asking = null;
  draw();
  document.querySelector("#case h2")?.focus({ preventScroll: true });
}

function give(verdict) {
  if (!item()) return;
  if (verdict === "right") set(["right", null]);
  else { asking = verdict; draw(); }
}

function noted(words) {
  if (asking !== "right" && !words.trim()) { say("Say what it is: a verdict without a note helps nobody."); return; }
  set([asking, words.trim() || null]);
}

function set(value) {
  const name = item().key;
  given.set({ ...given.now, [name]: value });
  asking = null;
  keep();
  const next = view.items.findIndex((one, index) => index > at && !verdictOf(one.key)[0]);
  const open = next >= 0 ? next : view.items.findIndex((one) => !verdictOf(one.key)[0]);
  if (open < 0) say("Every item has a verdict. Ctrl S saves.");
  go(open >= 0 ? open : Math.min(at + 1, view.items.length - 1));
}

/** Send the newest verdicts; one request at a time. */
function keep() {
  status("sending", "Keeping …");
  sending ??= (async () => {
    let sent = null;
    while (sent !== given.now) {
      sent = given.now;
      const answer = await send("PUT", address, { version: view.version, given: sent }, (other) => { reset(other); draw(); });
      if (!answer) return;
      view.version = answer.version;
    }
  })().finally(() => { sending = null; frame(); });
}

function reset(other) {
  view = other;
  given.past = [];
  given.future = [];
  given.now = view.given;
  asking = null;
  at = Math.min(at, Math.max(view.items.length - 1, 0));
}

function step(name) {
  const before = given.now;
  given[name]();
  if (before === given.now) return;
  const touched = view.items.findIndex(({ key: one }) => JSON.stringify(before[one]) !== JSON.stringify(given.now[one]));
  keep();
  go(touched >= 0 ? touched : at);
}

const escape = () => { asking = null; draw(); document.querySelector("#case h2")?.focus({ preventScroll: true }); };
const move = (by) => { if (view.items.length) go((at + by + view.items.length) % view.items.length); };

const commands = {
  right: () => give("right"), wrong: () => give("wrong"), unsure: () => give("unsure"),
  note: () => { asking = verdictOf(item().key)[0]; draw(); },
  undo: () => step("undo"), redo: () => step("redo"), next: () => move(1), back: () => move(-1), escape,
  save: async () => {
    await sending;
    const answer = await save((confirm) => send("POST", address, { version: view.version, confirm }, (other) => { reset(other); draw(); }));
    if (!answer) return;
    reset(answer.view);
    draw();
    say("Saved");
  },
};
const KEYS = { ...COMMON, 1: "right", 2: "wrong", 3: "unsure", n: "note", Escape: "escape" };
listen(commands, (name) => KEYS[name], [["1", "right"], ["2", "wrong"], ["3", "unsure"], ["n", "change the note"], ["Esc", "back from the note"]]);
draw();
