"""The import shim of Strawberry Fields, each case in an interpreter of its own."""

import subprocess
import sys

HEAD = """
import importlib.util, sys, warnings
import scipy.integrate
from pennylane_qgen.devices.photonic import strawberryfields_import as shim
"""


def run(code: str) -> None:
    """Run code where every warning is an error; a failed assertion fails the test."""
    command = [sys.executable, "-W", "error", "-c", HEAD + code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_leaves_everything_as_it_was():
    run("""
names, format, filters = dir(scipy.integrate), warnings.formatwarning, list(warnings.filters)
resources = sys.modules.get("pkg_resources")
assert "strawberryfields" not in sys.modules, "the devices import it too early"
sf = shim.import_strawberryfields()
assert dir(scipy.integrate) == names
assert sys.modules.get("pkg_resources") is resources
assert warnings.formatwarning is format and warnings.filters == filters
assert shim.import_strawberryfields() is sf is sys.modules["strawberryfields"]
""")


def test_what_was_supplied_works_after_the_import():
    run("""
sf = shim.import_strawberryfields()
import numpy as np
engine = sf.Engine("gaussian")
program = sf.Program(1)
with program.context as q:
    sf.ops.Dgate(0.5) | q[0]
state = engine.run(program).state
x = np.linspace(-5, 5, 200)
np.testing.assert_allclose(state.x_quad_values(0, x, x).sum() * (x[1] - x[0]), 1, atol=1e-3)
assert len(sf.apps.data.Planted()) > 0
""")


def test_real_names_are_used_where_they_exist():
    run("""
import types
real = types.ModuleType("pkg_resources")
real.resource_filename = lambda package, resource: "real"
sys.modules["pkg_resources"] = real
scipy.integrate.simps = simps = lambda *args: "real"
sf = shim.import_strawberryfields()
assert sys.modules["pkg_resources"] is real
assert scipy.integrate.simps is simps
assert sf.backends.states.simps is simps
assert sf.apps.data.sample.DATA_PATH == "real/"
""")


def test_cleans_up_after_a_failed_import_and_names_the_extra():
    run("""
names, format = dir(scipy.integrate), warnings.formatwarning
sys.modules["thewalrus"] = None
try:
    shim.import_strawberryfields()
except ImportError as error:
    assert 'pip install "pennylane-qgen[photonic]"' in str(error), error
else:
    raise AssertionError("the import should have failed")
assert dir(scipy.integrate) == names and warnings.formatwarning is format
assert "pkg_resources" not in sys.modules or importlib.util.find_spec("pkg_resources")
""")


def test_missing_package_names_the_extra():
    run("""
sys.modules["strawberryfields"] = None
try:
    shim.import_strawberryfields()
except ImportError as error:
    assert "'strawberryfields'" in str(error) and "pennylane-qgen[photonic]" in str(error), error
else:
    raise AssertionError("the import should have failed")
""")
