"""Every example in a docstring runs and prints what it says; every public name has one."""

import doctest
import importlib
import inspect
import pkgutil
import re
from importlib.metadata import entry_points
from pathlib import Path

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

# These list no ``__all__``; what has no underscore in front is public.
NUMERICS = ("bits", "hamming", "kernels", "reference")

WITHOUT_EXAMPLE = {
    "pennylane_qgen.training.budget.BudgetSpentError": "an error that Budget shows",
    "pennylane_qgen.training.errors.CheckpointError": "an error of damaged files",
    "pennylane_qgen.training.errors.NonFiniteError": "an error inside of training",
    "pennylane_qgen.training.errors.TrainingError": "an error of training that fails",
}

WITHOUT_ARGUMENTS = {
    "pennylane_qgen.gan.data.DataSource": "a protocol: it says what others do and is never called",
}

PREPRINT = re.compile(r"arXiv:((?:[a-z-]+/)?\d[\d.]*\d)")


def examples(name):
    module = importlib.import_module(name)
    names = vars(module) | {"np": np, "qml": qml, "qgen": qgen}
    found = doctest.DocTestFinder().find(module, extraglobs=names)
    return [test for test in found if test.examples]


def home(value):
    """Where a function or class is defined."""
    return f"{value.__module__}.{value.__qualname__}"


@pytest.fixture(scope="module")
def public():
    """Functions and classes of all ``__all__`` lists, and devices, by where they are defined."""
    values = []
    for module in map(importlib.import_module, MODULES):
        values += [getattr(module, name) for name in getattr(module, "__all__", ())]
    for module in (importlib.import_module(f"pennylane_qgen.{name}") for name in NUMERICS):
        own = (value for name, value in vars(module).items() if not name.startswith("_"))
        values += [value for value in own if getattr(value, "__module__", "") == module.__name__]
    plugins = entry_points(group="pennylane.plugins")
    values += [plugin.load() for plugin in plugins if plugin.value.startswith("pennylane_qgen.")]
    # Transforms and caches are objects around functions.
    unwrapped = map(inspect.unwrap, values)
    chosen = (value for value in unwrapped if inspect.isclass(value) or inspect.isroutine(value))
    return {home(value): value for value in chosen}


def parameters_of(value):
    """Names of what a function takes, or a class that is made by an ``__init__`` of its own."""
    if inspect.isclass(value) and "__init__" not in vars(value):
        return []
    return list(inspect.signature(value).parameters)


def documents(docstring, parameter):
    """Whether a line such as ``name (type): ...`` or ``*name: ...`` stands in a docstring."""
    return re.search(rf"^ +[\w ,*]*\b{parameter}\b[^:\n]*[:(]", docstring, re.MULTILINE)


def test_devices_are_among_the_modules():
    assert "pennylane_qgen.devices.lightning" in MODULES
    assert "pennylane_qgen.losses.mmd" in MODULES


def test_public_names_are_found(public):
    assert public["pennylane_qgen.losses.mmd.mmd"] is qgen.mmd
    assert "pennylane_qgen.devices.iqp.GenerativeIQP" in public
    assert "pennylane_qgen.hardware.readout.mitigate_readout" in public  # inside a transform
    assert "pennylane_qgen.templates.patterns.all_up_to_weight" in public  # inside a cache


def test_every_cited_preprint_is_among_the_references():
    references = (Path(__file__).parents[1] / "docs" / "references.bib").read_text("utf-8")
    missing = {
        f"{name}: {number}"
        for name in MODULES
        for number in PREPRINT.findall(inspect.getsource(importlib.import_module(name)))
        if number not in references
    }
    assert missing == set()


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    report = []
    for test in examples(name):
        runner.run(test, out=report.append, clear_globs=False)
    assert not runner.failures, "".join(report)


def test_every_public_name_has_an_example(public):
    """In its own docstring or, of a class, in that of a public method."""
    shown = {test.name for name in MODULES for test in examples(name)}
    shown |= {name.rpartition(".")[0] for name in shown if "._" not in name}
    missing = set(public) - shown
    assert missing - set(WITHOUT_EXAMPLE) == set()
    assert set(WITHOUT_EXAMPLE) - missing == set(), "these have an example or are gone"


def test_every_argument_of_a_public_name_is_documented(public):
    missing = [
        f"{name}: {parameter}"
        for name, value in public.items()
        if name not in WITHOUT_ARGUMENTS
        for parameter in parameters_of(value)
        if not documents(inspect.getdoc(value) or "", parameter)
    ]
    assert missing == []


def test_every_result_of_a_public_function_is_documented(public):
    missing = [
        name
        for name, value in public.items()
        if not inspect.isclass(value)
        and inspect.signature(value).return_annotation is not None
        and not re.search(r"^(Returns|Yields):$", inspect.getdoc(value) or "", re.MULTILINE)
    ]
    assert missing == []
