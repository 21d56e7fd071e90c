"""Workflows have no secrets or wide permissions, are pinned, and their linters find nothing."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpora import ROOT
from istanbul_talks.cli.parser import parser

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EVERY_WORKFLOW = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
BIN = Path(sys.executable).parent


def workflow(name: str) -> dict[str, Any]:
    path = ROOT / ".github" / "workflows" / f"{name}.yml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def linted(name: str, *arguments: str | Path) -> tuple[int, str]:
    """Exit code and output of a linter."""
    done = subprocess.run([BIN / name, *arguments], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_zizmor_finds_nothing() -> None:
    code, said = linted("zizmor", "--offline", "--persona=auditor", ROOT / ".github")
    assert code == 0, said
    assert "No findings to report" in said


def test_actionlint_finds_nothing() -> None:
    assert linted("actionlint", *WORKFLOWS) == (0, "")


def test_the_linters_find_what_is_wrong(tmp_path: Path) -> None:
    """A workflow with the faults they are there for: else a linter that does not run would pass."""
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    bad = (
        "on: pull_request_target\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - uses: actions/checkout@v4\n"
        "      - run: echo ${{ github.event.issue.title }}\n        shel: bash\n"
    )
    (folder / "bad.yml").write_text(bad, encoding="utf-8")
    _, said = linted("zizmor", "--offline", tmp_path)
    assert "template-injection" in said
    assert "dangerous-triggers" in said
    code, said = linted("actionlint", folder / "bad.yml")
    assert code == 1
    assert "shel" in said


@EVERY_WORKFLOW
def test_permissions_and_pins(path: Path) -> None:
    """Permissions by name, actions by full hash, no secret, no credential left in the checkout."""
    text = path.read_text(encoding="utf-8")
    made = yaml.safe_load(text)
    assert made["permissions"] == {}
    assert "secrets." not in text
    for match in re.finditer(r"uses: (\S+)(.*)", text):
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", match[1]), match[0]
        assert re.match(r" # v\d", match[2]), match[0]
    for job in made["jobs"].values():
        assert job["timeout-minutes"] <= 40
        for step in job["steps"]:
            if str(step.get("uses", "")).startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            assert "${{" not in step.get("run", ""), "values come through env"


def test_pull_requests_can_only_read() -> None:
    made = workflow("pull-request")
    assert made[True] == "pull_request"  # YAML 1.1 reads the key “on” as true
    assert all(job["permissions"] == {"contents": "read"} for job in made["jobs"].values())


def test_the_trusted_workflow_runs_nothing_of_the_pull_request() -> None:
    """It checks out the main branch alone, and the job that may write has no checkout at all."""
    made = workflow("comment")
    compare, comment = made["jobs"]["compare"], made["jobs"]["comment"]
    assert all("write" not in permission for permission in compare["permissions"].values())
    checkouts = [
        step
        for step in compare["steps"]
        if str(step.get("uses", "")).startswith("actions/checkout@")
    ]
    assert [set(step["with"]) for step in checkouts] == [{"fetch-depth", "persist-credentials"}]
    runs = " ".join(step.get("run", "") for step in compare["steps"])
    assert "make setup HASHES=1" in runs
    assert "python scripts/comment.py " in runs
    assert not re.search(r"git (?:checkout|switch|reset|worktree|merge |pull)|gh pr checkout", runs)
    assert not any("checkout" in str(step.get("uses", "")) for step in comment["steps"])


def test_the_job_that_reads_a_form_can_write_nothing() -> None:
    """It installs by hash. The one that pushes installs nothing and parses no page."""
    runs_of_a_form = workflow("form")["concurrency"]
    assert runs_of_a_form["cancel-in-progress"] is False
    assert "github.event.label.name" in runs_of_a_form["group"]  # a new run drops a waiting one
    read, write = (workflow("form")["jobs"][name] for name in ("read", "write"))
    assert read["permissions"] == {"contents": "read"}
    assert write["needs"] == "read"
    assert "make setup HASHES=1" in [step.get("run") for step in read["steps"]]
    runs = [step.get("run", "") for step in write["steps"]]
    assert [run for run in runs if "python" in run] == [next(r for r in runs if "accept.py" in r)]
    assert not any(word in run for run in runs for word in ("make ", "pip", "form.py", ".venv"))
    assert not any("setup-python" in str(step.get("uses", "")) for step in write["steps"])
    checked = next(
        i for i, run in enumerate(runs) if run.startswith("python3 -I scripts/accept.py")
    )
    pushed = next(i for i, run in enumerate(runs) if "git push" in run)
    assert checked < pushed
    assert write["steps"][pushed]["if"] == "steps.files.outputs.made == 'true'"


def test_the_weekly_workflow_attacks_and_audits() -> None:
    made = workflow("weekly")
    assert made[True]["schedule"]
    assert all(job["permissions"] == {"contents": "read"} for job in made["jobs"].values())
    attack = made["jobs"]["hostile"]["steps"][-1]
    assert attack["run"] == "make test-hostile HASHES=1"
    assert attack["env"] == {"HOSTILE_SEED": "${{ github.run_id }}"}
    run = made["jobs"]["audit"]["steps"][-1]["run"]
    locked = {*re.findall(r"-r (\S+)", run.splitlines()[-1])}
    assert locked == {"locked.txt", ".github/sbom.txt", ".github/audit.txt"}
    assert "install --require-hashes -r .github/audit.txt" in run


def test_updates_come_for_actions_and_packages_after_a_week() -> None:
    path = ROOT / ".github" / "dependabot.yml"
    updates = yaml.safe_load(path.read_text(encoding="utf-8"))["updates"]
    assert [update["package-ecosystem"] for update in updates] == ["github-actions", "pip"]
    assert all(update["cooldown"]["default-days"] >= 7 for update in updates)
    assert updates[1]["groups"]["packages"]["patterns"] == ["*"]  # pins and hashes in one change


@EVERY_WORKFLOW
def test_commands_of_workflows_exist(path: Path) -> None:
    """Every make target and every command that a workflow runs is one of ours."""
    text = path.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:run: |^\s+)make ([a-z-]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for line in re.findall(r"istanbul-talks ((?:validate|diff)[^\n|>]*)", text):
        words = re.sub(r"\$\([^)]*\)", "REV", line).split()
        words = [word.strip('"') for word in words]
        parser().parse_args(words)


def test_owners_templates_and_hooks() -> None:
    owners = (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8")
    for line in owners.splitlines():
        if line and not line.startswith("#"):
            pattern, *who = line.split()
            assert pattern == "*" or (ROOT / pattern.strip("/")).exists(), pattern
            assert all(name.startswith("@OWNER/") for name in who)
    for name in (
        "pull_request_template.md",
        "PULL_REQUEST_TEMPLATE/data.md",
        "PULL_REQUEST_TEMPLATE/code.md",
    ):
        path = ROOT / ".github" / name
        for link in re.findall(r"\]\(([^)]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), link
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")):
        assert {"id", "name", "entry", "language", "files"} <= set(hook)
        parser().parse_args(hook["entry"].split()[1:])
        assert re.match(hook["files"], "annotations/an-article.json")
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))[
        "repos"
    ]
    assert {hook["id"] for hook in local["hooks"]} == {"fmt", "validate", "ruff"}
