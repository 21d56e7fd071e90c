"""Tables of the benchmark, and what its figures foretell."""

import json
from pathlib import Path

from istanbul_talks.site.measured import measured

RECORD = {
    "commit": "0123456789abcdef",
    "day": "2024-06-01",
    "articles": 1000,
    "machine": {
        "processor": "A <b>chip</b>",
        "cores": 2,
        "memory": 8,
        "system": "Linux",
        "python": "3.11.1",
        "libraries": {"orjson": "3.10"},
    },
    "compared": [
        {
            "name": "build",
            "against": "a script",
            "ratio": 0.25,
            "reach": 0.5,
            "ours": [1.0, 100],
            "theirs": [4.0, 300],
            "times": 3,
        }
    ],
    "growth": [
        {"articles": 100, "cold": [2.0, 90], "unchanged": [1.0, 80], "changed": [1.5, 90]},
        {"articles": 1100, "cold": [4.0, 95], "unchanged": [1.1, 80], "changed": [2.0, 90]},
    ],
}


def test_a_record_becomes_tables_and_a_model(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "benchmark.json").write_text(json.dumps(RECORD), encoding="utf-8")
    page = measured(tmp_path)
    assert "Commit `0123456789`, 2024-06-01: A &lt;b&gt;chip" in page
    assert "| build | a script | 0.250 | 0.5 | 1.00 s, 100 MB | 4.00 s, 300 MB |" in page
    assert "| 1,100 | 4.0 s | 95 MB | 27.5% | 50.0% |" in page
    # 2 s more of two cores for 1,000 articles more: 4 ms each; 100 ms more to join: .1 ms each.
    assert "gives 4.00 ms of one core for each article, and 0.100 ms to join it" in page
    # 10^8 x 4 ms / 800 cores = 500 s; 10^8 x .1 ms = 10,000 s.
    assert "100 machines of 8 cores 0.1 hours, and one machine 2.8 hours" in page
