"""Ising models on graphs: energies, and both kinds of Markov chains against enumeration."""

import networkx as nx
import numpy as np
import pytest
from scipy.stats import chi2, chi2_contingency

from pennylane_qgen.bits import bits_to_integers
from pennylane_qgen.datasets import ising_energy, scale_free_ising, spin_glass
from pennylane_qgen.datasets.base import all_bits
from pennylane_qgen.datasets.cluster_updates import cluster_chains
from pennylane_qgen.datasets.ising_graph import N_CHAINS, IsingGraph
from pennylane_qgen.datasets.parallel_tempering import tempered_chains
from pennylane_qgen.datasets.scale_free_ising import preferential_attachment
from pennylane_qgen.datasets.spin_glass import periodic_lattice


def random_graph(seed, *, ferromagnetic):
    """Six spins, a ring with two chords, generic couplings and fields."""
    rng = np.random.default_rng(seed)
    edges = np.array([(i, (i + 1) % 6) for i in range(6)] + [(0, 3), (1, 4)])
    couplings = rng.normal(0, 1, len(edges))
    return IsingGraph(
        edges, np.abs(couplings) if ferromagnetic else couplings, rng.normal(0, 0.3, 6)
    )


def to_bits(spins):
    return (1 - spins.reshape(-1, spins.shape[-1])) // 2


class TestIsingGraph:
    def test_energy_pair_by_pair(self):
        graph = random_graph(0, ferromagnetic=False)
        bits = np.random.default_rng(1).integers(2, size=(5, 6))
        for x, energy in zip(bits, graph.energies(bits), strict=True):
            s, expected = 1 - 2 * x, 0.0
            for (i, j), coupling in zip(graph.edges, graph.couplings, strict=True):
                expected -= coupling * s[i] * s[j]
            assert energy == pytest.approx(expected - sum(graph.fields * s))

    def test_lattice_is_that_of_ising(self):
        rng = np.random.default_rng(2)
        bonds, bits = rng.normal(size=(2, 3, 4)), rng.integers(2, size=(10, 12))
        graph = IsingGraph(periodic_lattice(3, 4), bonds.ravel(), np.zeros(12))
        assert np.allclose(graph.energies(bits), ising_energy(bits, 3, 4, couplings=bonds))

    def test_probabilities_are_boltzmann(self):
        graph = random_graph(3, ferromagnetic=False)
        energies, probabilities = graph.energies(all_bits(6)), graph.probabilities(1.7)
        assert probabilities.sum() == pytest.approx(1)
        ratio = np.log(probabilities / probabilities[0])
        assert np.allclose(ratio, -(energies - energies[0]) / 1.7)

    def test_neighbours(self):
        graph = random_graph(4, ferromagnetic=False)
        starts, ends, couplings = graph.neighbours()
        matrix = np.zeros((6, 6))
        for i in range(6):
            matrix[i, ends[starts[i] : starts[i + 1]]] = couplings[starts[i] : starts[i + 1]]
        expected = np.zeros((6, 6))
        expected[tuple(graph.edges.T)] = graph.couplings
        assert np.array_equal(matrix, expected + expected.T)


@pytest.mark.parametrize(
    ("chains", "ferromagnetic"),
    [(cluster_chains, True), (tempered_chains, True), (tempered_chains, False)],
)
class TestChainsAgainstEnumeration:
    def test_probabilities(self, chains, ferromagnetic):
        """Chi-squared over all 64 strings of well thinned samples below its 1e-5 quantile."""
        graph = random_graph(5, ferromagnetic=ferromagnetic)
        spins = chains(graph, 1.2, (4, 5000), np.random.default_rng(6), thinning=15)
        counts = np.bincount(bits_to_integers(to_bits(spins)), minlength=64)
        expected = 20000 * graph.probabilities(1.2)
        assert ((counts - expected) ** 2 / expected).sum() < chi2.isf(1e-5, 63)

    def test_two_bonds_between_two_spins(self, chains, ferromagnetic):
        """On a side of length 2 a pair has two bonds, whose couplings add."""
        couplings = np.array([0.5, 0.4]) if ferromagnetic else np.array([-0.5, 0.1])
        graph = IsingGraph(np.array([[0, 1], [1, 0]]), couplings, np.zeros(2))
        spins = chains(graph, 1.0, (2, 2000), np.random.default_rng(7), thinning=10)
        equal = (spins[..., 0] == spins[..., 1]).mean()
        expected = 1 / (1 + np.exp(-2 * couplings.sum()))
        assert abs(equal - expected) < 4.5 * np.sqrt(expected * (1 - expected) / 4000)

    def test_samples_are_independent(self, chains, ferromagnetic):
        """Strings of successive samples, cold and at default thinning, have no association."""
        graph = random_graph(8, ferromagnetic=ferromagnetic)
        spins = chains(graph, 0.7, (1, 6000), np.random.default_rng(9))[0]
        aligned = spins[:, 0] * spins[:, 3] > 0
        up = spins[:, 0] > 0
        for values in (aligned, up):
            table = np.histogram2d(values[:-1], values[1:], bins=2)[0]
            assert chi2_contingency(table).pvalue > 1e-5


