"""Bring a release to where others get it. Looks first, says what it does, checks by hash what arrived; run again, it goes on where it was.

    --to hub:ORG/NAME      the Hugging Face Hub: one commit and a tag
    --to s3://BUCKET/PATH  object storage, or any address of fsspec (file:///…): a folder a version, and latest.json
    --to zenodo            a draft with a reserved DOI; with --final it is published

Tokens come from the environment (HF_TOKEN, AWS_…, ZENODO_TOKEN) or the store of the host's own library, and are never printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from istanbul_talks.errors import CorpusError
from istanbul_talks.files import disk
from istanbul_talks.history.release import manifests, tag_of
from istanbul_talks.publishing.bucket import Bucket
from istanbul_talks.publishing.hub import Hub
from istanbul_talks.publishing.release_check import Host, is_version, ready
from istanbul_talks.publishing.zenodo import Zenodo
from istanbul_talks.reading.corpus import Corpus
from istanbul_talks.text.visible import visible

HERE = Path(__file__).resolve().parent.parent


def host(options: argparse.Namespace, corpus: Corpus) -> Host:
    """The host that --to names. CorpusError for none that is known."""
    if options.to.startswith("hub:"):
        return Hub(
            corpus, options.to.removeprefix("hub:"), create=options.create, private=options.private
        )
    if options.to == "zenodo":
        dataset = corpus.read_json("schema/dataset.json")
        if corpus.manifest["released"] is None:
            raise CorpusError(
                f"{corpus.folder} has no day of release, which a record on Zenodo needs. Make a release: scripts/release.py"
            )
        return Zenodo(
            dataset, corpus.version, str(corpus.manifest["released"]), corpus, final=options.final
        )
    if "://" in options.to:
        given = json.loads(options.storage_options)
        if not isinstance(given, dict):
            raise CorpusError('--storage-options: write an object, such as {"anon": false}')
        return Bucket(corpus, options.to, given)
    if "/" in options.to:
        raise CorpusError(
            f"--to {options.to}: write a folder as {Path(options.to).resolve().as_uri()}"
        )
    raise CorpusError(
        f"--to {options.to}: write hub:ORG/NAME, zenodo, or an address such as s3://bucket/path"
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("release", nargs="?", type=Path, default=HERE / "dist" / "istanbul-talks-text-free", metavar="FOLDER",
                        help="release folder (default: dist/istanbul-talks-text-free)")  # fmt: skip
    parser.add_argument(
        "--to", required=True, metavar="HOST", help="hub:ORG/NAME, zenodo, or an address of fsspec"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done, and do nothing"
    )
    parser.add_argument(
        "--with-text",
        default="",
        metavar="ID,ID",
        help="articles without known rights whose texts may go out, each by its id",
    )
    parser.add_argument(
        "--untagged",
        action="store_true",
        help="a release that no tag of this repository vouches for",
    )
    parser.add_argument(
        "--create", action="store_true", help="make the dataset on the Hub if it is not there"
    )
    parser.add_argument(
        "--private", action="store_true", help="with --create: only its members see it"
    )
    parser.add_argument(
        "--final", action="store_true", help="publish the draft on Zenodo, for good"
    )
    parser.add_argument(
        "--reserve",
        metavar="VERSION",
        help="with --to zenodo: make a draft for this version, print its DOI, and stop",
    )
    parser.add_argument(
        "--storage-options",
        default="{}",
        metavar="JSON",
        help="options of the file system, for fsspec",
    )
    return parser.parse_args()


def refuse_unvouched(corpus: Corpus) -> None:
    """CorpusError for a folder whose manifest is not the one that the tag of its version names: built from another commit, or changed."""
    tag = tag_of(corpus.version)
    told = manifests(HERE, corpus.version).get(corpus.edition)
    if told is None:
        raise CorpusError(
            f"there is no tag {tag} here that names the manifest of the {corpus.edition} edition. Fetch the tags, or add --untagged if "
            f"{corpus.folder} was not released from this repository"
        )
    if told != disk.sha256(corpus.folder / "MANIFEST.json")[0]:
        raise CorpusError(
            f"{corpus.folder} is not what was released as {tag}: its manifest has another SHA-256 than the tag names. Build it on that commit: "
            f"git switch --detach {tag}; make dataset; see what differs with scripts/reproduce.py {corpus.folder}"
        )


def reserve(version: str, *, dry: bool) -> int:
    """Print the DOI of a version that is yet to be released."""
    if not is_version(version):
        raise CorpusError(f"--reserve {version}: write three numbers, such as 1.0.0")
    dataset = json.loads(disk.read_text(HERE / "schema" / "dataset.json"))
    zenodo = Zenodo(dataset, version, date.today().isoformat())
    if dry:
        print(
            zenodo.reserved()
            or f"make a draft of version {version} and reserve a DOI\nNothing was done: this was a dry run"
        )
    else:
        print(zenodo.reserve())
    return 0


def main() -> int:
    options = arguments()
    try:
        if options.reserve is not None:
            if options.to != "zenodo":
                raise CorpusError("--reserve goes with --to zenodo")
            return reserve(options.reserve, dry=options.dry_run)
        corpus = ready(options.release, [id for id in options.with_text.split(",") if id])
        if not options.untagged:
            refuse_unvouched(corpus)
        target = host(options, corpus)
        steps = target.plan() if options.dry_run else target.publish()
        for step in steps or ["nothing to do: it is there already, the same"]:
            print(visible(step, 500))
        if options.dry_run:
            print("Nothing was done: this was a dry run")
    except CorpusError as refusal:
        print(f"publish: {visible(str(refusal), 2000)}", file=sys.stderr)
        return 2
    except OSError as error:
        print(
            f"publish: {visible(f'{error.filename or options.release}: {error.strerror or error}', 500)}",
            file=sys.stderr,
        )
        return 2
    except json.JSONDecodeError as error:
        print(f"publish: --storage-options: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("publish: interrupted; run it again to go on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
