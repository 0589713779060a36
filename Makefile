# Two commands for a fresh machine: `make demo` and `make test`. Python 3.11 or later and make are all they need.
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2
REPORTS := var/reports
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-tests browser demo dev check test bench faults mission docs

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/' | expand -t 14

setup:
	@$(PYTHON) tools/bootstrap.py

setup-dev:
	@$(PYTHON) tools/bootstrap.py --dev

browser: setup-tests ## find or install the Chromium of the browser tests

setup-tests:
	@$(PYTHON) tools/bootstrap.py --browser

demo: setup ## set up, run the main job on sample data, leave the site running (ONCE=1: exit after the table)
	@$(BIN)/loa demo run $(if $(ONCE),--once)

dev: setup-dev ## set up and run the site from the source tree, reloading on change
	@$(BIN)/loa up --dev

check: setup-dev ## format, lint, templates, types, import contracts, migrations, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet templates src
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tools/messages.py check
	$(BIN)/python tools/check_migrations.py
	$(BIN)/mypy

test: setup-tests check ## set up, check, then run every test
	@mkdir -p $(REPORTS)
	$(BIN)/pytest -n $(JOBS) --dist worksteal --durations=25 --junitxml=$(REPORTS)/junit.xml $(ARGS)

bench: setup-dev ## measure everything beside its alternative
	@$(BIN)/loa bench all

faults: setup-tests ## break and attack everything that sends, takes in and signs in, and write docs/operations/faults.md
	@mkdir -p $(REPORTS)
	@$(BIN)/loa bench faults --json | tee $(REPORTS)/bench-faults.txt
	@$(BIN)/pytest -n $(JOBS) --faults docs/operations/faults.md --faults-bench $(REPORTS)/bench-faults.txt

mission: setup-tests ## run the tests of the mission table and write docs/mission.md
	@$(BIN)/pytest --mission docs/mission.md

docs: setup ## write the pages that are made from the code
	@$(BIN)/python tools/docs.py
