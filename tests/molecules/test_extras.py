"""What happens where the extra is not installed."""

import subprocess
import sys

import numpy as np
import pytest

from pennylane_qgen import molecules

IMPORT = """
import sys
from pennylane_qgen import molecules
print([name for name in ("rdkit", "fcd", "torch") if name in sys.modules])
"""


def test_importing_imports_no_extra():
    run = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("package", "use"),
    [
        ("rdkit", lambda: molecules.smiles_to_graphs(["CO"])),
        ("rdkit", lambda: molecules.sample_quality(np.zeros((1, 189)))),
        ("fcd", lambda: molecules.chemnet_statistics(["CO", "CC"])),
        ("torch", lambda: molecules.MoleculeGenerator),
        ("torch", lambda: molecules.RelationalGCNCritic),
    ],
)
def test_a_missing_package_names_the_extra(monkeypatch, package, use):
    for name in list(sys.modules):
        if name == package or name.startswith(f"{package}."):
            monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=rf'need {package}.*"pennylane-qgen\[molecules\]"'):
        use()


def test_unknown_names():
    with pytest.raises(AttributeError, match="no attribute 'Molecule'"):
        _ = molecules.Molecule
