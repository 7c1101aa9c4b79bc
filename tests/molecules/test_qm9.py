"""The data set, its cache and its checksum."""

import lzma

import numpy as np
import pytest

from pennylane_qgen.molecules import MolecularGraphs, MoleculeSource, qm9, qm9_graphs, qm9_smiles
from pennylane_qgen.molecules.cache import cached
from pennylane_qgen.molecules.qm9 import neutral_smiles


class TestSmiles:
    def test_are_distinct_and_sorted(self):
        smiles = qm9_smiles()
        assert len(smiles) == len(set(smiles)) == 130_744
        assert smiles == sorted(smiles, key=lambda text: (len(text), text))

    def test_neutral_ones_are_told_by_rdkit_too(self):
        chem = pytest.importorskip("rdkit.Chem")
        bracketed = [text for text in qm9_smiles() if "[" in text][::10]
        neutral = set(neutral_smiles())
        for text in bracketed:
            atoms = chem.MolFromSmiles(text).GetAtoms()
            assert (text in neutral) == (not any(a.GetFormalCharge() for a in atoms))
        assert len(neutral) == 130_744 - 579

    def test_a_damaged_file_is_refused(self, monkeypatch, tmp_path):
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / qm9.FILE_NAME).write_bytes(lzma.compress(b"C\nN\n"))
        monkeypatch.setattr(qm9, "files", lambda package: tmp_path)
        with pytest.raises(ValueError, match=r"is damaged.*Install"):
            qm9._smiles_text.__wrapped__()


class TestGraphs:
    @pytest.fixture
    def few(self, monkeypatch, own_cache):
        """QM9 cut to a few molecules, and the calls that convert them."""
        pytest.importorskip("rdkit")
        calls = []

        def convert(smiles):
            calls.append(len(smiles))
            return real(smiles)

        real = qm9.smiles_to_graphs
        monkeypatch.setattr(qm9, "neutral_smiles", lambda: ["C", "CO", "C#N"])
        monkeypatch.setattr(qm9, "smiles_to_graphs", convert)
        (own_cache / "qm9_graphs.npz").unlink(missing_ok=True)
        return calls

    def test_are_converted_once(self, few):
        first, second = qm9_graphs(), qm9_graphs()
        assert few == [3]
        np.testing.assert_array_equal(first.nodes, second.nodes)
        np.testing.assert_array_equal(first.bonds, second.bonds)
        assert second.nodes[:, :2].tolist() == [[1, 0], [1, 3], [1, 2]]


class TestCache:
    def compute(self):
        self.calls += 1
        return {"numbers": np.arange(3)}

    @pytest.fixture(autouse=True)
    def no_calls(self, own_cache):
        self.calls = 0
        (own_cache / "some.npz").unlink(missing_ok=True)

    def test_keeps_results(self, own_cache):
        for _ in range(2):
            assert cached("some", {"a": 1}, self.compute)["numbers"].tolist() == [0, 1, 2]
        assert self.calls == 1
        assert [path.name for path in own_cache.glob("some*")] == ["some.npz"]

    def test_computes_again_for_another_key(self):
        cached("some", {"a": 1}, self.compute)
        cached("some", {"a": 2}, self.compute)
        assert self.calls == 2

    def test_replaces_damaged_files(self, own_cache):
        cached("some", {"a": 1}, self.compute)
        path = own_cache / "some.npz"
        path.write_bytes(path.read_bytes()[:-40])
        for _ in range(2):
            cached("some", {"a": 1}, self.compute)
        assert self.calls == 2

    def test_does_without_a_folder(self, monkeypatch, tmp_path):
        (tmp_path / "file").write_text("in the way")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
        for _ in range(2):
            cached("some", {"a": 1}, self.compute)
        assert self.calls == 2


class TestSource:
    def test_draws_all_molecules_alike(self):
        nodes = np.zeros((4, 9), int)
        nodes[:, 0] = [1, 2, 3, 4]
        graphs = MolecularGraphs(nodes, np.zeros((4, 36), int))
        source = MoleculeSource(graphs, permutation_probability=0)
        batch = source.batch(4000, np.random.default_rng(0))
        assert batch.shape == (4000, 189)
        assert batch.dtype == np.float32
        drawn = np.bincount(MolecularGraphs.from_one_hot(batch).nodes[:, 0], minlength=5)
        deviations = (drawn[1:] - 1000) / np.sqrt(4000 * 0.25 * 0.75)
        assert np.abs(deviations).max() < 4

    @pytest.mark.parametrize("probability", [0.0, 0.3, 1.0])
    def test_permutes_the_share_it_says(self, probability):
        # C and N stay where they are with a chance of 1 / (9 * 8).
        nodes = [[1, 2, 0, 0, 0, 0, 0, 0, 0]]
        source = MoleculeSource(
            MolecularGraphs(nodes, np.zeros((1, 36), int)), permutation_probability=probability
        )
        batch = MolecularGraphs.from_one_hot(source.batch(5000, np.random.default_rng(0)))
        moved = (batch.nodes != nodes).any(axis=1).mean()
        expected = probability * 71 / 72
        assert abs(moved - expected) <= 4 * np.sqrt(expected * (1 - expected) / 5000)

    def test_leaves_its_molecules_alone(self, some_graphs):
        before = some_graphs.nodes.copy(), some_graphs.bonds.copy()
        MoleculeSource(some_graphs, permutation_probability=1).batch(1000, np.random.default_rng(0))
        np.testing.assert_array_equal(some_graphs.nodes, before[0])
        np.testing.assert_array_equal(some_graphs.bonds, before[1])

    def test_same_generator_same_batch(self, some_graphs):
        source = MoleculeSource(some_graphs)
        first, second = (source.batch(20, np.random.default_rng(3)) for _ in range(2))
        np.testing.assert_array_equal(first, second)

    def test_describes_what_it_draws_from(self, some_graphs):
        described = MoleculeSource(some_graphs).describe()
        assert described["n_molecules"] == len(some_graphs)
        assert described == MoleculeSource(some_graphs[:]).describe()
        assert described != MoleculeSource(some_graphs[1:]).describe()
        assert described != MoleculeSource(some_graphs, permutation_probability=0).describe()

    def test_wrong_arguments(self, some_graphs):
        with pytest.raises(ValueError, match=r"in \[0, 1\]; got 2"):
            MoleculeSource(some_graphs, permutation_probability=2)
        with pytest.raises(ValueError, match="at least one molecule"):
            MoleculeSource(some_graphs[:0])
        with pytest.raises(ValueError, match="n_samples must be an integer of at least 1; got 0"):
            MoleculeSource(some_graphs).batch(0, np.random.default_rng(0))
