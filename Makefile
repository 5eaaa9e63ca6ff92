# livinglab: `make` alone explains the targets.
PYTHON ?= python3
BIN := .venv/bin
TESTS ?= tests

.PHONY: help install demo test test-long lint screenshots bench bench-long pins image browser

help:  ## explain the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(BIN)/.installed  ## set up .venv with everything pinned

$(BIN)/.installed: pyproject.toml requirements/dev.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: install  ## donate, visit, publish, fetch and update a reference app, then leave the registry running
	$(BIN)/python -m registry demo

test: install lint browser  ## all checks and tests (under 12 minutes on 2 cores)
	$(BIN)/python -m pytest $(TESTS) -n 3 --dist loadfile --no-loadscope-reorder -m "not long" -q

test-long: install browser  ## the long suites too: kills, fuzzing, scale
	$(BIN)/python -m pytest $(TESTS) -q

lint: install  ## style, types and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

browser:  # headless Chromium for the browser tests, where apt and root are there; else those tests say why they skip
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && { apt-get update -qq; apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1; } || true

SCREENS := screenshots
SCREENS_PORT := 8321

screenshots: install browser  ## photograph every page of the demo's registry into screenshots/
	$(BIN)/python -m registry demo --once --folder $(SCREENS)/demo --port $(SCREENS_PORT)
	$(BIN)/python tests/screens/take.py --demo $(SCREENS)/demo --port $(SCREENS_PORT) --folder $(SCREENS)

bench: install  ## every benchmark, as tables
	@for one in benchmarks/[a-z]*.py; do echo "== $$one"; $(BIN)/python $$one || exit 1; done

bench-long: install  ## the benchmarks at a million applications
	LIVINGLAB_TEST_MILLION=1 $(BIN)/python benchmarks/growth.py

pins:  ## write requirements/*.txt anew from pyproject.toml
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --no-annotate pyproject.toml --extra registry -o requirements/registry.txt
	$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	  --no-annotate pyproject.toml --extra registry --group dev -o requirements/dev.txt

image:  ## build the service's image with buildah, podman or docker
	@tool=$$(command -v buildah || command -v podman || command -v docker) || { echo "buildah, podman or docker is needed"; exit 1; }; \
	  $$tool build -t livinglab .
