// The list of work: begin an article from a saved page or a text, or a pass of one's own.

import { h, stored } from "./dom.js";
import { call } from "./server.js";

const { articles, annotators } = JSON.parse(document.getElementById("data").textContent);
const known = new Set(annotators.map(({ id }) => id));
const remembered = stored("studio:by") ?? "";

const by = h("input", { id: "by", list: "annotators", autocomplete: "off", spellcheck: "false", value: remembered });
const introduce = h("textarea", { id: "introduce", rows: 2 });
const introduction = field("introduce", "Introduce yourself in one sentence", introduce,
  "For example: Reads English and Turkish; trained as a journalist.");
const file = h("input", { id: "page", type: "file", accept: ".html,.htm,.mhtml,.mht,.txt,text/html,text/plain" });
const text = h("textarea", { id: "words", rows: 4 });
const url = h("input", { id: "url", type: "url", autocomplete: "off" });
const said = h("div.said", { role: "alert" });

function field(id, label, control, hint) {
  return h("div.input", {}, h("label", { for: id }, label), hint ? h("p.hint", {}, hint) : null, control);
}

/** The annotator's id and, for a new one, the introduction. */
function who() {
  const id = by.value.trim();
  stored("studio:by", id);
  return { by: id, ...(known.has(id) ? {} : { introduce: introduce.value.trim() }) };
}

function meet() {
  introduction.hidden = !by.value.trim() || known.has(by.value.trim());
}

/** Begin something; then go to it, or first show what is doubtful. */
async function begin(address, asked) {
  said.replaceChildren("Working…");
  try {
    const { path, doubts } = await call("POST", address, asked);
    if (!doubts?.length) return location.assign(`/edit/${path}`);
    const open = h("a.button", { href: `/edit/${path}` }, "Open the draft");
    const list = h("ul", {}, doubts.map((doubt) => h("li", {}, String(doubt))));
    said.replaceChildren(h("strong", {}, "The draft is there. Look at this:"), list, open);
    return open.focus();
  } catch (problem) {
    return said.replaceChildren(problem.message);
  }
}

/** A chosen file in base64. */
async function encoded(chosen) {
  const data = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(chosen);
  });
  return data.slice(data.indexOf(",") + 1);
}

async function submit(event) {
  event.preventDefault();
  const [chosen] = file.files;
  if (!chosen && !text.value.trim()) return said.replaceChildren("Choose a saved page, or paste a text.");
  const given = chosen ? { name: chosen.name, data: await encoded(chosen) } : { text: text.value };
  return begin("/api/new", { ...given, ...who(), ...(url.value ? { url: url.value } : {}) });
}

by.addEventListener("input", meet);
meet();
document.getElementById("begin").append(
  h("div.columns", {}, field("by", "Your annotator id", by, "Letters, digits and hyphens, such as reader-1."), introduction),
  h("datalist", { id: "annotators" }, annotators.map(({ id }) => h("option", { value: id }))),
  h("details.begin", { open: !articles.length },
    h("summary", {}, "Begin an article"),
    h("form", { onsubmit: submit },
      h("div.columns", {},
        field("page", "A saved page", file, "HTML, MHTML or text."),
        field("words", "Or its text", text, "Copied from the page, from its headline on."),
        field("url", "Its address", url, "If the page is public.")),
      h("p", {}, h("button.primary", {}, "Make a draft")))),
  said);

function makePass(article) {
  if (by.value.trim()) return begin("/api/pass", { article: article.id, ...who() });
  said.replaceChildren("Write your annotator id first.");
  return by.focus();
}

for (const place of document.querySelectorAll("[data-pass]")) {
  const article = articles.find(({ id }) => id === place.dataset.pass);
  place.append(h("button.link", { type: "button", onclick: () => makePass(article) },
    "Make my pass", h("span.unseen", {}, ` of ${article.title}`)));
}