class TestScaleFree:
    def test_graph(self):
        """Simple and connected, and its largest hub grows as the square root of the size."""
        edges = preferential_attachment(2000, 2, np.random.default_rng(0))
        graph = nx.Graph(edges.tolist())
        assert len(edges) == graph.number_of_edges() == 2 * 1998
        assert not any(a == b for a, b in edges)
        assert nx.is_connected(graph)
        degrees = np.bincount(edges.ravel())
        assert degrees[3:].min() == 2
        assert degrees.max() > 40

    def test_degree_distribution(self):
        """Shares of degrees k of the limit, 2 m (m + 1) / (k (k + 1) (k + 2)) for m = 2."""
        rng = np.random.default_rng(1)
        degrees = np.concatenate(
            [np.bincount(preferential_attachment(2000, 2, rng).ravel()) for _ in range(3)]
        )
        for k in (2, 3, 4, 5):
            expected = 12 / (k * (k + 1) * (k + 2))
            assert abs((degrees == k).mean() - expected) < 0.02

    def test_small_is_exact(self):
        data = scale_free_ising(10, temperature=2.0, seed=0)
        rng = np.random.default_rng(0)
        edges = preferential_attachment(10, 2, rng)
        graph = IsingGraph(edges, rng.random(len(edges)), 0.01 * np.bincount(edges.ravel()))
        assert np.allclose(data.probabilities, graph.probabilities(2.0))
        assert "exact" in data.source

    def test_default_chains_agree(self):
        """Chains from independent random starts find the same energy and magnetisation."""
        rng = np.random.default_rng(2)
        edges = preferential_attachment(1000, 2, rng)
        graph = IsingGraph(edges, rng.random(len(edges)), 0.01 * np.bincount(edges.ravel()))
        chains = cluster_chains(graph, 1.0, (N_CHAINS, 250), rng)
        for values in (graph.energies(to_bits(chains)), to_bits(chains).mean(axis=1)):
            values = values.reshape(N_CHAINS, 250)
            error = values.std() / np.sqrt(250)
            assert (np.abs(values.mean(axis=1) - values.mean()) < 4.5 * error).all()

    def test_field_favours_zeros(self):
        assert scale_free_ising(200, n_samples=200, seed=3).samples.mean() < 0.4
        flipped = scale_free_ising(200, field=-0.01, n_samples=200, seed=3).samples.mean()
        assert flipped > 0.6

    def test_describes_itself(self):
        data = scale_free_ising(50, n_samples=10, seed=4)
        assert data.samples.shape == (10, 50)
        assert data.probabilities is None
        assert "Barabasi-Albert graph, 2 edges a node" in data.source
        assert "4 Markov chains" in data.source

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"edges_per_node": 0}, r"in \[1, 29\] for 30 nodes; got 0"),
            ({"edges_per_node": 30}, r"in \[1, 29\] for 30 nodes; got 30"),
            ({"temperature": 0.0}, r"temperature must be positive; got 0\.0"),
        ],
    )
    def test_errors(self, options, message):
        with pytest.raises(ValueError, match=message):
            scale_free_ising(30, **options)

    def test_clusters_need_ferromagnets(self):
        graph = random_graph(5, ferromagnetic=False)
        with pytest.raises(ValueError, match="couplings of at least 0; got -"):
            cluster_chains(graph, 1.0, (1, 1), np.random.default_rng(0))


class TestSpinGlass:
    def test_small_is_exact(self):
        data = spin_glass(3, 4, temperature=0.8, seed=0)
        couplings = np.random.default_rng(0).normal(size=24)
        graph = IsingGraph(periodic_lattice(3, 4), couplings, np.zeros(12))
        assert np.allclose(data.probabilities, graph.probabilities(0.8))
        assert np.allclose(data.probabilities, data.probabilities[::-1])

    def test_chains_agree(self):
        """Energies of chains from independent random starts, at the default temperature."""
        rng = np.random.default_rng(1)
        graph = IsingGraph(periodic_lattice(16, 16), rng.normal(size=512), np.zeros(256))
        chains = tempered_chains(graph, 1.0, (4, 100), rng)
        energies = graph.energies(to_bits(chains)).reshape(4, 100)
        error = energies.std() / np.sqrt(100)
        assert (np.abs(energies.mean(axis=1) - energies.mean()) < 4.5 * error).all()

    def test_spin_flip_symmetry(self):
        data = spin_glass(6, 6, n_samples=2000, seed=2)
        assert data.probabilities is None
        assert (np.abs(data.samples.mean(axis=0) - 0.5) < 4.5 * 0.5 / np.sqrt(2000)).all()

    def test_pairs_are_correlated(self):
        data = spin_glass(6, 6, n_samples=500, seed=3)
        spins = 1 - 2 * data.samples.astype(float)
        edges = periodic_lattice(6, 6)
        bonds = np.abs((spins[:, edges[:, 0]] * spins[:, edges[:, 1]]).mean(axis=0))
        assert bonds.mean() > 0.4

    def test_errors(self):
        with pytest.raises(ValueError, match="at least 2x2; got 1x16"):
            spin_glass(1, 16)
        with pytest.raises(ValueError, match=r"temperature must be positive; got -1"):
            spin_glass(temperature=-1)
