# Linli's commands. Each installs what it needs first (make setup).
PY := .venv/bin/python
OUT ?= out/tour
SCALE ?= 1
RIG ?=
STORIES ?=
SCREEN ?=
PORT ?= 0
BENCH ?=

.PHONY: help setup demo tour test check format bench rigs figures lock clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## install what is missing (Debian packages: asked for once)
	@sh config/setup.sh

demo: setup ## the whole terminal in a browser: make demo [PORT=8000] [SCREEN=1: in windows]; Ctrl-C ends it
	@$(PY) -m linli demo --port $(PORT) $(if $(filter-out 0,$(SCREEN)),--screen)

tour: setup ## a journey without a person: make tour [OUT=DIR] [STORIES=1: the guided stories, too]
	@$(PY) -m linli tour --out $(OUT) $(if $(filter-out 0,$(STORIES)),--stories)

test: setup ## all tests; one that fails beside the others has a second try alone, and both are shown
	@$(PY) -m pytest -q -n 3 --dist loadfile || { test $$? -eq 1 && echo "Once more, alone:" && \
		$(PY) -m pytest -q --last-failed --last-failed-no-failures none; }

check: setup ## style, types, import rules, schemas, OpenAPI, QML, translations, the README's figures
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m contract.schemas --check
	@$(PY) -m agent.api.openapi --check
	@$(PY) -m openapi_spec_validator contract/platform.openapi.yaml contract/local.openapi.json
	@$(PY) -m tests.qml
	@$(PY) -m bench.readme --check

bench: setup ## measure against a peer or a limit in the same run: make bench [BENCH=name]
	@$(PY) -m linli bench $(BENCH)

rigs: setup ## kill and break things on purpose: make rigs [RIG=name] [SCALE=0.1]
	@$(PY) -m linli rigs --scale $(SCALE) $(RIG)

figures: setup ## put what bench and rigs have measured into both READMEs
	@$(PY) -m bench.readme

format: setup ## put the code into its form
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

lock: setup ## resolve config/*.in anew into the hash-locked files
	@sh config/lock.sh

clean: ## remove what was built, keep the environment
	@rm -rf out bench/out .pytest_cache .mypy_cache .ruff_cache .hypothesis
