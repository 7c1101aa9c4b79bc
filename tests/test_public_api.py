import importlib
import inspect
import json
import pkgutil
import subprocess
import sys

import pytest

import pennylane_qgen as qgen
from pennylane_qgen import devices

MODULES = [qgen, devices] + [
    importlib.import_module(module.name)
    for package in (qgen, devices)
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    if module.name != devices.__name__
]
WITH_LISTS = [module for module in MODULES if hasattr(module, "__all__")]

# What a fresh interpreter holds after an import, as JSON. PennyLane itself draws a random number.
STATE = """
import json, sys, warnings
import numpy as np
import pennylane
{jax}
random, filters = np.random.get_state()[1].tolist(), list(warnings.filters)
{qgen}
print(json.dumps({{
    "hidden_warnings": [str(f) for f in warnings.filters if f not in filters],
    "random_changed": np.random.get_state()[1].tolist() != random,
    "error_state": np.geterr(),
    "print_options": str(np.get_printoptions()),
    "modules": sorted(sys.modules),
    "x64": sys.modules["jax"].config.jax_enable_x64 if "jax" in sys.modules else None,
}}))
"""
OPTIONAL = [
    "torch",
    "tensorflow",
    "strawberryfields",
    "perceval",
    "dask",
    "rdkit",
    "fcd",
    "ot",
    "prdc",
]


def state_after(*imports):
    script = STATE.format(
        jax="import jax" if "jax" in imports else "",
        qgen="import pennylane_qgen" if "pennylane_qgen" in imports else "",
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    return json.loads(run.stdout) | {"printed": run.stderr.decode()}


@pytest.fixture(scope="module")
def alone():
    return state_after("pennylane")


@pytest.fixture(scope="module")
def with_qgen():
    return state_after("pennylane", "pennylane_qgen")


class TestImport:
    def test_prints_nothing(self, with_qgen):
        assert with_qgen["printed"] == ""

    def test_hides_no_warnings(self, with_qgen):
        assert with_qgen["hidden_warnings"] == []

    def test_leaves_the_random_state_of_numpy(self, with_qgen):
        assert not with_qgen["random_changed"]

    @pytest.mark.parametrize("key", ["error_state", "print_options"])
    def test_leaves_the_settings_of_numpy(self, alone, with_qgen, key):
        assert with_qgen[key] == alone[key]

    def test_leaves_the_precision_of_jax(self):
        assert state_after("jax", "pennylane_qgen")["x64"] is False

    @pytest.mark.parametrize("module", OPTIONAL)
    def test_does_not_import_optional_packages(self, alone, with_qgen, module):
        assert (module in with_qgen["modules"]) <= (module in alone["modules"])

    @pytest.mark.parametrize("module", ["jax", "matplotlib", "pennylane_qgen.cli"])
    def test_imports_what_is_slow_only_when_used(self, alone, with_qgen, module):
        assert (module in with_qgen["modules"]) <= (module in alone["modules"])


class TestNames:
    @pytest.mark.parametrize("module", WITH_LISTS, ids=lambda module: module.__name__)
    def test_every_listed_name_exists(self, module):
        missing = [name for name in module.__all__ if not hasattr(module, name)]
        assert not missing
        assert len(set(module.__all__)) == len(module.__all__)

    @pytest.mark.parametrize("name", qgen.__all__)
    def test_every_public_object_is_documented(self, name):
        thing = getattr(qgen, name)
        if inspect.isclass(thing) or inspect.isfunction(thing) or inspect.ismodule(thing):
            assert (thing.__doc__ or "").strip()

    @pytest.mark.parametrize("name", qgen.__all__)
    def test_every_public_class_has_documented_methods(self, name):
        thing = getattr(qgen, name)
        if not inspect.isclass(thing):
            return
        methods = [
            method
            for method, value in vars(thing).items()
            if not method.startswith("_") and inspect.isroutine(getattr(value, "fget", value))
        ]
        assert [m for m in methods if not inspect.getdoc(getattr(thing, m))] == []

    def test_every_public_module_is_documented(self):
        assert [module.__name__ for module in MODULES if not (module.__doc__ or "").strip()] == []
