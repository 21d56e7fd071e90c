"""Adds entries to the registries under `schema/`: entities, outlets and annotators.

`new`, `fix`, the form and the studio all add through `with_entries`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..model import registry
from ..model.new_entries import entity_entry, outlet_entry
from ..model.resolve import quote_of
from ..model.vocabulary import Vocabulary
from ..text.urls import host_of
from ..text.visible import did_you_mean, visible

Entry = Mapping[str, Any]
PATHS = {name: registry.path_of(name) for name in ("annotators", "publishers", "entities")}
ALL = "all"  # accepts every proposal


class Proposal(NamedTuple):
    """An entry that an annotation needs. `problem`: why it cannot be added yet, with the remedy."""

    registry: str
    entry: Entry
    problem: str | None = None

    @property
    def names(self) -> tuple[str, str]:
        """What accepts it: its id or its name."""
        return self.entry["id"], self.entry["name"]


def accepted(
    found: Iterable[Proposal], names: Collection[str]
) -> tuple[dict[str, list[Entry]], list[str]]:
    """The proposed entries that are accepted by id or name, for `with_entries`; `all` of them.

    Also a line for each that cannot be added yet, and for each name that is no proposal.
    """
    added: dict[str, list[Entry]] = {}
    problems, proposed, left = list[str](), list(found), {*names} - {ALL}
    for proposal in proposed:
        if ALL not in names and left.isdisjoint(proposal.names):
            continue
        if proposal.problem:
            problems.append(f"{PATHS[proposal.registry]}: not added: {proposal.problem}")
        else:
            added.setdefault(proposal.registry, []).append(proposal.entry)
    known = {name for proposal in proposed for name in proposal.names}
    for name in sorted(left - known):
        ids = ", ".join(dict.fromkeys(proposal.names[0] for proposal in proposed)) or "none"
        hint = did_you_mean(name, known) or f". What can be accepted: {ids}"
        problems.append(f"--accept {visible(name, 64)}: no registry lacks it{hint}")
    return added, problems


def with_entries(
    root: CorpusFolder, known: Vocabulary, added: Mapping[str, Sequence[Entry]]
) -> dict[str, bytes]:
    """The registries with more entries, each in its place, by path. Unchanged ones are left out.

    `added`: entries of `annotators`, `publishers` and `entities`. An entity that is known may only
    gain variants. CorpusError for an id that has another meaning.
    """
    files: dict[str, bytes] = {}
    for name, after in merged(known, added).items():
        files[PATHS[name]] = registry.sorted_lines(name, after.values())
    return files


def merged(known: Vocabulary, added: Mapping[str, Sequence[Entry]]) -> dict[str, dict[str, Entry]]:
    """The registries that more entries change, by id. Raises CorpusError as `with_entries`."""
    found: dict[str, dict[str, Entry]] = {}
    for name, entries in added.items():
        before: Mapping[str, Entry] = getattr(known, name)
        after = dict(before)
        for entry in entries:
            after[entry["id"]] = _merged(name, after.get(entry["id"], entry), entry)
        if name == "entities" and after != before:
            registry.check_entities(after)
        if after != before:
            found[name] = after
    return found


def _merged(name: str, old: Entry, new: Entry) -> Entry:
    """An entry with the variants of both. CorpusError if anything else differs."""
    if changed := registry.differing(old, new):
        found = f"{PATHS[name]}: “{new['id']}” is there already, with another"
        raise CorpusError(f"{found} {min(changed)}. Choose another id, or use its values")
    return registry.with_variants(new, old)


def proposals(annotation: Mapping[str, Any], known: Vocabulary) -> Iterator[Proposal]:
    """The entries that an annotation needs and the registries lack; values may be unfilled."""
    source = annotation["source"]
    names = {entry["name"] for entry in known.publishers.values()}
    if source["publisher"] is not None and source["publisher"] not in names:
        yield Proposal("publishers", _outlet(annotation))
    for entity in annotation["entities"]:
        forms = [quote_of(form).exact for form in entity["mentions"]]
        old = known.entities.get(entity["id"])
        if old is None:
            yield Proposal("entities", *_entity(entity))
        elif missing := {*forms}.difference(old["variants"], [old["name"]]):
            more = sorted({*old["variants"], *missing})
            yield Proposal("entities", {**old, "variants": more})


def _outlet(annotation: Mapping[str, Any]) -> dict[str, Any]:
    source, note = annotation["source"], f"As the page of {annotation['article']} names it."
    return outlet_entry(source["publisher"], host_of(source["url"]), note)


def _entity(entity: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """The entry for a new entity, and what is missing from it."""
    entry, shown = entity_entry(entity, entity.get("note") or "…"), visible(entity["id"], 64)
    if entity["type"] is None:
        return entry, f"“{shown}” has no type yet. Fill it in first"
    if entity["wikidata"] is not None:
        remedy = "Write null, or add the entry by hand"
        return entry, f"“{shown}”: `checked` must say where its Wikidata id was checked. {remedy}"
    if not entity.get("note"):
        return entry, f"“{shown}” needs a `note`: who or what it is. The registry shows it"
    return entry, None
