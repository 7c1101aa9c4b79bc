# Every command makes what it needs: a virtual environment in .venv and the packages in it.
PYTHON ?= python3
BIN := .venv/bin
# The tests want torch; this release has a CPU build, and a plain "torch" may bring CUDA along.
TORCH ?= torch==2.13.0
BENCHMARKS := $(wildcard tests/benchmarks/bench_*.py)

.PHONY: demo test lint docs docs-test bench examples device-test clean

demo: .venv/installed
	$(BIN)/qgen train --config examples/demo.toml --overwrite

test: .venv/tested .venv/braket/tested
	$(BIN)/python -m pytest
	.venv/braket/bin/python -m pytest tests/devices/third_party -k braket

lint: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# PennyLane's own suite for devices, analytic and with shots; it calls pytest from the path. Of
# the tests that ask for gates or measurements a device refuses, the reasons are listed.
DEVICE_TEST := PATH="$(CURDIR)/$(BIN):$$PATH" PYTHONPATH=tests/devices \
	pl-device-test -q -rs -p skip_unsupported

device-test: .venv/tested
	for device in qgen.lightning qgen.iqp; do \
		$(DEVICE_TEST) --device $$device --shots None || exit 1; \
		$(DEVICE_TEST) --device $$device --shots 20000 || exit 1; \
	done

bench: .venv/tested
	for script in $(BENCHMARKS); do OMP_NUM_THREADS=1 $(BIN)/python $$script || exit 1; done

# Every tutorial of the gallery as a user would run it, with its time. Together they take several
# minutes, so "make test" checks their form only. What needs an extra that is missing is skipped.
examples: .venv/tested
	$(BIN)/python -m pytest tests/examples -m gallery -rs --durations=0 --durations-min=1

docs: .venv/documented docs/node_modules/.package-lock.json
	rm -rf docs/_build/html
	$(BIN)/sphinx-build -W --keep-going docs docs/_build/html
	@echo "Running times of the gallery:"
	@grep "Total running time" docs/gallery/*/tutorial_*.rst | sed 's|docs/gallery/\(.*\)\.rst:.*(\(.*\))|\2  \1|'

# The built pages in a browser.
docs-test: .venv/documented
	$(BIN)/python -m pytest tests/site

clean:
	rm -rf .venv outputs docs/_build docs/gallery docs/node_modules

.venv/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --upgrade pip
	$(BIN)/pip install --editable .
	touch $@

.venv/tested: .venv/installed
	$(BIN)/pip install $(TORCH)
	$(BIN)/pip install --editable ".[test,jax,torch,peers]"
	touch $@

# Braket does not go together with Strawberry Fields, so it has an environment of its own.
.venv/braket/tested: .venv/tested
	$(PYTHON) -m venv .venv/braket
	.venv/braket/bin/pip install --upgrade pip
	.venv/braket/bin/pip install --editable ".[braket]" "pytest>=8"
	touch $@

# The gallery runs what the tests run.
.venv/documented: .venv/tested
	$(BIN)/pip install --editable ".[docs]"
	touch $@

# Fonts, styles and MathJax, which the pages bring along.
docs/node_modules/.package-lock.json: docs/package-lock.json
	@command -v npm > /dev/null || { echo "make docs needs npm (Debian: apt-get install npm)"; exit 1; }
	npm ci --prefix docs --no-audit --no-fund --legacy-peer-deps
