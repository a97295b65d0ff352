# `make` alone lists what can be made. Needs python3 (3.11 or later) with pip; everything else is
# fetched into .tools and .venv. PYTHON=python3.12 chooses another interpreter.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
# Processes that tests run in; each starts a Kafka and a PostgreSQL of its own.
WORKERS ?= 2
BIN := .venv/bin
UV := .tools/bin/uv
MEMBERS := shared services/ingest services/alerts services/api deploy/embedded
MEMBER_PROJECTS := $(MEMBERS:%=%/pyproject.toml)

# uv takes the interpreter that is here, and looks for packages in the environment that we name.
export UV_PYTHON_DOWNLOADS = never
unexport VIRTUAL_ENV
# pip warns root about the system's packages, which --target does not touch.
export PIP_ROOT_USER_ACTION = ignore

.PHONY: help setup demo test test-fast lint fmt lock bench bench-delivery bench-matching bench-patterns compose-test clean

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.stamp ## Fetch the tools and packages (quick when nothing has changed)

demo: setup ## Start Interparty in one process, feed it real public cases, show the alerts
	$(BIN)/interparty demo

test: setup lint ## Lint, then every test; starts its own Kafka and PostgreSQL
	$(BIN)/pytest -n $(WORKERS) --dist loadfile

test-fast: setup ## The tests that need neither Kafka nor PostgreSQL nor a browser
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m "not kafka and not postgres and not chromium"

lint: setup ## Style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fmt: setup ## Put the code in order: imports, format, what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .tools/.stamp ## Write requirements.txt anew (ARGS=--upgrade takes newer versions)
	@deploy/lock.sh $(UV) $(ARGS)

bench: setup ## Measure speed against bare baselines on this machine
	$(BIN)/python -m tests.bench

bench-delivery: setup ## Measure routing, webhooks and the live stream alone
	$(BIN)/python -m tests.bench --only routing --only webhooks --only delivery --only stream

bench-matching: setup ## Measure how names are resolved, beside general matchers (INTERPARTY_BENCH_DATA)
	$(BIN)/python -m tests.bench --only matching

bench-patterns: setup ## Measure how unusual counts are found, beside other detectors, in worlds with planted ones
	$(BIN)/python -m tests.bench --only patterns

compose-test: setup ## Kill every container of a compose stack under load, count what is there and what was told (needs Docker)
	$(BIN)/python -m tests.compose.kill_test

clean: ## Remove what was fetched and built; data is not touched
	rm -rf .venv .tools .parts .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --target, because some distributions' python3 lets pip install nowhere else.
.tools/.stamp: deploy/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Interparty needs Python 3.11 or later; name one: make PYTHON=python3.12")'
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --upgrade --target .tools --require-hashes -r deploy/bootstrap.txt
	@touch $@

# The members come last: sync removes whatever the lock does not name. Building them needs no net,
# because uv has their build backend inside.
.venv/.stamp: .tools/.stamp requirements.txt $(MEMBER_PROJECTS)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) .venv
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.txt
	$(UV) pip install --quiet --python $(BIN)/python --offline --no-deps $(MEMBERS:%=--editable ./%)
	@touch $@
