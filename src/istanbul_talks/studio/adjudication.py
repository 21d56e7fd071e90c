"""Adjudication in the studio: the choices so far as a draft, and what they make of the files."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from ..contributing.adjudicating import State, Work, begin, completed
from ..contributing.adopting import Pass, Undecidable
from ..contributing.choosing import Choice
from ..errors import CorpusError, NotFoundError
from ..files.json_bytes import canonical
from ..files.source_article import Bytes, SourceArticle
from ..model.annotated import Annotated, Unreadable, annotated, text_of, value_of
from ..model.resolve import resolve
from ..validation.article_check import check_article
from .readings import as_json
from .workspace import Workspace, etag_of

_MOST_REASONS, _LONGEST_REASON, _MOST_FILES = 9, 200, 40
_KEYS = {"question", "take", "why", "values"}


@dataclass(frozen=True)
class Opened:
    """An adjudication with its choices. `base`: etags of the files that it is about.

    `dropped`: choices of the draft that no longer fit, for a file has changed.
    """

    id: str
    by: str
    base: Mapping[str, str]
    version: str
    choices: tuple[Choice, ...]
    state: State
    dropped: tuple[Choice, ...] = ()


class Adjudications:
    """The adjudications of a corpus. States are kept in memory, so that a choice is one step."""

    def __init__(self, space: Workspace) -> None:
        self._space = space
        self._first: tuple[Any, State] | None = None
        self._steps: dict[Any, State] = {}

    def adjudicators(self, id: str) -> list[Mapping[str, Any]]:
        """Who may decide: annotators who made no pass over the article, people first."""
        source, known = self._source(id), self._space.vocabulary.annotators.values()
        free = [entry for entry in known if entry["id"] not in source.annotators]
        return sorted(free, key=lambda entry: (entry["kind"] != "human", entry["id"]))

    def _source(self, id: str) -> SourceArticle:
        root = self._space.root
        if id not in root.ids():
            raise NotFoundError(f"there is no article “{id}”")
        return root.read_article(id)

    def opened(self, id: str, by: str | None = None) -> Opened | None:
        """An adjudication by its draft, or a new one by somebody; None if nobody is named."""
        draft = self._draft(id)
        who = draft.get("by", by)
        if by not in (None, who) and not draft["choices"]:
            who = by
        if who is None:
            return None
        if by not in (None, who):
            found = f"{who} has decisions about {id} that are not saved"
            raise CorpusError(f"{found}. Save them or throw them away first")
        base, choices = self._etags(self._source(id)), map(_choice, draft["choices"])
        version = etag_of(orjson.dumps([who, base, draft["choices"]]))[:16]
        first = self._begun(id, who, base)
        return self._replayed(Opened(id, who, base, version, tuple(choices), first))

    def _draft(self, id: str) -> dict[str, Any]:
        """What is kept of an adjudication. CorpusError if the file is broken."""
        kept = self._space.kept(_path(id))
        try:
            draft = orjson.loads(kept) if kept is not None else {"choices": []}
            list(map(_choice, draft["choices"]))
        except (orjson.JSONDecodeError, LookupError, TypeError, CorpusError):
            remedy = f"Delete .studio/{_path(id)}, and decide again"
            raise CorpusError(
                f"the unsaved decisions about {id} cannot be read. {remedy}"
            ) from None
        found: dict[str, Any] = draft
        return found

    def _replayed(self, begun: Opened, *, strict: bool = False) -> Opened:
        """The choices of an adjudication, one after the other. Raises Undecidable if `strict`."""
        state, fitting, dropped = begun.state, list[Choice](), list[Choice]()
        steps = {}
        for choice in begun.choices:
            key = repr([*fitting, choice])
            try:
                state = steps[key] = self._steps.get(key) or state.decide(choice)
            except Undecidable:
                if strict:
                    raise
                dropped.append(choice)
            else:
                fitting.append(choice)
        self._steps = steps
        return replace(begun, choices=tuple(fitting), state=state, dropped=tuple(dropped))

    def _etags(self, source: SourceArticle) -> dict[str, str]:
        """The files that an adjudication is about, as they are now."""
        files = (source.capture, source.annotation, source.decisions, *source.passes.values())
        data = {file.path: file.data for file in files}
        return {path: etag_of(d) if isinstance(d, bytes) else "" for path, d in data.items()}

    def _begun(self, id: str, by: str, base: Mapping[str, str]) -> State:
        """The state before any choice; the same object while no file has changed."""
        stamp = id, by, dict(base), self._space.vocabulary.digest, self._space.today()
        if self._first is None or self._first[0] != stamp:
            self._first, self._steps = (stamp, self._read(id, by)), {}
        return self._first[1]

    def _read(self, id: str, by: str) -> State:
        source, words = self._source(id), self._space.vocabulary
        kind = words.annotators.get(by, {}).get("kind", "human")
        act = {"by": by, "kind": kind, "date": self._space.today().isoformat()}
        try:
            capture, file = text_of(source.capture), source.decisions
            made = {n: annotated(f, capture, words.schema) for n, f in source.passes.items()}
            base = value_of(file) if file.exists else None
            reference = self._reference(source, capture, made)
        except Unreadable as problem:
            raise CorpusError(f"{problem}. To see why, run: istanbul-talks validate {id}") from None
        for one in made.values():
            self._check(one, capture, id)
        if base is not None and not words.decisions.is_valid(base):
            raise CorpusError(f"{file.path} does not fit schema/decisions.schema.json")
        passes = {name: Pass(name, one) for name, one in made.items()}
        return begin(Work(passes, act, words, base), reference)

    def _reference(
        self, source: SourceArticle, capture: str, made: Mapping[str, Annotated]
    ) -> Annotated | None:
        """The reference so far; what is open about source and date is as in the first pass."""
        file, words = source.annotation, self._space.vocabulary
        if not file.exists or not made:
            return None
        value = completed(value_of(file), next(iter(made.values())).annotation, words)
        if not words.schema.is_valid(value):
            raise Unreadable(f"{file.path} does not fit schema/annotation.schema.json")
        found = Annotated(value, resolve(value, capture))
        if found.problem:
            raise Unreadable(f"{file.path}: {found.problem}")
        return found

    @staticmethod
    def _check(made: Annotated, capture: str, id: str) -> None:
        if made.annotation["text_sha256"] != etag_of(capture.encode()):
            who = made.annotation["provenance"][0]["by"]
            found = f"the capture has changed since {who} made the pass over {id}"
            raise CorpusError(f"{found}. To see the remedy, run: istanbul-talks validate {id}")

    def put(self, now: Opened, choices: list[Any]) -> Opened:
        """Keep choices as the draft. Raises Undecidable, and then nothing is kept."""
        days = {repr(choice._replace(day="")): choice.day for choice in now.choices}
        today = self._space.today().isoformat()
        bare = (choice._replace(day="") for choice in map(_choice, choices))
        sent = [choice._replace(day=days.get(repr(choice), today)) for choice in bare]
        first = self._begun(now.id, now.by, now.base)
        begun = replace(now, choices=tuple(sent), state=first)
        self._replayed(begun, strict=True)
        draft = {"by": now.by, "choices": [choice._asdict() for choice in sent]}
        self._space.keep(_path(now.id), canonical(draft))
        opened = self.opened(now.id, now.by)
        assert opened is not None
        return opened

    def discard(self, id: str) -> None:
        """Throw the draft away."""
        self._space.forget(_path(id))

    def changes(self, opened: Opened) -> dict[str, tuple[bytes, bytes]]:
        """What saving would change: old and new bytes by path."""
        source = self._source(opened.id)
        old = {file.path: file.data for file in (source.annotation, source.decisions)}
        was = {path: data if isinstance(data, bytes) else b"" for path, data in old.items()}
        new = _files(opened.state)
        return {path: (was[path], data) for path, data in new.items() if was[path] != data}

    def save(self, opened: Opened) -> None:
        """Write the reference and the decisions, both or neither."""
        changed = self.changes(opened)
        self._space.write({path: new for path, (_, new) in changed.items()})
        self.discard(opened.id)

    def view(self, opened: Opened) -> dict[str, Any]:
        """All that the page shows."""
        state, words = opened.state, self._space.vocabulary
        capture = state.reference.resolution.capture.text
        entities = state.reference.annotation["entities"]
        made = [
            {"id": m.id, "layer": m.layer, "decided": m.decided, "why": m.why} for m in state.made
        ]
        return {
            "id": opened.id,
            "by": opened.by,
            "passes": list(state.work.passes),
            "language": state.reference.annotation["source"]["language"],
            "version": opened.version,
            "choices": [choice._asdict() for choice in opened.choices],
            "questions": [as_json(question, capture, words) for question in state.questions],
            "made": made,
            "entities": [{"id": entity["id"], "name": entity["name"]} for entity in entities],
            "reasons": self._reasons(opened),
            "findings": self._findings(opened),
            "dropped": [choice._asdict() for choice in opened.dropped],
        }

    def _findings(self, opened: Opened) -> list[dict[str, str]]:
        """What `validate` would find in the files once they are saved, but for the passes."""
        source, new = self._source(opened.id), _files(opened.state)

        def fetch(path: str, most: int) -> Bytes:
            return new[path] if path in new else source.fetch(path, most)

        planned = SourceArticle(source.id, fetch, source.annotators)
        found = check_article(planned, self._space.vocabulary, self._space.today()).findings
        return [
            {"rule": f.rule, "severity": str(f.severity), "message": f.message, "fix": f.fix}
            for f in found
            if f.path in new and f.rule != "undecided-disagreement"  # the open questions
        ]

    def _reasons(self, opened: Opened) -> list[str]:
        """Reasons to choose from: those of this adjudication, then the commonest of others."""
        own = [choice.why for choice in reversed(opened.choices)]
        own += [made.why for made in opened.state.made]
        root, folder = self._space.root, "annotations/decisions"
        names = root.entries(folder)[:_MOST_FILES] if root.has_folder(folder) else []
        count = Counter[str]()
        for name in names:
            value = root.read_file(f"{folder}/{name}").value
            decisions = value.get("decisions") if isinstance(value, dict) else None
            for d in decisions if isinstance(decisions, list) else ():
                if isinstance(d, dict) and isinstance(d.get("why"), str):
                    count[d["why"]] += 1
        both = dict.fromkeys([*own, *(why for why, _ in count.most_common())])
        return [why for why in both if len(why) <= _LONGEST_REASON][:_MOST_REASONS]


def _path(id: str) -> str:
    return f"annotations/decisions/{id}.json"


def _files(state: State) -> dict[str, bytes]:
    """The reference and the decisions as files."""
    annotation = state.annotation
    id = annotation["article"]
    return {
        f"annotations/{id}.json": canonical(annotation),
        _path(id): canonical(state.decisions),
    }


def _choice(value: Any) -> Choice:
    """A choice as a browser sends it. CorpusError if it has another form."""
    if not isinstance(value, dict) or not _KEYS <= value.keys() <= {*_KEYS, "day"}:
        raise CorpusError(f"a choice has {', '.join(sorted(_KEYS))}, and nothing else")
    texts = isinstance(value["question"], str) and isinstance(value["why"], str)
    if not texts or not isinstance(value["take"], str | None):
        raise CorpusError("question and why are texts; take is an annotator or null")
    if not isinstance(value["values"], dict):
        raise CorpusError("values is an object: a value by field")
    return Choice(**{**value, "day": str(value.get("day", ""))})
