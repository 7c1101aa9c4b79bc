"""Molecules that more than one file of tests uses."""

import pytest


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory, monkeypatch):
    """A cache folder of the test session, so that tests neither use nor fill the user's."""
    folder = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "pennylane-qgen"


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """One thread for the small networks of tests: more would only wait for each other."""
    try:
        import torch
    except ImportError:
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def some_smiles():
    """Every 300th neutral molecule of QM9."""
    from pennylane_qgen.molecules.qm9 import neutral_smiles

    return neutral_smiles()[::300]


@pytest.fixture(scope="session")
def some_graphs(some_smiles):
    """Their graphs."""
    pytest.importorskip("rdkit")
    from pennylane_qgen.molecules import smiles_to_graphs

    return smiles_to_graphs(some_smiles)
