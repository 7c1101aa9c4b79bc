"""Every example in a docstring runs and prints what it says."""

import doctest
import importlib
import pkgutil

import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen import devices

# The devices lie in another folder, which an editable install does not list as a subpackage.
MODULES = sorted(
    {package.__name__ for package in (qgen, devices)}
    | {
        module.name
        for package in (qgen, devices)
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    }
)


def examples(name):
    module = importlib.import_module(name)
    names = vars(module) | {"np": np, "qml": qml, "qgen": qgen}
    found = doctest.DocTestFinder().find(module, extraglobs=names)
    return [test for test in found if test.examples]


def test_devices_are_among_the_modules():
    assert "pennylane_qgen.devices.lightning" in MODULES
    assert "pennylane_qgen.losses.mmd" in MODULES


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    report = []
    for test in examples(name):
        runner.run(test, out=report.append, clear_globs=False)
    assert not runner.failures, "".join(report)
