"""Workflows have no secrets or wide permissions, are pinned, and their linters find nothing."""

import json
import os
import re
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpora import ROOT, TODAY, harbour
from istanbul_talks import load
from istanbul_talks.cli.parser import parser
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.site.pages import WRITTEN, data_pages

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


def test_the_forms_are_what_hosts_read(tmp_path: Path) -> None:
    check = partial(linted, "check-jsonschema", "--builtin-schema", "vendor.github-issue-forms")
    forms = [ROOT / ".github" / "ISSUE_TEMPLATE" / f"{n}.yml" for n in ("annotation", "correction")]
    assert check(*forms)[0] == 0, check(*forms)
    (tmp_path / "bad.yml").write_text(forms[1].read_text().replace("id: item", "id: an item"))
    assert check(tmp_path / "bad.yml")[0] == 1


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


def test_the_site_of_a_branch_is_an_artifact_that_the_comment_names() -> None:
    build, upload = workflow("pull-request")["jobs"]["site"]["steps"][-2:]
    assert build["run"] == "make docs"
    assert {**upload["with"]} == {"name": "site", "path": "site", "retention-days": 14}
    steps = workflow("comment")["jobs"]["compare"]["steps"]
    (step,) = (step for step in steps if "comment.py" in step.get("run", ""))
    assert step["env"]["RUN"] == "${{ github.event.workflow_run.html_url }}"
    assert 'comment.py --run "$RUN" ' in step["run"]


def test_the_jobs_that_read_a_form_can_write_nothing() -> None:
    """They install by hash. The one that pushes installs nothing, and checks the patch first."""
    runs_of_a_form = workflow("form")["concurrency"]
    assert runs_of_a_form["cancel-in-progress"] is False
    assert "github.event.label.name" in runs_of_a_form["group"]  # a new run drops a waiting one
    read, check, write = (workflow("form")["jobs"][name] for name in ("read", "check", "write"))
    for job in (read, check):
        assert job["permissions"] == {"contents": "read"}
        assert "make setup HASHES=1" in [step.get("run") for step in job["steps"]]
    assert (check["needs"], write["needs"]) == ("read", ["read", "check"])
    last = check["steps"][-1]["run"]
    assert last.index("python3 -I scripts/accept.py") < last.index("istanbul-talks validate")
    runs = [step.get("run", "") for step in write["steps"]]
    assert [run for run in runs if "python" in run] == [next(r for r in runs if "accept.py" in r)]
    assert not any(word in run for run in runs for word in ("make ", "pip", "form.py", ".venv"))
    assert not any("git add" in run or "git apply" in run for run in runs)
    assert not any("setup-python" in str(step.get("uses", "")) for step in write["steps"])
    checked = next(
        i for i, run in enumerate(runs) if run.startswith("python3 -I scripts/accept.py")
    )
    assert write["steps"][checked]["if"] == "needs.check.result == 'success'"
    pushed = next(i for i, run in enumerate(runs) if "git push" in run)
    assert checked < pushed
    assert write["steps"][pushed]["if"] == "steps.files.outputs.made == 'true'"


@pytest.mark.slow
def test_no_branch_carries_pages_made_from_the_data(harbour_release: Path, tmp_path: Path) -> None:
    """The check of a pull request names each such file that nobody writes by hand."""
    root = CorpusFolder(harbour(tmp_path / "harbour"))
    for name in ("docs", "templates"):
        shutil.copytree(ROOT / name, root.path / name, dirs_exist_ok=True)
    shutil.copy(ROOT / "README.md", root.path)
    facts = build(root, tmp_path / "release", today=TODAY).facts
    assert facts is not None
    made = {*data_pages(root, facts, load(harbour_release))}
    steps = workflow("pull-request")["jobs"]["data"]["steps"]
    (run,) = (step["run"] for step in steps if "git diff" in step.get("run", ""))
    named = set(run.partition(" -- ")[2].partition("||")[0].replace("\\\n", " ").split())
    covered = {name for name in made if not named.isdisjoint((name, str(Path(name).parent)))}
    assert made - covered == set(WRITTEN)
    assert all(any(name.startswith(one) for name in made) for one in named)
    site = [step.get("run") for step in workflow("docs")["jobs"]["build"]["steps"]]
    assert "make docs" in site


def test_a_new_commit_takes_back_approvals() -> None:
    """By a workflow that reads no file of the pull request, and by the ruleset of the host."""
    made = workflow("approvals")
    assert made[True] == {"pull_request_target": {"types": ["synchronize"]}}
    (job,) = made["jobs"].values()
    assert job["permissions"] == {"pull-requests": "write"}
    (step,) = job["steps"]
    assert {*step["env"].values()} == {
        "${{ github.token }}",
        "repos/${{ github.repository }}/pulls/${{ github.event.pull_request.number }}/reviews",
        "${{ github.event.pull_request.head.sha }}",
    }
    file = ROOT / ".github" / "rulesets" / "main.json"
    rules = {
        rule["type"]: rule.get("parameters", {}) for rule in json.loads(file.read_bytes())["rules"]
    }
    for setting in (
        "dismiss_stale_reviews_on_push",
        "require_code_owner_review",
        "require_last_push_approval",
    ):
        assert rules["pull_request"][setting] is True
    checks = rules["required_status_checks"]["required_status_checks"]
    names = {job["name"] for job in workflow("pull-request")["jobs"].values()}
    assert {check["context"] for check in checks} == names


@pytest.mark.parametrize("pushed", [False, True])
def test_only_approvals_of_older_commits_are_dismissed(tmp_path: Path, pushed: bool) -> None:
    """The step itself, with a program in the place of `gh` that writes down what it is asked."""
    (job,) = workflow("approvals")["jobs"].values()
    reviews = [
        {"id": 1, "state": "APPROVED", "commit_id": "old"},
        {"id": 2, "state": "APPROVED", "commit_id": "new" if pushed else "old"},
        {"id": 3, "state": "COMMENTED", "commit_id": "old"},
        {"id": 4, "state": "DISMISSED", "commit_id": "old"},
    ]
    (tmp_path / "reviews.json").write_text(json.dumps(reviews), encoding="utf-8")
    fake = f"""#!{sys.executable}
import json, os, sys
if "--jq" in sys.argv:
    wanted = sys.argv[sys.argv.index("--jq") + 1]
    assert wanted == '.[] | select(.state == "APPROVED" and .commit_id != env.HEAD) | .id', wanted
    for one in json.load(open("reviews.json")):
        if one["state"] == "APPROVED" and one["commit_id"] != os.environ["HEAD"]:
            print(one["id"])
else:
    print(*sys.argv[1:], file=open("asked", "a"))
"""
    (tmp_path / "gh").write_text(fake, encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    given = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "REVIEWS": "reviews", "HEAD": "new"}
    subprocess.run(
        ["bash", "-e", "-c", job["steps"][0]["run"]], cwd=tmp_path, env=given, check=True
    )
    asked = (tmp_path / "asked").read_text(encoding="utf-8").splitlines()
    assert [line.split()[3] for line in asked] == [
        f"reviews/{id}/dismissals" for id in ([1] if pushed else [1, 2])
    ]


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
