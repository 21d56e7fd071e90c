"""Reads CoNLL-U: the text, and mentions from `Entity` in MISC as CorefUD writes them.

The text is made of forms, `SpaceAfter=No`, and UDPipe's `SpacesAfter` and `SpacesBefore`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..files.foreign import ForeignFiles
from ..text.visible import in_marks, visible
from .found import Found, Taken
from .offsets import Quoted

ENDING = ".conllu"
_NEW = re.compile(r"#\s*newdoc(?:\s+id\s*=\s*(.*))?")
_SAID = re.compile(r"#\s*(text|sent_id|global\.Entity)\s*=\s?(.*)")
_ID = re.compile(r"([1-9]\d*)(?:-(\d+)|\.\d+)?")
_BRACKET = re.compile(r"\(([^()]+)\)|\(([^()]+)|([^()]+)\)")
_ESCAPED = re.compile(r"\\(u[0-9a-f]{4}|.)")
_ESCAPES = {"s": " ", "t": "\t", "n": "\n", "r": "\r", "p": "|", "\\": "\\"}
_FIELDS = "eid-etype-head-other"  # of an Entity, if the file does not say
_COLUMNS = ("LEMMA", "UPOS", "XPOS", "FEATS", "HEAD", "DEPREL", "DEPS")
_PARAGRAPH = "\n\n"


def read(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of files, each from a `newdoc` to the next, or a file without one."""
    for path in source.names(ENDING):
        reading = _Reading(path, path.rpartition("/")[2].removesuffix(ENDING))
        for number, data in enumerate(source.lines(path), start=1):
            line = _decoded(data).rstrip("\r\n")
            if match := _NEW.fullmatch(line):
                if reading.begun:
                    yield reading.taken()
                name = match[1] or f"{path}:{number}"
                reading = _Reading(path, name.strip(), fields=reading.fields)
            else:
                if "\ufffd" in line and "\ufffd".encode() not in data:
                    reading.found.defect(number, "not UTF-8. Save the file as UTF-8")
                reading.line(number, line)
        if reading.begun:
            yield reading.taken()


def _decoded(data: bytes) -> str:
    """A line, without a byte order mark; what is not UTF-8 is U+FFFD."""
    return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")


def _unescaped(words: str) -> str:
    return _ESCAPED.sub(
        lambda m: chr(int(m[1][1:], 16)) if len(m[1]) == 5 else _ESCAPES.get(m[1], m[0]), words
    )


