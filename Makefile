# The commands of this project. CI runs `make test coverage`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# HASHES=1 installs only files whose SHA-256 is in locked.txt (Python 3.11 on Linux, as in CI).
HASHES ?=
CHROMIUM ?= chromium
PYTEST = $(BIN)/python -m pytest -q -n auto --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
export PYTHONHASHSEED ?= 0
export PYTHONDONTWRITEBYTECODE = # many tests start Python, which must not compile all of it each time

.DEFAULT_GOAL := test
.PHONY: help setup hook dataset test coverage test-slow test-hostile lint types check docs serve generate pages benchmark clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(VENV)/.setup hook ## set up the commands for contributors, without building anything

# Only in a clone of its own, and only where there is no hook. Our checks need no network.
hook: $(VENV)/.setup ## let git format and check your data at every commit
	@if [ -z "$$(git rev-parse --show-prefix 2>&1)" ] && ! git config core.hooksPath >/dev/null; then \
	  hook=$$(git rev-parse --git-path hooks)/pre-commit; \
	  if [ -e "$$hook" ] || [ -L "$$hook" ]; then \
	    grep -qs 'pre-commit\.com' "$$hook" || echo "There is a hook at $$hook already, so none was installed" >&2; \
	  else \
	    $(BIN)/python -m pre_commit install >/dev/null && \
	    echo "At every commit, git now formats and checks your data. To stop that: rm $$hook" >&2; \
	  fi; \
	fi

dataset: $(VENV)/.dataset ## set up and build the dataset into dist/istanbul-talks
	@$(BIN)/python scripts/build.py

test: $(VENV)/.test ## set up and run all checks and tests
	@$(MAKE) -s -j 2 lint types check docs
	@$(PYTEST)

coverage: $(VENV)/.test ## run the tests again and fail below 95 % of lines and branches
	@$(PYTEST) --cov --cov-report=term

# One process more than cores: some tests wait for a server or a browser.
test-slow: $(VENV)/.test ## run the tests that take minutes, but for the attacks of test-hostile
	@workers=$$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)'); \
	CHROMIUM=$$(command -v $(CHROMIUM)) $(PYTEST) -n $$workers -m 'slow and not hostile'

test-browser: $(VENV)/.test ## try the studio in a real Chromium; CHROMIUM=PATH names it
	@command -v $(CHROMIUM) >/dev/null || { echo "This needs Chromium. On Debian: apt-get install chromium. Or name it: make test-browser CHROMIUM=PATH" >&2; exit 1; }
	@CHROMIUM=$$(command -v $(CHROMIUM)) $(BIN)/python -m pytest -q -n 2 --dist loadfile -m 'browser and not slow' tests/browser

test-hostile: $(VENV)/.test ## attack the programs with bad inputs; HOSTILE_SEED=N draws others, HOSTILE=1 records the counts
	@$(PYTEST) -m hostile

lint: $(VENV)/.test ## ruff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .

types: $(VENV)/.test ## mypy --strict
	@$(BIN)/mypy

check: $(VENV)/.test ## our own checks on our own data, and that pages that come from code are fresh
	@$(BIN)/istanbul-talks validate --strict
	@$(BIN)/python scripts/generate.py --check

generate: $(VENV)/.test ## write the pages that come from schema, rules, docstrings and --help
	@$(BIN)/python scripts/generate.py

pages: $(VENV)/.test ## write all pages, also those that come from the data, as each release does
	@$(BIN)/python scripts/generate.py --all

docs: $(VENV)/.test ## build the site into site/, from the edition without texts
	@$(BIN)/python scripts/site.py

serve: $(VENV)/.test ## build the site with the texts and show it, on this machine only
	@$(BIN)/python scripts/site.py --edition full --serve

benchmark: $(VENV)/.test ## compare the speed with what a user would otherwise write
	@$(BIN)/python scripts/benchmark.py

clean: ## remove what was built, not the environment
	rm -rf dist site build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

# The environment, pinned by constraints.txt. Some systems ship venv without pip: then the system's pip fills it.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This needs Python 3.11 or newer. Name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) 2>/dev/null || { $(PYTHON) -m venv --without-pip --clear $(VENV) && $(PYTHON) -m pip -q --python $@ install pip; }

$(VENV)/.dataset: pyproject.toml constraints.txt hatch_build.py | $(BIN)/python
	@echo "Setting up $(VENV) (once)" >&2
	@if [ -n "$(HASHES)" ]; then $(PIP) install --require-hashes -r locked.txt; fi # then the lines below find all they need
	@$(PIP) install -c constraints.txt hatchling editables jsonschema jsonschema-rs krippendorff numpy orjson pyarrow PyYAML rapidfuzz referencing regex
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.setup: $(VENV)/.dataset
	@$(PIP) install -c constraints.txt 'istanbul-talks[hooks,ingest,studio]' # pre-commit, what `new` reads pages with, the studio
	@touch $@

$(VENV)/.test: $(VENV)/.dataset
	@echo "Setting up the tools for tests (once)" >&2
	@$(PIP) install -c constraints.txt 'istanbul-talks[build,docs,pandas,datasets,test]' # the checkout, installed above
	@touch $@
