# Everything a person does with this tree. It needs Python 3.11 or newer, git and make; the rest goes into .venv.
PY ?= python3
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py

# More processes than cores only get in each other's way.
TEST_PROCESSES ?= auto
PYTEST := $(PYTHON) -m pytest --numprocesses=$(TEST_PROCESSES)
# What the browser tests drive.
CHROMIUM ?= /usr/bin/chromium
# Lines and branches of the parts that `make coverage` wants covered, in percent.
COVERAGE_MINIMUM ?= 100
COVERED := versioning/services/*,versioning/policies.py,versioning/text/*

# What a deployment behind HTTPS sets, for the checks that only then have something to say.
LIKE_PRODUCTION := HTTPS=true ALLOWED_HOSTS=stemma.example CSRF_TRUSTED_ORIGINS=https://stemma.example

.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgres coverage lint fmt bench trials ha screenshots assets lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run ## Start Stemma on 127.0.0.1:8000 with a demo project (PORT, DATABASE_URL and the like pass through)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) load_demo
	@exec $(MANAGE) serve

test: .venv/.node .venv/.chromium ## Run every test on SQLite, then on PostgreSQL (ARGS="tests/text -k merge" narrows it)
	@failed=; \
	for database in sqlite postgres; do \
		$(MAKE) --no-print-directory test-$$database || failed="$$failed $$database"; \
	done; \
	if [ -n "$$failed" ]; then echo "Tests failed on:$$failed" >&2; exit 1; fi

test-sqlite: .venv/.node .venv/.chromium ## Run every test on SQLite
	@echo "== The tests on SQLite"
	@DATABASE_URL= $(PYTEST) $(ARGS)

# What the browser drives is tested on both databases below tests/web; the journeys take long, and run on one.
test-postgres: .venv/.node ## Run every test but the browser's on PostgreSQL, on a server of its own
	@echo "== The tests on PostgreSQL"
	@$(PYTEST) -p tests.plugin_postgres --ignore=tests/browser $(ARGS)

coverage: .venv/.node .venv/.chromium ## Run every test on both databases and report what they cover
	@rm -f .coverage .coverage.*
	DATABASE_URL= $(PYTHON) -m coverage run -m pytest --numprocesses=$(TEST_PROCESSES)
	$(PYTHON) -m coverage run -m pytest --numprocesses=$(TEST_PROCESSES) -p tests.plugin_postgres
	@$(PYTHON) -m coverage combine --quiet
	@$(PYTHON) -m coverage report
	@echo "== What must be covered by $(COVERAGE_MINIMUM) %"
	@$(PYTHON) -m coverage report --include='$(COVERED)' --fail-under=$(COVERAGE_MINIMUM)

lint: export DATABASE_URL := sqlite://:memory:
lint: .venv/.dev ## Check style, types, the direction of imports, templates, migrations, settings and the API description
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PYTHON) -m djlint --lint --quiet --use-gitignore --allow-empty-input .
	$(MANAGE) makemigrations --check --dry-run
	$(LIKE_PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) spectacular --urlconf config.urls_v1 --validate --fail-on-warn --file /dev/null
	$(MANAGE) spectacular --urlconf config.urls_v3 --validate --fail-on-warn --file /dev/null

fmt: .venv/.dev ## Put the code into the agreed format
	@$(PYTHON) -m ruff check --fix --exit-zero --quiet .
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check .

bench: .venv/.dev ## Measure speed and size, as ratios within one run (ARGS="calls --database postgres --rounds 5")
	@$(PYTHON) -m tests.benchmarks $(ARGS)

trials: .venv/.dev ## Kill workers, servers and PostgreSQL under load, and count what was lost (ARGS="--rounds 100")
	@$(PYTHON) -m tests.trials $(ARGS)

ha: .venv/.dev ## Break each part of a deployment of several machines under load, as root (ARGS="--only replica")
	@$(PYTHON) -m tests.ha $(ARGS)

screenshots: .venv/.dev .venv/.chromium ## Take a picture of every page into var/screenshots/ (PAGES="library settings" takes some)
	@DATABASE_URL= $(PYTEST) -q tests/browser/take_screenshots.py
	@echo "Look at var/screenshots/index.html"

assets: .venv/.assets ## Build static/vendor/ again from the npm packages that assets/package-lock.json pins
	@cp -R assets/build.mjs assets/src .venv/assets
	cd .venv/assets && ../bin/node build.mjs ../../static/vendor

lock: .venv-uv/bin/uv ## Lock the requirements that pyproject.toml names (ARGS=--upgrade takes newer releases)
	.venv-uv/bin/uv lock $(ARGS)
	.venv-uv/bin/uv export --quiet --locked --no-annotate --no-header --no-dev --output-file requirements.txt
	.venv-uv/bin/uv export --quiet --locked --no-annotate --no-header --all-groups --output-file requirements-dev.txt

clean: ## Remove the virtual environment and every tool's cache; var/, with the database, stays
	rm -rf .venv .venv-uv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The files named .made, .run, .dev, .node, .assets and .chromium record what the virtual environment holds; make compares their dates.
.venv/.run: requirements.txt .venv/.made
	$(PYTHON) -m pip install --quiet --require-hashes --requirement requirements.txt
	@touch .venv/.run

.venv/.dev: requirements-dev.txt .venv/.made
	$(PYTHON) -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	@touch .venv/.run .venv/.dev

# What TypeScript clients are generated and checked with. Node.js itself comes from a wheel among the requirements.
.venv/.node: tests/clients/package.json tests/clients/package-lock.json .venv/.dev
	@mkdir -p .venv/node
	@cp tests/clients/package.json tests/clients/package-lock.json .venv/node
	cd .venv/node && ../bin/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch .venv/.node

# What the files of other projects in static/vendor/ are built from and with.
.venv/.assets: assets/package.json assets/package-lock.json .venv/.dev
	@mkdir -p .venv/assets
	@cp assets/package.json assets/package-lock.json .venv/assets
	cd .venv/assets && ../bin/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch .venv/.assets

# Debian's Python has no ensurepip without the package python3-venv; pip can then fetch uv, which needs none.
.venv/.made:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Stemma needs Python 3.11 or newer, and $(PY) is not that. Name another one: make $(MAKECMDGOALS) PY=python3.12" >&2; \
		exit 1; }
	@rm -rf .venv
	@$(PY) -m venv .venv > /dev/null 2>&1 \
		|| { rm -rf .venv && $(PY) -m pip install --quiet --target .venv-uv uv && .venv-uv/bin/uv venv --quiet --seed .venv; } \
		|| { echo "$(PY) can make no virtual environment. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch .venv/.made

# The browser tests drive Debian's Chromium, or the one that CHROMIUM names. Only root can install it unasked.
.venv/.chromium: .venv/.made
	@test -x "$(CHROMIUM)" || { test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update --quiet=2 \
		&& DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends chromium fonts-liberation; } \
		|| { echo "The browser tests need Chromium: apt-get install chromium fonts-liberation, or name one in CHROMIUM." >&2; exit 1; }
	@touch .venv/.chromium

.venv-uv/bin/uv: .venv/.made
	$(PYTHON) -m pip install --quiet --upgrade --target .venv-uv uv
	@touch .venv-uv/bin/uv
