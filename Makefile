# The portal's commands. `make help` lists them; docs/operations.md tells more.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
# Processes for the tests; "auto" is one a core.
JOBS ?= auto
# One after the other in each process, so that what a module sets up is set up once; a process
# that has nothing left takes over tests of the others.
SPREAD = -n $(JOBS) --dist worksteal
# How often the browser tests run, and how many processes keep the machine busy meanwhile.
ROUNDS ?= 1
BUSY ?= 0

# What Python compiles is kept, whatever the environment says: the tests start it a hundred times.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
OURS := coe_site home consultation ideas tests manage.py .ci
step = @printf '== %s\n'

.PHONY: help setup run test test-sqlite test-postgres test-browser check lock bench clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## Make the virtual environment with what the portal runs on

run: export PORTAL_ENVIRONMENT = development
run: export PORTAL_LOG_LEVEL ?= WARNING
run: export PORTAL_BASE_URL = http://127.0.0.1:$(PORT)
run: $(VENV)/.installed ## Set everything up and serve the portal on 127.0.0.1 (PORT=8000)
	@$(BIN)/python .ci/port_is_free.py $(PORT)
	$(step) 'Bringing the database up to date'
	@$(MANAGE) migrate --verbosity 0
	$(step) 'Setting up roles, site and front page'
	@$(MANAGE) setup_portal
	$(step) 'Loading the demonstration consultation'
	@$(MANAGE) load_demo
	$(step) 'Making sure there is an administrator'
	@$(MANAGE) ensure_admin
	$(step) 'Serving on http://127.0.0.1:$(PORT)/ (editors: http://127.0.0.1:$(PORT)/admin/). Ctrl+C stops it'
# gunicorn and not runserver: a fixed number of threads that live long, so parallel readers and
# writers meet what production has, and a busy moment opens no hundred database connections.
	@exec $(BIN)/gunicorn --config python:coe_site.gunicorn --bind 127.0.0.1:$(PORT) --log-level warning coe_site.wsgi

# The second part runs whatever the first has found: each may find what the other does not.
test: $(VENV)/.installed-dev ## Install what tests need, run all on SQLite and the database part on PostgreSQL
	@results=(); code=0; \
	for part in sqlite postgres; do \
		if $(MAKE) --no-print-directory test-$$part; then results+=("$$part: passed"); \
		else results+=("$$part: FAILED"); code=1; fi; \
	done; \
	echo '== Both parts'; printf '%s\n' "$${results[@]}"; exit $$code

test-sqlite: $(VENV)/.installed-dev
	@.ci/need postgresql chromium 'chromium-headless-shell?' redis-server nginx libpangoft2-1.0-0 fonts-dejavu-core
	$(step) 'The whole suite, on SQLite'
	@env -u DATABASE_URL $(BIN)/pytest $(SPREAD) $(ARGS)

# All of it on PostgreSQL, browser included, takes as long again: make test-postgres ARGS="-m ''"
test-postgres: $(VENV)/.installed-dev
	@.ci/need postgresql chromium 'chromium-headless-shell?' redis-server nginx libpangoft2-1.0-0 fonts-dejavu-core
	$(step) 'What depends on the database, on a PostgreSQL of its own'
	@$(BIN)/python -m tests.services.postgres -- $(BIN)/pytest -m database $(SPREAD) $(ARGS)

test-browser: $(VENV)/.installed-dev ## Run the browser tests alone (ROUNDS=5 BUSY=2: five times, on a busy machine)
	@.ci/need chromium 'chromium-headless-shell?' redis-server
	@env -u DATABASE_URL $(BIN)/python -m tests.browser.rounds $(ROUNDS) $(BUSY) -- $(BIN)/pytest -m browser $(SPREAD) $(ARGS)

check: $(VENV)/.installed-dev ## Check style, types, templates, imports, dependencies, migrations, production settings
	$(step) 'ruff'
	@$(BIN)/ruff check --quiet $(OURS)
	@$(BIN)/ruff format --quiet --check $(OURS) || { $(BIN)/ruff format --check $(OURS); exit 1; }
	$(step) 'djlint'
	@$(BIN)/djlint --lint --quiet templates
	$(step) 'mypy'
	@$(BIN)/mypy
	$(step) 'import-linter'
	@$(BIN)/lint-imports --no-cache > var/import-linter.log || { cat var/import-linter.log; exit 1; }
	$(step) 'deptry'
	@$(BIN)/deptry .
	$(step) 'migrations'
	@$(MANAGE) makemigrations --check --dry-run
	$(step) 'production settings'
	@env PORTAL_ENVIRONMENT=production PORTAL_ALLOWED_HOSTS=portal.example.org \
		PORTAL_SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		DATABASE_URL="sqlite:///$(CURDIR)/var/check.sqlite3" \
		$(MANAGE) check --deploy --fail-level WARNING

lock: $(VENV)/.installed-dev ## Pin the newest versions that requirements*.in allow
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --no-header requirements-dev.in -o requirements-dev.txt

bench: $(VENV)/.installed-dev ## Measure pages, answers, lists and exports (tests/load)
	@$(BIN)/python -m tests.load $(ARGS)

clean: ## Remove what set-up, runs and tests made, the development database included
	rm -rf $(VENV) var staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is made again only when the pins change. pip alone: it is there with every
# Python, and follows whatever index and proxy the machine is set up for.
$(BIN)/python:
	$(step) 'Making a virtual environment in $(VENV)'
	@.ci/make_venv "$(PYTHON)" "$(VENV)"

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(step) 'Installing what the portal runs on'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@mkdir -p var && touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(step) 'Installing what tests and checks need'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@
