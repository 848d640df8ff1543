# Every target makes .venv first, from the pinned and hashed packages of requirements/, when that is needed.
# `make test ARGS="tests/domain -k clock"` hands ARGS on; PYTHON=... names the interpreter to make .venv with.

.DEFAULT_GOAL := help
.PHONY: help setup run test check soak explore lock law
SHELL := /bin/sh

BIN := .venv/bin
ARGS ?=
PYTHON ?=
export PYTHON
FENDUAN_SEED ?= $(shell date +%s)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## Install everything into .venv
	@requirements/install.sh

run: setup ## Start the engine with sample cases; Ctrl-C stops it, and its state stays in .fenduan/
	@$(BIN)/fenduan up $(ARGS)

test: setup ## Run the tests on all cores
	@$(BIN)/python -m pytest -q -n auto $(ARGS)

check: setup ## Everything that CI checks: lint, format, types, imports, tests
	@echo "check: lint"
	@$(BIN)/ruff check --quiet
	@echo "check: format"
	@$(BIN)/ruff format --check --quiet
	@echo "check: types"
	@$(BIN)/mypy --no-error-summary
	@echo "check: imports"
	@$(BIN)/lint-imports --no-logo 2>&1 > .venv/imports.log || { cat .venv/imports.log; exit 1; }
	@echo "check: tests"
	@$(MAKE) --no-print-directory test

soak: setup ## Run the long random tests; FENDUAN_SEED=... repeats a run
	@echo "soak: FENDUAN_SEED=$(FENDUAN_SEED)"
	@FENDUAN_SEED=$(FENDUAN_SEED) $(BIN)/python -m pytest -q -n auto -m soak --hypothesis-seed=$(FENDUAN_SEED) $(ARGS)

explore: setup ## Explore every state of the procedure; ARGS="pilot review" chooses configurations by their names
	@$(BIN)/python -m tests.exploration $(ARGS)

lock: ## Pin the newest allowed packages again, with their hashes
	@requirements/lock.sh

law: setup ## List the law files as released: from then on they may not be edited
	@$(BIN)/python -m cli.law.release $(ARGS)
