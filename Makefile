# Every command makes what it needs: a virtual environment in .venv and the packages in it.
PYTHON ?= python3
BIN := .venv/bin
# The tests want torch; this release has a CPU build, and a plain "torch" may bring CUDA along.
TORCH ?= torch==2.13.0
BENCHMARKS := $(wildcard tests/benchmarks/bench_*.py)
EXAMPLES := $(wildcard examples/*/tutorial_*.py)

.PHONY: demo test lint docs bench examples device-test clean

demo: .venv/installed
	$(BIN)/qgen train --config examples/demo.toml --overwrite

test: .venv/tested
	$(BIN)/python -m pytest

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

# Every tutorial of the gallery, with its time; none opens a window.
examples: .venv/tested
	mkdir -p outputs
	for script in $(EXAMPLES); do \
		echo $$script; \
		MPLBACKEND=Agg bash -c "time $(BIN)/python -W ignore $$script" > outputs/examples.log 2>&1 \
			|| { cat outputs/examples.log; exit 1; }; \
		grep real outputs/examples.log; \
	done

docs: .venv/documented
	$(BIN)/sphinx-build -W --keep-going docs docs/_build/html

clean:
	rm -rf .venv outputs docs/_build

.venv/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --upgrade pip
	$(BIN)/pip install --editable .
	touch $@

.venv/tested: .venv/installed
	$(BIN)/pip install $(TORCH)
	$(BIN)/pip install --editable ".[test,jax,torch,peers]"
	touch $@

.venv/documented: .venv/installed
	$(BIN)/pip install --editable ".[docs]"
	touch $@
