# SPDX-License-Identifier: Apache-2.0
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
PYTHON3 := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && echo $$p && break; done)
VAR := $(or $(PORTAL_VAR_DIR),var)
BIN := $(VAR)/venv/bin
PY := $(BIN)/python
SETUP := $(PYTHON3) -m portal.local.setup
CODE := portal services credit licensing complaints
AHEAD := +365d
# Only what runs after installation sees the moved date; of its private servers the database tells the same.
# Files keep their real times: libfaketime moves those of some calls only, and modules would be compiled anew.
FAKETIME = LD_PRELOAD='/usr/$$LIB/faketime/libfaketimeMT.so.1' FAKETIME='$(AHEAD)' FAKETIME_DONT_FAKE_MONOTONIC=1 \
	NO_FAKE_STAT=1 PYTHONPATH=$(abspath tests/ahead)
.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run test test-ahead check format bench chaos guards fuzz coverage pictures docs messages lock stop clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## install what this machine lacks; says what and why
	@$(if $(PYTHON3),,echo "Python 3.11 or newer is needed" >&2; exit 1)
	@$(SETUP)

setup-tests:
	@$(if $(PYTHON3),,echo "Python 3.11 or newer is needed" >&2; exit 1)
	@$(SETUP) --tests

run: setup ## the whole portal with its demo city; Ctrl-C stops it
	@exec $(PY) -m portal.local.supervisor

test: setup-tests ## every test, on real PostgreSQL, Redis, SMTP and Chromium
	@status=0; $(PY) -m pytest -n 3 $(ARGS) || status=$$?; \
	$(PY) -m portal.local.embedded stop --if-idle; exit $$status

test-ahead: setup-tests ## every test as if it were a year later (AHEAD=+30d: 30 days)
	@mkdir -p $(VAR)/ahead && ln -sfn ../assets $(VAR)/ahead/assets; unset DATABASE_URL REDIS_URL CACHE_URL; \
	export PORTAL_VAR_DIR=$(abspath $(VAR))/ahead; $(PY) -m portal.local.embedded start; export $(FAKETIME); \
	$(PY) -m tests.ahead.database; status=0; $(PY) -m pytest -n 3 $(ARGS) || status=$$?; \
	$(PY) -m portal.local.embedded stop --if-idle; exit $$status

check: setup-tests ## lint, types, boundaries, templates, migrations, habits, docs, English catalogue
	@PATH="$(abspath $(BIN)):$$PATH" $(PY) -m portal.local.check

format: setup-tests ## put code and templates into shape
	@$(BIN)/ruff check --fix-only -q . ; $(BIN)/ruff format .
	@$(BIN)/djlint --reformat --quiet templates || true

bench: setup-tests ## measurements beside bare Django, as JSON
	@$(PY) -m tests.bench $(ARGS)

chaos: setup-tests ## kill -9 under load: nothing lost, nothing doubled
	@$(PY) -m pytest tests/chaos -n0 $(ARGS)

guards: setup-tests ## what tests miss: statements, rules, answers of the API (GUARDS=write accepts a change)
	@GUARDS=$(or $(GUARDS),compare) $(PY) -m pytest tests/guards -n0 -q $(ARGS)

fuzz: setup-tests ## forms and API asked at random, 10,000 times each: no failure of ours (FUZZ=1: a short run)
	@FUZZ=$(or $(FUZZ),52) $(PY) -m pytest tests/fuzz -n 2 -q -p no:logging --timeout 3600 $(ARGS)

coverage: setup-tests ## lines of code and templates that tests never reached (ARGS: which tests; slow)
	@mkdir -p $(VAR); $(PY) -m pytest -n 2 -q -p tests.guards.templates --cov --cov-report=term $(ARGS)

pictures: setup-tests ## docs/pictures at 1280 and 360 px
	@$(PY) -m tests.pictures $(ARGS)

docs: setup ## tables generated from the code: lifecycle, terms, rights
	@$(PY) manage.py write_docs

messages: setup ## refresh locale/en from code and templates
	@$(PY) manage.py makemessages -l en --no-location --no-wrap --no-obsolete --ignore var --ignore node_modules --ignore tests
	@$(SETUP) --part assets

lock: ## resolve Python and browser packages anew
	@$(PY) -m pip install -q uv
	@for name in requirements-dev requirements requirements-node requirements-redis; do \
		$(BIN)/uv pip compile -q --upgrade --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-strip-extras \
			$$([[ $$name = requirements || $$name = requirements-redis ]] && echo -c requirements-dev.txt) $$name.in -o $$name.txt; done
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund

stop: ## stop `make run`, if it runs, and the private servers
	@$(PYTHON3) -m portal.local.stop

clean: ## remove everything under var/ and node_modules (the demo's data and keys too)
	@$(PYTHON3) -m portal.local.stop --remove
