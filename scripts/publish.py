"""Publish a release. Checks first, says what it does, compares the uploaded files by hash.

    --to hub:ORG/NAME      the Hugging Face Hub: one commit and a tag
    --to s3://BUCKET/PATH  object storage, or another address that fsspec supports (file:///…):
                           a folder for each version, and latest.json
    --to zenodo            a draft with a reserved DOI; with --final it is published

Run it again after an interruption: it continues where it stopped. Tokens come from the environment
(HF_TOKEN, AWS_…, ZENODO_TOKEN) or the store of the host's own library, and are never printed.
"""

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from istanbul_talks.cli.parser import guarded
from istanbul_talks.dataset.layout import BUILT_TEXT_FREE
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import disk
from istanbul_talks.history.release import manifests
from istanbul_talks.publishing.hosts import host
from istanbul_talks.publishing.release_check import checked_release, refuse_unreleased
from istanbul_talks.publishing.zenodo import Zenodo
from istanbul_talks.text.visible import visible

HERE = Path(__file__).resolve().parent.parent
DRY = "Dry run: nothing was changed"


def arguments() -> argparse.Namespace:
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    add = parser.add_argument
    built, folder = HERE / BUILT_TEXT_FREE, f"release folder (default: {BUILT_TEXT_FREE})"
    add("release", nargs="?", type=Path, default=built, metavar="FOLDER", help=folder)
    add("--to", required=True, metavar="HOST", help="hub:ORG/NAME, zenodo, or an address")
    add("--dry-run", action="store_true", help="only show what would be done")
    texts = "articles without known rights whose texts may be published"
    add("--with-text", default="", metavar="ID,ID", help=texts)
    add("--untagged", action="store_true", help="no tag of this repository names this release")
    add("--create", action="store_true", help="create the dataset on the Hub if it does not exist")
    add("--private", action="store_true", help="with --create: visible only to members of ORG")
    add("--final", action="store_true", help="publish the draft on Zenodo, permanently")
    reserve = "with --to zenodo: create a draft of this version, print its DOI, and stop"
    add("--reserve", metavar="VERSION", help=reserve)
    options = "file system options, passed to fsspec"
    add("--storage-options", default="{}", type=storage_options, metavar="JSON", help=options)
    return parser.parse_args()


def storage_options(text: str) -> dict[str, object]:
    try:
        given = json.loads(text)
    except json.JSONDecodeError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not isinstance(given, dict):
        raise argparse.ArgumentTypeError('write an object, such as {"anon": false}')
    return given


def reserve(version: str, *, dry: bool) -> str:
    """The DOI of a version that will be released."""
    dataset = json.loads(disk.read_text(HERE / "schema" / "dataset.json"))
    zenodo = Zenodo(dataset, version, date.today().isoformat())
    if not dry:
        return zenodo.reserve()
    return zenodo.reserved() or f"create a draft of version {version} and reserve a DOI\n{DRY}"


def publish(options: argparse.Namespace) -> list[str]:
    if options.reserve is not None:
        if options.to != "zenodo":
            raise CorpusError("--reserve needs --to zenodo")
        return [reserve(options.reserve, dry=options.dry_run)]
    with_text = [id for id in options.with_text.split(",") if id]
    corpus = checked_release(options.release, with_text)
    if not options.untagged:
        released = manifests(HERE, corpus.version).get(corpus.edition)
        refuse_unreleased(corpus, f"v{corpus.version}", released)
    place = host(options, corpus)
    steps = place.plan() if options.dry_run else place.publish()
    steps = [
        visible(step, 500) for step in steps or ["nothing to do: this release is already there"]
    ]
    return [*steps, *([DRY] if options.dry_run else [])]


def main() -> int:
    options = arguments()
    try:
        print("\n".join(publish(options)))
    except KeyboardInterrupt:
        print("publish: interrupted. Run it again to continue", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(guarded("publish", main))
