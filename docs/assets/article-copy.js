// “Show my copy”: puts the words of a reader's own file into the gaps of the text-free edition.
// The file is read by this page alone. No request is made, nothing is stored, the words go with the tab.

import { fillGaps, length } from "./article-text.js";

const MOST = 16 << 20; // bytes of a file, as `istanbul-talks restore` reads
const LINE_END = /\r\n?|[\x85\u2028\u2029]/g;
const RESTORE = "istanbul-talks restore also takes saved web pages and copies with other spacing or quotation marks.";

async function digestOf(text) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The text of an article in a file, or what is wrong with the file: {text} or {problem}. */
export async function textIn(file, article) {
  if (!globalThis.crypto?.subtle) return { problem: "This browser computes SHA-256 only on pages over https, and on localhost. Open the page there." };
  if (file.size > MOST) return { problem: `The file is larger than ${MOST >> 20} MB. Choose a file with the text of this article alone.` };
  const decoded = decode(await file.arrayBuffer());
  if (decoded === null) return { problem: `The file is not text in UTF-8. Save it as UTF-8. ${RESTORE}` };
  const wanted = article.dataset;
  const plain = decoded.replace(/^\ufeff/, "").replace(LINE_END, "\n");
  const tries = [plain, plain.normalize("NFC")].flatMap((one) => [one, `${one.replace(/\n+$/, "")}\n`, trimmed(one)]);
  for (const text of new Set([decoded, ...tries])) {
    const found = await digestOf(text);
    if (found === wanted.textSha256) return { text };
    if (found === wanted.captureSha256) return cut(text, wanted);
  }
  return { problem: differs(plain, article) };
}

const trimmed = (text) => text.replace(/^\n+|\n+$/g, "");

function decode(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The article in its capture: the parts of its body, with blank lines between them. */
async function cut(capture, { body, textSha256 }) {
  const points = Array.from(capture);
  const parts = JSON.parse(body || "[]").map(([, start, count]) => points.slice(start, start + count).join(""));
  const text = parts.join("\n\n");
  if (await digestOf(text) === textSha256) return { text };
  return { problem: "The file is the capture, but this page does not say correctly which parts are the article. Please report this bug." };
}

/** What is different in a file that is not the article, as far as the words on this page tell. */
function differs(copy, article) {
  if (!copy.trim()) return "The file is empty. Choose the file with your copy of the article.";
  const text = trimmed(copy);
  const has = length(text), needs = Number(article.dataset.length);
  const parts = ["This is not the text that was annotated: its SHA-256 is different."];
  if (/^\s*<(!doctype|html|\?xml)/i.test(copy)) parts.push("It is a web page, not plain text.");
  else if (has !== needs) parts.push(`It has ${has.toLocaleString("en")} characters, the article has ${needs.toLocaleString("en")}.`);
  else parts.push("It has as many characters as the article.");
  const place = firstDifference(Array.from(text), article);
  if (place) parts.push(place);
  parts.push(`Nothing was shown. ${RESTORE}`);
  return parts.join(" ");
}

/** The first words known here that a copy does not have at their place. */
function firstDifference(points, article) {
  let before = "";
  for (const known of article.querySelectorAll(".it-text .it-mention[data-start]")) {
    if (known.querySelector(".it-gap")) continue;
    const [start, end] = [Number(known.dataset.start), Number(known.dataset.end)];
    const words = known.textContent;
    if (points.slice(start, end).join("") !== words) {
      const until = before ? `Up to “${before}” the names on this page are at their places; ` : "";
      return `${until}“${words}” should begin at character ${(start + 1).toLocaleString("en")}.`;
    }
    before = words;
  }
  return before ? "The names on this page are at their places, so only words between them differ." : "";
}

/** Listen for a file that is chosen or dropped on the box. */
export function offerCopy(article, box, filled) {
  const input = box.querySelector("input[type=file]"), said = box.querySelector("output");
  const take = async (file) => {
    if (!file) return;
    said.textContent = `Reading ${file.name} …`;
    box.classList.remove("is-wrong");
    const { text, problem } = await textIn(file, article).catch((error) => ({ problem: `The file cannot be read (${error.name}). Choose it again.` }));
    box.classList.toggle("is-wrong", Boolean(problem));
    said.textContent = problem ?? "Your copy is the text that was annotated. Its words are shown on this page until you leave it. Nothing was sent.";
    input.value = "";
    if (problem) return;
    fillGaps(article, text);
    for (const label of box.querySelectorAll("label, p")) label.hidden = true;
    article.classList.add("is-filled");
    filled(text);
  };
  input.addEventListener("change", () => take(input.files[0]));
  box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("is-over"); });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    box.classList.remove("is-over");
    take(event.dataTransfer.files[0]);
  });
  box.hidden = false;
}

