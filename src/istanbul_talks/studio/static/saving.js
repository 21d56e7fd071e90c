// Saving: the difference before the first save, and a merge when the file has changed meanwhile.

import { dialog, h, key } from "./dom.js";
import { FORMS } from "./fields.js";
import { merge, resolve } from "./merge.js";

/** Show what saving would change; true if the person wants it. */
export function confirmSave({ diff, files }) {
  if (!diff) return dialog("Nothing to save", (close) => [
    h("p", {}, "The files already say the same."),
    h("footer", {}, h("button.primary", { type: "button", autofocus: true, onclick: () => close(false) }, "Close")),
  ]);
  return dialog("Save these changes?", (close) => [
    h("p", {}, files.length === 1 ? "This file changes: " : `${files.length} files change: `, files.map((name, index) => [index ? ", " : "", h("code", {}, name)])),
    h("pre.diff", { tabindex: "0", "aria-label": "The difference" }, diff.split("\n").map((line) => h("span", { class: kindOf(line) }, `${line}\n`))),
    h("footer", {},
      h("button.primary", { type: "button", autofocus: true, onclick: () => close(true) }, "Save", key("Enter")),
      h("button", { type: "button", onclick: () => close(false) }, "Not yet", key("Esc"))),
  ], "wide");
}

function kindOf(line) {
  if (/^(---|\+\+\+|@@)/.test(line)) return "meta";
  return line.startsWith("+") ? "added" : line.startsWith("-") ? "gone" : "same";
}

const LAYERS = { entities: "Name", claims: "Claim", stance: "Stance", notes: "Remark", article: "Article" };

/** Decide item by item between two versions; the merged state, or null if the person leaves it open. */
export async function mergeView({ base, mine, theirs, why }) {
  const all = merge(base, mine, theirs);
  const { conflicts } = all;
  const done = await dialog("Two versions", (close, box) => {
    let at = 0;
    const body = h("div.merge");
    const use = h("button.primary", { type: "button", onclick: () => close(true) }, "Use this version", key("Enter"));
    const choose = (index, choice) => {
      conflicts[index].choice = choice;
      at = Math.min(index + 1, conflicts.length - 1);
      draw();
    };
    const draw = () => {
      const left = conflicts.filter(({ choice }) => !choice).length;
      use.disabled = left > 0;
      body.replaceChildren(
        h("p", { role: "status" }, why, " ", conflicts.length ? `Both sides changed ${conflicts.length === 1 ? "one item" : `${conflicts.length} items`}; ${left || "none"} left to decide. All else is merged.`
          : "The changes do not touch each other, and are merged."),
        h("ol", {}, conflicts.map((one, index) => h("li", { class: index === at ? "chosen" : "" },
          h("h3", {}, `${LAYERS[one.layer] ?? one.layer}: ${one.name}`),
          h("div.sides", {}, side(one, "mine", "Yours", "1", () => choose(index, "mine")), side(one, "theirs", "In the file", "2", () => choose(index, "theirs")))))));
      body.querySelector("li.chosen")?.scrollIntoView({ block: "nearest" });
      if (box.open) (left ? body.querySelector("li.chosen button") : use).focus();
    };
    box.addEventListener("keydown", (event) => {
      if (conflicts.length && (event.key === "1" || event.key === "2")) choose(at, event.key === "1" ? "mine" : "theirs");
      else if (event.key === "ArrowDown") { at = Math.min(at + 1, conflicts.length - 1); draw(); }
      else if (event.key === "ArrowUp") { at = Math.max(at - 1, 0); draw(); }
      else if (event.key === "Enter" && !use.disabled) close(true);
      else return;
      event.preventDefault();
    });
    draw();
    (body.querySelector("button") ?? use).setAttribute("autofocus", "");
    return [
      conflicts.length ? h("p.hint", {}, key("1"), " takes yours, ", key("2"), " the file's, ", key("↑"), key("↓"), " move.") : null,
      body,
      h("footer", {}, use, h("button", { type: "button", onclick: () => close(null) }, "Decide later", key("Esc"))),
    ];
  }, "wide");
  return done ? resolve(all) : null;
}

function side(conflict, which, title, digit, choose) {
  const [value, other] = which === "mine" ? [conflict.mine, conflict.theirs] : [conflict.theirs, conflict.mine];
  return h("button.side", { type: "button", "aria-pressed": String(conflict.choice === which), onclick: choose },
    h("span.name", {}, title, key(digit)),
    value === undefined ? h("em", {}, "deleted") : fields(value, other, labelsOf(conflict.layer)));
}

function labelsOf(layer) {
  return Object.fromEntries((FORMS[layer]?.fields ?? []).map(({ name, label }) => [name, label]));
}

function fields(value, other, labels) {
  if (!value || typeof value !== "object" || Array.isArray(value)) return h("span", {}, words(value));
  return h("dl", {}, Object.keys(value).filter((name) => JSON.stringify(value[name]) !== JSON.stringify(other?.[name])).map((name) => h("div", {}, h("dt", {}, labels[name] ?? name), h("dd", {}, words(value[name])))));
}

const words = (value) => (value === null ? "not filled in" : typeof value === "string" ? value : JSON.stringify(value).replaceAll('","', '", "'));
