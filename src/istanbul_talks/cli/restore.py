"""`restore`: turn the text-free edition into the full one."""

import argparse
from collections import Counter

from ..reading.corpus import load
from ..reading.restore import restore
from ..text.visible import visible


def run(options: argparse.Namespace) -> int:
    done = restore(load(options.release), options.texts, options.out)
    for report in done.reports:
        file = f" ({visible(report.file.name, 100)})" if report.file else ""
        detail = f": {visible(report.detail, 1000)}" if report.detail else ""
        print(f"{report.article}: {report.state}{file}{detail}")
    used = {report.file for report in done.reports}
    for path, why in sorted(done.unread.items()):
        if path not in used:
            print(f"{visible(path.name, 100)} was not read: {visible(why, 300)}")
    counts = Counter(report.state for report in done.reports)
    print(", ".join(f"{count:,} {state}" for state, count in counts.items()))
    if done.digest is None:
        state = "was not changed" if options.out.exists() else "was not created"
        print(f"No article was restored; {options.out} {state}")
        return 1
    edition = "the full edition, every row" if done.full else "part of the full edition"
    print(f"{options.out}: {edition}, content digest sha256:{done.digest}")
    captures = sum(report.capture for report in done.reports)
    if not done.full and not counts.keys() - {"exact", "same after normalisation"}:
        had = f"The config raw has {captures} of {len(done.reports)} captures"
        print(f"{had}. It needs the exact files that were annotated")
    return int(bool(counts.keys() & {"changed", "missing"}))
