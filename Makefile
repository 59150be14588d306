# Commands for users and developers. They need Python 3.11 or newer, git and make. Everything else goes into .venv.
PY ?= python3
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py

# One test process per core. More only compete.
TEST_PROCESSES ?= auto
PYTEST := $(PYTHON) -m pytest --numprocesses=$(TEST_PROCESSES)
# The browser of the browser tests.
CHROMIUM ?= /usr/bin/chromium
# `make coverage` fails if less of these files is covered, in percent of lines and branches.
COVERAGE_MINIMUM ?= 100
COVERED := versioning/services/*,versioning/policies.py,versioning/text/*

# The settings of a deployment behind HTTPS. Some checks apply only to it.
LIKE_PRODUCTION := HTTPS=true ALLOWED_HOSTS=stemma.example CSRF_TRUSTED_ORIGINS=https://stemma.example

# The scripts, styles and fonts of other projects. The build writes this file last, so it dates the folder.
VENDOR := static/vendor/LICENSES.txt
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
# Ask for one small package first: npm ci waits many minutes for a registry that does not answer.
NPM_PROBE := npm view htmx.org version --loglevel=error --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=10000
NO_VENDOR := "The editors and the typeface of the pages could not be fetched from npm's registry (see .venv/assets.log)." \
	"Stemma works without them, and the next 'make run' tries again."

.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgres check-debian coverage lint fmt bench trials trial-schedules trial-imports trial-histories trial-webhooks trial-mail trial-uploads trial-round-trips trial-typing ha screenshots assets release lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.run ## Start Stemma on 127.0.0.1:8000 with a demo project (PORT, DATABASE_URL and the like pass through)
	@$(MAKE) --no-print-directory --silent assets > .venv/assets.log 2>&1 || echo $(NO_VENDOR) >&2
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) load_demo
	@exec $(MANAGE) serve

test: .venv/.node .venv/.programs $(VENDOR) ## Run every test on SQLite, then on PostgreSQL (ARGS="tests/text -k merge" narrows it)
	@failed=; \
	for database in sqlite postgres; do \
		$(MAKE) --no-print-directory test-$$database || failed="$$failed $$database"; \
	done; \
	if [ -n "$$failed" ]; then echo "Tests failed on:$$failed" >&2; exit 1; fi

test-sqlite: .venv/.node .venv/.programs $(VENDOR) ## Run every test on SQLite
	@echo "== The tests on SQLite"
	@DATABASE_URL= $(PYTEST) $(ARGS)

# tests/web covers the pages on both databases, so the browser's journeys run on SQLite only. tests/text has no database.
# The plugin leaves out the other tests that use none.
test-postgres: .venv/.node $(VENDOR) ## Run every test that has a database, but the browser's, on a PostgreSQL server of its own
	@echo "== The tests on PostgreSQL"
	@$(PYTEST) -p tests.plugin_postgres --ignore=tests/browser --ignore=tests/text $(ARGS)

# It uses no .venv of this folder. Its mounts, processes and temporary folder end with it.
check-debian: ## Install Debian 13 in a temporary folder and check HEAD there, as root (ARGS as for make test)
	@$(PY) -m tests.debian $(ARGS)

coverage: .venv/.node .venv/.programs $(VENDOR) ## Run every test on both databases and report what they cover
	@rm -f .coverage .coverage.*
	DATABASE_URL= $(PYTHON) -m coverage run -m pytest --numprocesses=$(TEST_PROCESSES)
	$(PYTHON) -m coverage run -m pytest --numprocesses=$(TEST_PROCESSES) -p tests.plugin_postgres
	@$(PYTHON) -m coverage combine --quiet
	@$(PYTHON) -m coverage report
	@echo "== What must be covered by $(COVERAGE_MINIMUM) %"
	@$(PYTHON) -m coverage report --include='$(COVERED)' --fail-under=$(COVERAGE_MINIMUM)

lint: export DATABASE_URL := sqlite://:memory:
lint: .venv/.node ## Check style, types, the direction of imports, templates, migrations, settings and the API description
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PYTHON) -m djlint --lint --quiet --use-gitignore --allow-empty-input .
	$(MANAGE) makemigrations --check --dry-run
	$(LIKE_PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(MANAGE) spectacular --urlconf config.urls_v1 --validate --fail-on-warn --file .venv/api-v1.yaml
	$(MANAGE) spectacular --urlconf config.urls_v3 --custom-settings versioning.api.docs.V3_SETTINGS --validate --fail-on-warn --file .venv/api-v3.yaml
	REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true .venv/bin/node .venv/node/node_modules/.bin/redocly lint --extends recommended-strict .venv/api-v1.yaml .venv/api-v3.yaml

fmt: .venv/.dev ## Put the code into the agreed format
	@$(PYTHON) -m ruff check --fix --exit-zero --quiet .
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check .

bench: .venv/.dev $(VENDOR) ## Measure speed and size, as ratios within one run (ARGS="calls --database postgres --rounds 5")
	@$(PYTHON) -m tests.benchmarks $(ARGS)

trials: .venv/.dev ## Kill workers, servers and PostgreSQL under load, and count what was lost (ARGS="--rounds 100")
	@$(PYTHON) -m tests.trials $(ARGS)

trial-schedules: .venv/.dev ## Kill workers while they run 10,000 schedules, and count what ran twice or never (ARGS="--count 1000")
	@$(PYTHON) -m tests.trials.schedules $(ARGS)

trial-imports: .venv/.dev ## Kill and stop the worker of an import, and compare the result (ARGS="--bundle PATH --times 10")
	@$(PYTHON) -m tests.trials.imports $(ARGS)

trial-histories: .venv/.dev ## Show and export a real history, and compare its pictures with git's (ARGS="--bundle PATH --files 'img/**'")
	@$(PYTHON) -m tests.trials.histories $(ARGS)

trial-webhooks: .venv/.dev ## Send webhooks to receivers that fail, for days of a clock that runs, and kill the server
	@$(PYTHON) -m tests.trials.webhooks $(ARGS)

trial-mail: .venv/.dev ## Send mail to a server that is dead, and time the requests and the schedules
	@$(PYTHON) -m tests.trials.mail $(ARGS)

trial-uploads: .venv/.dev ## Kill the server in the middle of large uploads (ARGS="--rounds 20 --megabytes 100 --kind png,webp")
	@$(PYTHON) -m tests.trials.uploads $(ARGS)

ROUND_TRIPS = $(addprefix tests/services/transfer/,test_git_round_trip.py test_zip_round_trip.py test_random_projects.py)
trial-round-trips: .venv/.dev ## Export and import 500 random projects as zip, git history and project file (EXAMPLES=500)
	@DATABASE_URL= ROUND_TRIP_EXAMPLES=$(or $(EXAMPLES),500) $(PYTEST) $(ROUND_TRIPS) -k "random or adds_nothing" --hypothesis-show-statistics

trial-typing: .venv/.dev .venv/.programs $(VENDOR) ## Measure how long a key takes in each editor, in a text of 200 KB
	@DATABASE_URL= $(PYTEST) --numprocesses=0 -q -s tests/browser/editor/measure_typing.py

ha: .venv/.dev ## Break each part of a deployment of several machines under load, as root (ARGS="--only replica")
	@$(PYTHON) -m tests.ha $(ARGS)

screenshots: .venv/.dev .venv/.programs $(VENDOR) ## Take a picture of every page into var/screenshots/ (PAGES="library settings" takes some)
	@DATABASE_URL= $(PYTEST) -q tests/browser/take_screenshots.py
	@echo "Look at var/screenshots/index.html"

assets: $(VENDOR) ## Build static/vendor/ from the npm packages that assets/package-lock.json pins

release: $(VENDOR) ## Write var/stemma-VERSION.tar.gz: the files of HEAD, and static/vendor/ already built
	@version=$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml); folder=stemma-$$version; mkdir -p var; \
	git archive --output=var/$$folder.tar.gz --prefix=$$folder/static/vendor/ \
		$$(printf -- '--add-file=%s ' static/vendor/*) --prefix=$$folder/ HEAD && echo "var/$$folder.tar.gz"

lock: .venv-uv/bin/uv ## Lock the requirements that pyproject.toml names (ARGS=--upgrade takes newer releases)
	.venv-uv/bin/uv lock $(ARGS)
	.venv-uv/bin/uv export --quiet --locked --no-annotate --no-header --no-dev --output-file requirements.txt
	.venv-uv/bin/uv export --quiet --locked --no-annotate --no-header --only-group assets --output-file requirements-assets.txt
	.venv-uv/bin/uv export --quiet --locked --no-annotate --no-header --all-groups --output-file requirements-dev.txt

clean: ## Remove the virtual environment, what was built and every tool's cache, but not var/ with the database
	rm -rf .venv .venv-uv static/vendor assets/node_modules .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The files named .made, .run, .nodejs, .dev, .node and .programs record what the virtual environment holds. make compares
# their dates.
.venv/.run: requirements.txt .venv/.made
	$(PYTHON) -m pip install --quiet --require-hashes --requirement requirements.txt
	@touch .venv/.run

.venv/.dev: requirements-dev.txt .venv/.made
	$(PYTHON) -m pip install --quiet --require-hashes --requirement requirements-dev.txt
	@touch .venv/.run .venv/.nodejs .venv/.dev

# Node.js and npm, from a wheel.
.venv/.nodejs: requirements-assets.txt .venv/.made
	$(PYTHON) -m pip install --quiet --require-hashes --requirement requirements-assets.txt
	@touch .venv/.nodejs

# The packages that generate and check TypeScript clients, and the one that checks the OpenAPI documents.
.venv/.node: tests/clients/package.json tests/clients/package-lock.json .venv/.dev
	@mkdir -p .venv/node
	@cp tests/clients/package.json tests/clients/package-lock.json .venv/node
	cd .venv/node && ../bin/$(NPM_CI)
	@touch .venv/.node

# A release contains the folder. Node.js is therefore not a prerequisite. It is installed if there is something to build.
$(VENDOR): assets/package.json assets/package-lock.json assets/build.mjs $(wildcard assets/src/*.js)
	@$(MAKE) --no-print-directory .venv/.nodejs
	cd assets && ../.venv/bin/$(NPM_PROBE) > /dev/null && ../.venv/bin/$(NPM_CI)
	cd assets && ../.venv/bin/node build.mjs ../static/vendor

# Without the package python3-venv, Debian's Python has no ensurepip. pip can then fetch uv, which needs no ensurepip.
.venv/.made:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Stemma needs Python 3.11 or newer, and $(PY) is older. Choose another one, for example: make $(MAKECMDGOALS) PY=python3.12" >&2; \
		exit 1; }
	@rm -rf .venv
	@$(PY) -m venv .venv > /dev/null 2>&1 \
		|| { rm -rf .venv && $(PY) -m pip install --quiet --target .venv-uv uv && .venv-uv/bin/uv venv --quiet --seed .venv; } \
		|| { echo "$(PY) cannot make a virtual environment. On Debian, install it: apt-get install python3-venv" >&2; exit 1; }
	@touch .venv/.made

# Programs that only tests start: curl, and Debian's Chromium or the one that CHROMIUM names. Only root can install them.
.venv/.programs: .venv/.made
	@missing=; \
	test -x "$(CHROMIUM)" || missing="chromium fonts-liberation"; \
	command -v curl > /dev/null || missing="$$missing curl"; \
	test -z "$$missing" \
		|| { test "$$(id -u)" = 0 && command -v apt-get > /dev/null && apt-get update --quiet=2 \
			&& DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends $$missing; } \
		|| { echo "The browser tests need these packages: apt-get install $$missing" >&2; \
			echo "If you have another Chromium, set CHROMIUM to its path." >&2; exit 1; }
	@touch .venv/.programs

.venv-uv/bin/uv: .venv/.made
	$(PYTHON) -m pip install --quiet --upgrade --target .venv-uv uv
	@touch .venv-uv/bin/uv
