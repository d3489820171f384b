# Honglam. `make run` shows the province in a browser, `make test` proves it; `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
.DEFAULT_GOAL := help

.PHONY: help run test setup setup-dev web lock lint fmt typecheck unit browser bench new-pack docs shots words clean

help: ## list what make can do
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

run: setup ## start the platform (Ctrl-C stops it)
	@exec $(BIN)/honglam up --demo

test: setup-dev ## lint, types, contracts, unit, property and browser tests
	@sh tools/test.sh

setup: .venv/.run web ## make the virtual environment and build the islands

setup-dev: .venv/.dev web ## the same, with the tools that tests need

.venv/bin/uv:
	@$(PYTHON) tools/checkpython.py
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/uv.txt

.venv/.run: .venv/bin/uv requirements/run.txt pyproject.toml
	@if [ ! -f .venv/.dev ]; then $(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements/uv.txt requirements/run.txt; fi
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/bin/uv requirements/dev.txt pyproject.toml
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements/uv.txt requirements/dev.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@ .venv/.run

web: .venv/.run
	@$(BIN)/python tools/web.py
	@$(BIN)/python tools/words.py --compile

lock: .venv/bin/uv ## write requirements/*.txt anew from pyproject.toml
	@sh tools/lock.sh
