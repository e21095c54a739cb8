# The commands of this repository. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format docs bench clean lock
.PHONY: check-format check-rules check-types check-borders check-sql
.DELETE_ON_ERROR:

VENV   := .venv
PY     := $(VENV)/bin/python
FINOPS := $(VENV)/bin/finops
PIP    := $(PY) -m pip --disable-pip-version-check --quiet
T      ?= tests
CODE   := finops_cli tests benchmarks

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(VENV)/.dev ## install finops and all development tools into .venv

demo: $(VENV)/.run ## install finops into .venv and report on sample_logs/
	@# Exit code 3 beside a printed report only warns of quarantined lines; without one it is a failure.
	@$(FINOPS) coverage sample_logs/; code=$$?; \
	if [ $$code -eq 3 ] && [ -n "$$($(FINOPS) coverage sample_logs/ --quiet 2>/dev/null)" ]; then code=0; fi; \
	exit $$code

test: $(VENV)/.dev ## install what tests need and run them; T=tests/render narrows
	$(PY) -m pytest -n auto $(T)

lint: check-format check-rules check-types check-borders check-sql ## check format, rules, types, import borders and SQL; changes nothing

check-format: $(VENV)/.dev
	$(PY) -m ruff format --check $(CODE)
check-rules: $(VENV)/.dev
	$(PY) -m ruff check $(CODE)
check-types: $(VENV)/.dev
	$(PY) -m mypy $(CODE)
check-borders: $(VENV)/.dev
	$(VENV)/bin/lint-imports
check-sql: $(VENV)/.dev
	$(PY) -m sqlfluff lint --processes 0 sql
	$(PY) -m tests.house.sql_subset

format: $(VENV)/.dev ## mend what can be mended: format, imports, SQL layout
	$(PY) -m ruff check --fix $(CODE)
	$(PY) -m ruff format $(CODE)
	$(PY) -m sqlfluff fix --processes 0 sql

docs: $(VENV)/.dev ## write the reference pages from code and SQL
	$(PY) -m finops_cli.docs

bench: $(VENV)/.dev ## measure speed and memory against the bare query
	$(PY) benchmarks/run.py

clean: ## remove .venv, caches and builds
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	find finops_cli tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# Compile on the oldest Python that is supported: its set of packages holds on the newer ones.
lock: $(VENV)/.dev ## renew the pinned requirements; U=--upgrade takes newer versions
	$(PIP) install 'pip-tools>=7.4'
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --output-file requirements.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --build-deps-for editable --only-build-deps \
		--constraint requirements.txt --output-file requirements-build.txt pyproject.toml
	CUSTOM_COMPILE_COMMAND="make lock" $(LOCK) --extra dev \
		--constraint requirements.txt --constraint requirements-build.txt \
		--output-file requirements-dev.txt pyproject.toml
LOCK = $(PY) -m piptools compile $(U) --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

# Stamps: what is installed is not installed again until its list of requirements changes.
$(VENV)/.made:
	@for name in python3 python3.13 python3.12 python3.11 python3.14; do \
		if $$name -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "finops needs Python 3.11 or newer with its venv module, and none of python3, python3.13, python3.12, python3.11 is one." >&2; \
		echo "Install one (for example: apt install python3-venv, or brew install python) and run make again." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$($$found --version)" && $$found -m venv --clear $(VENV) && touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt requirements-build.txt pyproject.toml
	@echo "Installing finops into $(VENV)"
	@$(PIP) install --require-hashes -r requirements.txt -r requirements-build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@echo "Installing the development tools into $(VENV)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