@dataclass
class _Reading:
    """A document while it is read. `space`: what follows the last token, if it is no paragraph."""

    path: str
    name: str
    fields: str = _FIELDS
    found: Found = field(init=False)
    text: list[str] = field(default_factory=list)
    size: int = 0
    space: str = ""
    is_stated: bool = False  # whether the last token says which space follows it
    until: int = 0  # the last word of a token of several words
    last: int = 0  # the number of the last word
    sentence: tuple[str, int] | None = None  # its words and line, as a comment says them
    starts: int = 0  # where the sentence starts in `text`
    open: dict[str, list[tuple[int, int, dict[str, str]]]] = field(default_factory=dict)
    ignored: dict[str, int] = field(default_factory=dict)
    begun: bool = False

    def __post_init__(self) -> None:
        self.found = Found(self.path, self.name, "")

    def line(self, number: int, line: str) -> None:
        if not line.strip():
            self._end_sentence()
        elif line.startswith("#"):
            self._comment(number, line)
        else:
            self.begun = True
            columns = line.split("\t")
            match = _ID.fullmatch(columns[0])
            if len(columns) != 10 or match is None:
                said = "it has no ten columns" if match else "it is no token"
                self.found.defect(number, f"{in_marks(line, 60)} was left out: {said}")
                return
            self._token(number, columns, int(match[1]), int(match[2] or 0))

    def _comment(self, number: int, line: str) -> None:
        if re.fullmatch(r"#\s*newpar\b.*", line) and self.text and not self.is_stated:
            self.space = _PARAGRAPH
        if match := _SAID.fullmatch(line):
            if match[1] == "global.Entity":
                self.fields = match[2].strip()
            elif match[1] == "text":
                self.sentence = match[2], number

    def _token(self, number: int, columns: list[str], first: int, end: int) -> None:
        """A token of one or several words, or a word of one, whose form is not in the text."""
        misc = [one.partition("=") for one in columns[9].split("|")]
        said = [(key, value) for key, _, value in misc]
        place = (self.size, self.size)
        for name, value in zip(_COLUMNS, columns[2:9], strict=True):
            if value != "_":
                self.ignored.setdefault(name, number)
        if "." in columns[0]:
            self.ignored.setdefault("empty nodes", number)
        elif end or first > self.until:
            place = self._append(columns[1], dict(said))
            self.until = end
        if "." not in columns[0] and not end:
            if first != self.last + 1:
                wanted = f"the word after {self.last} should be {self.last + 1}, not {first}"
                self.found.defect(number, wanted)
            self.last = first
        if place[0] == place[1]:  # a word inside a token: its mentions have the token's place
            place = (self.size - len(self.text[-1]), self.size) if self.text else place
        for key, value in said:
            if key == "Entity" and "." not in columns[0]:
                for bracket in _BRACKET.finditer(value):
                    self._bracket(number, bracket, place)

    def _append(self, form: str, said: dict[str, str]) -> tuple[int, int]:
        before = self.space if self.text else ""
        before += _unescaped(said.get("SpacesBefore", ""))
        start = self.size + len(before)
        self.text += [before, form]
        self.size = start + len(form)
        self.is_stated = "SpacesAfter" in said or said.get("SpaceAfter") == "No"
        after = "" if said.get("SpaceAfter") == "No" else " "
        self.space = _unescaped(said["SpacesAfter"]) if "SpacesAfter" in said else after
        return start, self.size

    def _bracket(self, number: int, match: re.Match[str], place: tuple[int, int]) -> None:
        """An opening or closing bracket of an Entity, or both."""
        if closing := match[3]:
            eid = re.sub(r"\[\d+/\d+\]$", "", closing)
            if not self.open.get(eid):
                self.found.defect(number, f"a mention of {visible(eid)} ends that has not begun")
                return
            start, line, said = self.open[eid].pop()
            self._mention(start, place[1], line, said)
            return
        values = (match[1] or match[2]).split("-")
        said = dict(zip(self.fields.split("-"), values, strict=False))
        eid = said.pop("eid", values[0])
        said["eid"] = re.sub(r"\[\d+/\d+\]$", "", eid)
        if eid != said["eid"]:
            words = f"a mention of {visible(said['eid'])} has several parts: each is one here"
            self.found.defect(number, words)
        if match[1]:
            self._mention(place[0], place[1], number, said)
        else:
            self.open.setdefault(said["eid"], []).append((place[0], number, said))

    def _mention(self, start: int, end: int, line: int, said: dict[str, str]) -> None:
        id, label = f"m{len(self.found.spans) + 1}", said.get("etype") or "Entity"
        self.found.spans[id] = label, Quoted(((start, end),), None, line)
        self.found.attributes.append((id, "entity", said["eid"].replace("_", "-"), line))
        for key in said.keys() - {"eid", "etype"}:
            self.ignored.setdefault(f"{key} of Entity", line)

    def _end_sentence(self) -> None:
        self.last = self.until = 0
        here = "".join(self.text[self.starts :])
        if self.sentence and here and here.split() != self.sentence[0].split():
            words, line = self.sentence
            said = f"the forms give {in_marks(here.strip(), 60)}"
            self.found.defect(line, f"text is {in_marks(words, 60)}, but {said}")
        self.starts, self.sentence = len(self.text), None

    def taken(self) -> Taken:
        """The document. Columns that the corpus has no place for are listed with a line each."""
        self._end_sentence()
        self.found.text = "".join(self.text) + (self.space if self.is_stated else "")
        for eid, begun in self.open.items():
            for _, line, _ in begun:
                self.found.defect(line, f"a mention of {visible(eid)} does not end")
        for name, line in self.ignored.items():
            self.found.defect(line, f"{visible(name)} was left out here and below")
        return self.found.taken()
