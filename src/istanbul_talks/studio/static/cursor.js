// The place in the text that keys move: a word, or a range selected with Shift or the mouse.

/** Move by word or sentence, or select more; gives the new {start, end, kind}. `body`: where the article is. */
export function moved(text, cursor, { key, shift, alt, control }, body) {
  if (key === "Home" || key === "End") {
    const place = key === "Home" ? body.start : text.unit(body.end - 1, "sentences").start;
    return { ...text.step(place - 1, "words", 1), kind: "word" };
  }
  const kind = key === "ArrowUp" || key === "ArrowDown" ? "sentences" : "words";
  const by = key === "ArrowRight" || key === "ArrowDown" ? 1 : -1;
  if (!shift) return { ...(plain(text, cursor, kind, by) ?? cursor), kind: "word" };
  const { start, end } = cursor;
  if (control) {
    return alt ? range(text.letter(start, by), end, cursor) : range(start, text.letter(end, by), cursor);
  }
  if (alt) {
    const unit = text.step(start, kind, by);
    return unit ? range(unit.start, end, cursor) : cursor;
  }
  if (kind === "sentences" && by > 0) {
    const here = text.unit(Math.max(start, end - 1), kind);
    return range(start, here.end > end ? here.end : text.step(end, kind, 1)?.end ?? end, cursor);
  }
  const unit = by > 0 ? text.step(end - 1, kind, 1) : text.step(end, kind, -1);
  if (by < 0 && (!unit || unit.end <= start)) return range(text.step(start, kind, -1)?.start ?? start, end, cursor);
  return unit ? range(start, unit.end, cursor) : cursor;
}

function plain(text, { start, end, kind: was }, kind, by) {
  if (kind === "words") return text.step(by > 0 && was === "range" ? end - 1 : start, "words", by);
  const here = text.unit(start, "sentences");
  const target = by < 0 && start > here.start ? here : text.step(start, "sentences", by);
  return target && text.unit(text.step(target.start - 1, "words", 1)?.start ?? target.start, "words");
}

function range(start, end, cursor) {
  return start < end ? { start, end, kind: "range" } : cursor;
}
