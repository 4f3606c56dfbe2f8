# Linli's commands. Each installs what it needs first (make setup).
PY := .venv/bin/python
OUT ?= out/tour
SCALE ?= 1
RIG ?=

.PHONY: help setup demo tour test check format bench rigs lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## install what is missing (Debian packages: asked for once)
	@sh config/setup.sh

demo: setup ## the whole terminal on this machine; Ctrl-C ends it
	@$(PY) -m linli demo

tour: setup ## a journey without a person: make tour OUT=DIR
	@$(PY) -m linli tour --out $(OUT)

test: setup ## all tests
	@$(PY) -m pytest -q -n 2 --dist loadfile

check: setup ## style, types, import rules, schemas, OpenAPI, QML, translations
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m contract.schemas --check
	@$(PY) -m openapi_spec_validator contract/platform.openapi.yaml
	@$(PY) -m tests.qml

bench: setup ## measure against a peer or a limit in the same run
	@$(PY) -m linli bench

rigs: setup ## kill and break things on purpose: make rigs [RIG=name] [SCALE=0.1]
	@$(PY) -m linli rigs --scale $(SCALE) $(RIG)

format: setup ## put the code into its form
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

lock: setup ## resolve config/*.in anew into the hash-locked files
	@sh config/lock.sh

clean: ## remove what was built, keep the environment
	@rm -rf out bench/out .pytest_cache .mypy_cache .ruff_cache .hypothesis
