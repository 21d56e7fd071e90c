"""Rules about names and kinds of files, before anything is read."""

from collections.abc import Iterator

from ...files.disk import Irregular
from ...files.source_article import SourceArticle
from ...text.ids import is_id, is_placeholder, is_reserved, nearest_id
from ...text.visible import did_you_mean, hidden_in
from ..finding import Spot
from ..subjects import FileName

_ENDINGS = {"corpus": ".txt", "annotations": ".json"}
FOLDERS = frozenset({"passes", "decisions", "audits", "additions"})


def _ending(entry: FileName) -> str:
    return _ENDINGS[entry.folder.partition("/")[0]]


def unknown_file(entry: FileName) -> Iterator[Spot]:
    ending = _ending(entry)
    if entry.name.endswith(ending) or (entry.folder == "annotations" and entry.name in FOLDERS):
        return
    home = next((folder for folder, other in _ENDINGS.items() if entry.name.endswith(other)), None)
    if home:
        yield Spot((), f"“{entry.name}” is in {entry.folder}/", f"Move it to {home}/")
    else:
        folders = "other folders" if entry.folder == "annotations" else "folders"
        fix = f"Remove it: {entry.folder}/ takes only {ending} files, and no {folders}"
        yield Spot((), f"“{entry.name}” is not a {ending} file", fix)


def bad_file_name(entry: FileName) -> Iterator[Spot]:
    ending = _ending(entry)
    if not entry.name.endswith(ending):
        return
    id = entry.name.removesuffix(ending)
    if not is_id(id):
        hint = nearest_id(id) or "a-short-slug"
        found = hidden_in(id)
        wrong = f"contains {found}" if found else "is not a valid id"
        yield Spot((), f"“{id}” {wrong}", f"Rename it to {hint}{ending}")
    elif is_reserved(id):
        message = f"“{id}” is a reserved name, on Windows or on the site"
        yield Spot((), message, f"Use {id}-article{ending}")
    if entry.twin:
        where = "where case, or how letters with marks are written, does not count"
        message = f"“{entry.name}” and “{entry.twin}” are the same name {where}"
        yield Spot((), message, "Rename one of the two")


def placeholder_id(entry: FileName) -> Iterator[Spot]:
    id = entry.name.removesuffix(_ending(entry))
    if entry.folder == "corpus" and is_placeholder(id):
        yield Spot((), f"“{id}” is a placeholder")


def stray_pass(entry: FileName) -> Iterator[Spot]:
    id = entry.name.removesuffix(_ending(entry))
    if entry.articles is not None and entry.name.endswith(".json") and id not in entry.articles:
        yield Spot((), f"there is no corpus/{id}.txt{did_you_mean(id, entry.articles)}")


def not_a_regular_file(article: SourceArticle) -> Iterator[Spot]:
    for name, file in (("annotation", article.annotation), ("capture", article.capture)):
        if isinstance(file.data, Irregular):
            yield Spot((), f"the {name} is {file.data.what}", file=file.path)


def article_missing(article: SourceArticle) -> Iterator[Spot]:
    capture = article.capture
    if not capture.exists and article.annotation.exists:
        fix = f"Add the capture as {capture.path}, or correct the file name"
        yield Spot((), f"there is no {capture.path}", fix)


def annotation_missing(article: SourceArticle) -> Iterator[Spot]:
    path, capture = article.annotation.path, article.capture
    if not article.annotation.exists and capture.exists:
        yield Spot(0, f"there is no {path}", f"Add {path}, or remove the capture", capture.path)
