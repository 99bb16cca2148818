# Two commands matter to a newcomer: `make run` and `make test`. `make help` lists the rest.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
BIN := .venv/bin
DATA ?=
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Compiled once, not by each of the many processes the tests start.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help
help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | column -t -s '|'

.venv/.installed: requirements/build.txt pyproject.toml scripts/hatch_metadata.py
	@scripts/python -m venv .venv || { echo "Python's venv module is missing. On Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Installing the locked dependencies (once; a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/build.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: install
install: .venv/.installed ## Make the environment: packages, front-end assets, places, messages
	@scripts/prepare

.PHONY: run
run: install ## Prepare the database, samples and index, and start the server (DATA=../shared/data loads real records too)
	@$(BIN)/volens serve --prepare $(if $(DATA),--data "$(DATA)")

.venv/.dev: .venv/.installed requirements/dev.txt
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: dev
dev: .venv/.dev install ## Make the environment for checks and tests

.PHONY: tools
tools: ## Install Chromium, fonts and PostgreSQL on Debian; elsewhere say what to install
	@scripts/tools

.PHONY: test
test: dev tools ## Run the tests: SQLite, real browser, then the database part on PostgreSQL
	@scripts/test

.PHONY: test-fast
test-fast: dev ## Run the fast part: no browser, no PostgreSQL, no service started anew
	@scripts/test fast

.PHONY: safeguards
safeguards: dev ## Run the tests of the safeguards alone (docs: safeguards S1-S14)
	@$(BIN)/python -m pytest -n 2 -q tests/safeguards

.PHONY: safeguards-break
safeguards-break: dev ## Break one safeguard at a time in a copy and expect its test to fail
	@$(BIN)/python scripts/break_safeguards.py

.PHONY: deep
deep: dev tools ## Run the deep profile: kills, fuzzing, ten thousand hostile records
	@scripts/test deep

.PHONY: check
check: dev ## Lint, types, contracts of the floors, migrations, templates, messages, lock files
	@scripts/check

.PHONY: fmt
fmt: dev ## Format the code
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .

.PHONY: bench
bench: dev tools ## Measure speed side by side with the alternatives and write docs/figures.md
	@nice -n -5 true 2>/dev/null; $(BIN)/python -m bench speed $(BENCH)

.PHONY: bench-quality
bench-quality: dev ## Measure quality on real data (DATA=../shared/data) and write docs/figures.md
	@DATA="$(or $(DATA),../shared/data)" $(BIN)/python -m bench quality $(BENCH)

.PHONY: screenshots
screenshots: dev tools ## Take the screenshots of the documentation anew
	@$(BIN)/python scripts/screenshots.py

.PHONY: wheel
wheel: dev ## Build the wheel, with the built assets inside
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist .

.PHONY: clean
clean: ## Remove the environment and everything built; keeps var/ (your data)
	@rm -rf .venv node_modules dist build .mypy_cache .ruff_cache src/volens/site/static/build src/volens/packs/places/built
