# What a developer does here; `make` alone lists it. Nothing outside this folder and the user's cache is changed.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory --warn-undefined-variables
# A machine that forbids bytecode would make each command compile its imports anew.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help

BIN := .venv/bin
# How many tests run side by side; the tests of a file stay together, since they share what they started.
WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile
# What starts engines, clouds or builds.
SLOW := e2e system providers sandbox tools scripts
OPA := "$$($(BIN)/python -m orchestrator.tools opa)"
REGO := $$(find policies -name '*.rego' -print -quit 2>/dev/null)

.PHONY: help setup demo unit lint policies test test-system fix golden bench

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

setup: ## uv, the locked packages, pulumi and opa; quick when that is done
	@scripts/setup

demo: setup ## plan, apply, drift and destroy a stack on local clouds
	@scripts/demo

unit: setup ## the fast tests, under a minute
	$(PYTEST) tests $(SLOW:%=--ignore tests/%)

lint: setup ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if [ -n "$(REGO)" ]; then $(OPA) fmt --list --fail policies && $(OPA) check --strict policies; fi

policies: setup ## the tests of the policies
	@if [ -n "$(REGO)" ]; then $(OPA) test policies; fi

test: lint policies ## everything but the system tests
	$(PYTEST) tests --ignore tests/system

test-system: setup ## the tests that install Debian packages (asks first)
	@scripts/test-system

fix: setup ## format, and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@if [ -n "$(REGO)" ]; then $(OPA) fmt --write policies; fi

# In one process: the files are only cleared of what is no longer used when one process sees all tests.
golden: setup ## write the golden files anew; read the diff
	$(BIN)/pytest tests --ignore tests/e2e --ignore tests/system --snapshot-update
	@git --no-pager diff --stat -- tests

bench: setup ## measure
	$(BIN)/python -m benchmarks
