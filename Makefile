# The portal's commands. `make help` lists them, docs/development.md explains them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
# Processes for the tests. "auto" is one for each core.
JOBS ?= auto
# Each process runs its tests in order, so that a module is set up only once. A process that has
# finished takes over tests from the others.
SPREAD = -n $(JOBS) --dist worksteal
# How often the browser tests run, and how many processes keep the machine busy at the same time.
ROUNDS ?= 1
BUSY ?= 0

# Keep compiled Python files: the tests start Python about a hundred times.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
OURS := coe_site home consultation ideas tests manage.py .ci
step = @printf '== %s\n'

.PHONY: help setup run test test-sqlite test-postgres test-browser check messages reading-ease lock bench clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.installed ## Create the virtual environment and install the packages of the portal

run: export PORTAL_ENVIRONMENT = development
run: export PORTAL_LOG_LEVEL ?= WARNING
run: export PORTAL_BASE_URL = http://127.0.0.1:$(PORT)
run: $(VENV)/.installed ## Set up the portal and serve it on 127.0.0.1 (PORT=8000)
	@$(BIN)/python .ci/port_is_free.py $(PORT)
	$(step) 'Updating the database'
	@$(MANAGE) migrate --verbosity 0
	$(step) 'Setting up roles, site and front page'
	@$(MANAGE) setup_portal
	$(step) 'Loading the demonstration consultation'
	@$(MANAGE) load_demo
	$(step) 'Checking that there is an administrator'
	@$(MANAGE) ensure_admin
	$(step) 'Serving on http://127.0.0.1:$(PORT)/ (editors: http://127.0.0.1:$(PORT)/admin/). Ctrl+C stops it'
# gunicorn, not runserver: it has a fixed number of threads, as in production, so a burst of
# requests does not open a hundred database connections.
	@exec $(BIN)/gunicorn --config python:coe_site.gunicorn --bind 127.0.0.1:$(PORT) --log-level warning coe_site.wsgi

# The second part runs even if the first part fails, because each can find other faults.
test: $(VENV)/.installed-dev ## Install what the tests need and run them on SQLite and PostgreSQL
	@results=(); code=0; \
	for part in sqlite postgres; do \
		if $(MAKE) --no-print-directory test-$$part; then results+=("$$part: passed"); \
		else results+=("$$part: FAILED"); code=1; fi; \
	done; \
	echo '== Both parts'; printf '%s\n' "$${results[@]}"; exit $$code

test-sqlite: $(VENV)/.installed-dev
	@.ci/need postgresql chromium 'chromium-headless-shell?' redis-server nginx libpangoft2-1.0-0 fonts-dejavu-core gettext
	$(step) 'All tests, on SQLite'
	@env -u DATABASE_URL $(BIN)/pytest $(SPREAD) $(ARGS)

# To run all tests on PostgreSQL, including the browser tests: make test-postgres ARGS="-m ''"
test-postgres: $(VENV)/.installed-dev
	@.ci/need postgresql chromium 'chromium-headless-shell?' redis-server nginx libpangoft2-1.0-0 fonts-dejavu-core gettext
	$(step) 'Tests that depend on the database, on PostgreSQL'
	@$(BIN)/python -m tests.services.postgres -- $(BIN)/pytest -m database $(SPREAD) $(ARGS)

test-browser: $(VENV)/.installed-dev ## Run only the browser tests (ROUNDS=5 BUSY=2: five times, on a busy machine)
	@.ci/need chromium 'chromium-headless-shell?' redis-server
	@env -u DATABASE_URL $(BIN)/python -m tests.browser.rounds $(ROUNDS) $(BUSY) -- $(BIN)/pytest -m browser $(SPREAD) $(ARGS)

check: $(VENV)/.installed-dev ## Check style, wording, catalogues, types, templates, imports, dependencies, migrations, production settings
	@.ci/need gettext
	$(step) 'ruff'
	@$(BIN)/ruff check --quiet $(OURS)
	@$(BIN)/ruff format --quiet --check $(OURS) || { $(BIN)/ruff format --check $(OURS); exit 1; }
	$(step) 'wording'
	@.ci/wording
	$(step) 'catalogues of the languages'
	@$(BIN)/python -m tests.wording.messages --check
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

messages: $(VENV)/.installed-dev ## Bring the languages' catalogues up to date with the texts and compile them
	@.ci/need gettext
	@$(BIN)/python -m tests.wording.messages

reading-ease: $(VENV)/.installed-dev ## Print how easy the handbook and the public texts are to read
	@$(BIN)/python -m tests.wording.reading_ease

lock: $(VENV)/.installed-dev ## Pin the newest versions that requirements*.in allow
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --no-header requirements-dev.in -o requirements-dev.txt

bench: $(VENV)/.installed-dev ## Measure the speed of pages, lists, exports and results (tests/load)
	@$(BIN)/python -m tests.load $(ARGS)

clean: ## Delete everything that set-up, runs and tests created, including the development database
	rm -rf $(VENV) var staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment is updated only when the pins change. It uses pip, because every Python has it
# and it uses the package index and proxy that are configured on the machine.
$(BIN)/python:
	$(step) 'Creating a virtual environment in $(VENV)'
	@.ci/make_venv "$(PYTHON)" "$(VENV)"

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(step) 'Installing the packages of the portal'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.txt
	@mkdir -p var && touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(step) 'Installing the packages for tests and checks'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements-dev.txt
	@touch $@
