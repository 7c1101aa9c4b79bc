"""Validity, uniqueness, novelty and the Fréchet ChemNet distance."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from pennylane_qgen.molecules import (
    ChemNetStatistics,
    MolecularGraphs,
    SampleQuality,
    chemnet,
    chemnet_statistics,
    fcd,
    fcd_floor,
    frechet_distance,
    sample_quality,
    smiles_to_graphs,
)
from pennylane_qgen.molecules.chemnet import reference_molecules, reference_statistics


class TestSampleQuality:
    def test_counts(self):
        samples = ["CO", None, "CO", "CC", "CCF", None, "CCF", "CCF"]
        quality = sample_quality(samples, known=["CC", "CO"])
        assert quality == SampleQuality(n_samples=8, n_valid=6, n_unique=3, n_novel=1)
        assert quality.validity == 6 / 8
        assert quality.uniqueness == 3 / 6
        assert quality.novelty == 1 / 3

    def test_nothing_valid(self):
        quality = sample_quality([None, None])
        assert (quality.validity, quality.uniqueness, quality.novelty) == (0.0, 0.0, 0.0)

    def test_novel_is_what_qm9_lacks(self):
        assert sample_quality(["CO", "FC(F)(F)C(F)(F)CCC"]).n_novel == 1

    def test_vectors_and_graphs(self):
        pytest.importorskip("rdkit")
        molecules = smiles_to_graphs(["CO", "OC", "CC"])
        nodes = molecules.nodes.copy()
        nodes[2, 1] = 0  # a bond to a node without an atom
        graphs = MolecularGraphs(nodes, molecules.bonds)
        expected = SampleQuality(n_samples=3, n_valid=2, n_unique=1, n_novel=0)
        assert sample_quality(graphs) == sample_quality(graphs.one_hot()) == expected

    def test_data_are_valid_unique_and_known(self, some_graphs):
        n = len(some_graphs)
        assert sample_quality(some_graphs) == SampleQuality(n, n, n, 0)


def statistics_of(samples):
    return ChemNetStatistics(samples.mean(axis=0), np.cov(samples, rowvar=False), len(samples))


class TestFrechetDistance:
    @pytest.mark.parametrize("n_samples", [40, 6], ids=["full rank", "rank 5 of 10"])
    def test_against_the_matrix_square_root(self, n_samples):
        rng = np.random.default_rng(0)
        first = statistics_of(rng.normal(size=(n_samples, 10)))
        second = statistics_of(1 + rng.normal(size=(40, 10)) @ rng.normal(size=(10, 10)))
        root = sqrtm(first.covariance @ second.covariance).real
        shift = first.mean - second.mean
        expected = shift @ shift + np.trace(first.covariance + second.covariance - 2 * root)
        # Where the product is singular, its square root is the less accurate of the two.
        assert frechet_distance(first, second) == pytest.approx(expected, rel=1e-6)

    def test_commuting_covariances(self):
        rng = np.random.default_rng(1)
        basis, _ = np.linalg.qr(rng.normal(size=(6, 6)))
        a, b = rng.random(6), rng.random(6)
        first = ChemNetStatistics(np.zeros(6), basis * a @ basis.T, 10)
        second = ChemNetStatistics(np.ones(6), basis * b @ basis.T, 10)
        expected = 6 + ((np.sqrt(a) - np.sqrt(b)) ** 2).sum()
        assert frechet_distance(first, second) == pytest.approx(expected, rel=1e-12)

    def test_is_symmetric_and_zero_for_the_same(self):
        rng = np.random.default_rng(2)
        first, second = (statistics_of(rng.normal(size=(30, 8))) for _ in range(2))
        assert frechet_distance(first, second) == pytest.approx(frechet_distance(second, first))
        assert frechet_distance(first, first) == pytest.approx(0, abs=1e-12)


class TestFCD:
    N_REFERENCE = 80

    @pytest.fixture(autouse=True)
    def needs_chemnet(self):
        pytest.importorskip("fcd")

    def test_repeated_molecules_count(self):
        """Statistics of a list with a repeated molecule, put together from lists without."""
        smiles = ["CO", "CC", "c1ccccc1"]
        once = chemnet_statistics(smiles)
        pair = chemnet_statistics(["CO", "CO"])
        found = chemnet_statistics(["CO", *smiles])
        methanol = pair.mean
        np.testing.assert_allclose(pair.covariance, 0, atol=1e-12)
        mean = (3 * once.mean + methanol) / 4
        np.testing.assert_allclose(found.mean, mean, atol=1e-6)
        second_moment = (2 * once.covariance + 3 * np.outer(once.mean, once.mean)) / 4
        second_moment += np.outer(methanol, methanol) / 4
        expected = (second_moment - np.outer(mean, mean)) * 4 / 3
        np.testing.assert_allclose(found.covariance, expected, atol=1e-6)
        assert found.n_molecules == 4

    def test_reference_and_floor_share_no_molecule(self):
        molecules = reference_molecules(300)
        assert len(set(molecules)) == 300
        assert reference_molecules(200) == molecules[:200]

    def test_floor_is_below_other_molecules_and_falls_with_their_number(self):
        small, large = (fcd_floor(n, n_reference=self.N_REFERENCE) for n in (20, 80))
        chains = fcd(["C" * n for n in range(1, 10)] * 3, 20, n_reference=self.N_REFERENCE)
        assert 0 < large < small < chains / 2

    def test_counts_the_first_valid_molecules(self):
        molecules = reference_molecules(200)[self.N_REFERENCE :][:20]
        with_gaps = [None, *molecules[:10], None, None, *molecules[10:], "C", "N"]
        floor = fcd_floor(20, n_reference=self.N_REFERENCE)
        assert fcd(with_gaps, 20, n_reference=self.N_REFERENCE) == pytest.approx(floor, rel=1e-9)

    def test_reference_is_computed_once(self, monkeypatch):
        reference_statistics(self.N_REFERENCE)
        monkeypatch.setattr(chemnet, "chemnet_statistics", None)
        again = reference_statistics(self.N_REFERENCE)
        assert again.covariance.shape == (512, 512)
        assert again.n_molecules == self.N_REFERENCE

    def test_too_few_molecules(self):
        with pytest.raises(ValueError, match="n_molecules=3 valid molecules; got 1"):
            fcd(["CO", None], 3, n_reference=self.N_REFERENCE)
        with pytest.raises(ValueError, match="at least two molecules; got 1"):
            chemnet_statistics(["CO"])
        with pytest.raises(ValueError, match=r"n_molecules must be an integer in \[2, 130085\]"):
            fcd_floor(130_165, n_reference=self.N_REFERENCE)
