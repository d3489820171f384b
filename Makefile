# Honglam. `make run` shows the province in a browser, `make test` proves it; `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
.DEFAULT_GOAL := help

.PHONY: help run test setup setup-dev web lock fmt lint types imports packs words docs unit browser slow test-pg15 new-pack bench shots clean

help: ## list what make can do
	@grep -E '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

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

fmt: .venv/.dev ## format the code and repair what ruff can repair
	@$(BIN)/ruff check --fix . || true
	@$(BIN)/ruff format .

# One group of `make test` alone: make lint, make unit, …
lint types imports packs unit browser slow: setup-dev
	@sh tools/test.sh $@

test-pg15: setup-dev ## the tests of the database on Debian's PostgreSQL 15
	@sh tools/test-postgres15.sh

words: .venv/.dev ## take new texts out of the code into each room's Vietnamese catalogue
	@$(BIN)/python tools/words.py $(ROOM)
	@$(BIN)/python tools/words.py --compile

docs: .venv/.dev ## write docs/reference and the OpenAPI document anew from the code
	@$(BIN)/python -m tools.docs

new-pack: .venv/.dev ## begin a pack: make new-pack NAME=wells
	@$(BIN)/python -m tools.new_pack "$(NAME)"

bench: setup-dev ## measure every speed that we claim, beside its peer
	@$(BIN)/python -m bench

shots: setup-dev ## take screenshots of the main pages into docs/img
	@$(BIN)/python tools/shots.py

clean: ## remove what make made; the data in var/ stays
	rm -rf .venv web/dist web/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
