# The only interface. `make demo` and `make test` set up what they need on a fresh machine with Python 3.11+, git and make.
PYTHON ?= python3
PORT ?= 8642
HOME_DIR ?= demo-home
BIN := .venv/bin
STAMPS := .venv/stamps

.PHONY: help setup demo test test-real check bench lock samples clean
help:
	@echo "make demo       set up, load bundled real figures, detect, open the site on http://localhost:$(PORT)/"
	@echo "make test       set up, run the tests"
	@echo "make test-real  run the tests that need a browser or PostgreSQL (Debian packages; see .ci/run)"
	@echo "make check      style, types, import law, catalogues, reference docs"
	@echo "make bench      benchmarks and false-alarm tables"
	@echo "make setup      only set up; make lock: renew requirements; make samples: renew bundled figures; make clean"

setup: $(STAMPS)/setup

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Tocsin needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/base: requirements/base.txt | $(STAMPS)/venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	@touch $@

$(STAMPS)/dev: requirements/dev.txt | $(STAMPS)/base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(STAMPS)/setup: $(STAMPS)/base pyproject.toml $(wildcard src/tocsin/wording/locale/*/LC_MESSAGES/*.po) scripts/make_catalogues.py $(wildcard src/tocsin/numerics/*.py)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python scripts/make_catalogues.py --compile
	$(BIN)/python -m tocsin.numerics.warm
	@touch $@

demo: setup
	$(BIN)/tocsin demo $(HOME_DIR) --port $(PORT) $(if $(NO_SERVE),--no-serve)

test: setup $(STAMPS)/dev
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --ignore=tests/real tests

test-real: setup $(STAMPS)/dev
	$(BIN)/python -m pytest -q tests/real

check: setup $(STAMPS)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	$(BIN)/python scripts/make_catalogues.py --check
	$(BIN)/python scripts/make_reference.py --check

bench: setup $(STAMPS)/dev
	$(BIN)/python bench/detection $(BENCH)
	$(BIN)/python bench/false_alarms.py
	$(BIN)/python bench/novelty.py
	$(BIN)/python bench/trend.py
	$(BIN)/python bench/nowcast/simulated.py
	$(BIN)/python bench/nowcast/speed.py
	$(BIN)/python bench/ingest.py
	$(BIN)/python bench/mapping.py
	$(BIN)/python bench/vocabulary.py

samples: setup
	$(BIN)/python scripts/make_samples.py $(or $(TOCSIN_SHARED),../shared)/data

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock:
	$(LOCK) --extra build pyproject.toml -o requirements/base.txt
	$(LOCK) --extra build --extra dev pyproject.toml -o requirements/dev.txt

clean:
	rm -rf .venv demo-home build dist src/*.egg-info
