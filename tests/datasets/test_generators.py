"""What each generator claims about its strings and probabilities."""

from itertools import combinations, product
from math import comb

import networkx as nx
import numpy as np
import pytest
from scipy.stats import binom, norm

from pennylane_qgen.bits import (
    bits_to_integers,
    empirical_distribution,
    parity_means,
    words_up_to_weight,
)
from pennylane_qgen.datasets import (
    bars_and_stripes,
    blobs,
    cardinality,
    gaussian_mixture,
    ghz,
    independent_sets,
    log_normal,
    mixture_2d,
    parity,
    random_strings,
)
from pennylane_qgen.datasets.blobs import blob_patterns


def rows_of(data):
    return {tuple(row) for row in data.samples.tolist()}


class TestBarsAndStripes:
    @pytest.mark.parametrize(("rows", "columns"), [(1, 3), (2, 2), (2, 3), (4, 4), (3, 5)])
    def test_every_pattern_once(self, rows, columns):
        data = bars_and_stripes(rows, columns)
        images = data.samples.reshape(-1, rows, columns)
        constant_rows = (images == images[:, :, :1]).all(axis=(1, 2))
        constant_columns = (images == images[:, :1, :]).all(axis=(1, 2))
        assert (constant_rows | constant_columns).all()
        expected = 2**columns if rows == 1 else 2**rows + 2**columns - 2
        assert len(rows_of(data)) == len(data) == expected
        assert np.allclose(data.probabilities, empirical_distribution(data))

    def test_many_wires(self):
        assert bars_and_stripes(5, 5).probabilities is None

    def test_error(self):
        with pytest.raises(ValueError, match="1 to 20 wires; got 0"):
            bars_and_stripes(0, 3)


class TestHammingWeight:
    def test_cardinality(self):
        data = cardinality(7, 3)
        assert len(rows_of(data)) == len(data) == comb(7, 3)
        assert (data.samples.sum(axis=1) == 3).all()
        assert np.allclose(data.probabilities, empirical_distribution(data))

    def test_cardinality_of_many_wires(self):
        data = cardinality(40, 7, n_samples=2000, seed=0)
        assert (data.samples.sum(axis=1) == 7).all()
        error = np.sqrt(7 / 40 * 33 / 40 / 2000)
        assert (np.abs(data.samples.mean(axis=0) - 7 / 40) < 4.5 * error).all()

    def test_parity_is_invisible_below_full_weight(self):
        """All parities of fewer than n bits vanish, that of all bits is 1."""
        data = parity(5)
        means = parity_means(data, words_up_to_weight(5, 5))
        assert np.allclose(means[:-1], 0)
        assert means[-1] == 1

    def test_parity_of_many_wires(self):
        data = parity(33, n_samples=1000, seed=0)
        assert (data.samples.sum(axis=1) % 2 == 0).all()
        assert (np.abs(data.samples.mean(axis=0) - 0.5) < 4.5 * 0.5 / np.sqrt(1000)).all()

    @pytest.mark.parametrize("generator", [cardinality, parity])
    def test_too_many_to_list(self, generator):
        with pytest.raises(ValueError, match=r"up to 20 wires; got 21 wires\. Pass n_samples="):
            generator(21)

    @pytest.mark.parametrize("generator", [cardinality, parity])
    def test_no_wires(self, generator):
        with pytest.raises(ValueError, match="n_wires must be at least 1; got 0"):
            generator(0)

    def test_too_many_ones(self):
        with pytest.raises(ValueError, match=r"n_ones must lie in \[0, 3\]; got 4"):
            cardinality(3, 4)


class TestDiscretized:
    def test_gaussian(self):
        """The ratio of neighbours is exp(-(2 (x - mu) + 1) / 2 s^2)."""
        probabilities = gaussian_mixture(5, means=13.0, stds=4.0).probabilities
        x = np.arange(31)
        ratio = np.exp(-(2 * (x - 13) + 1) / (2 * 16))
        assert np.allclose(probabilities[1:] / probabilities[:-1], ratio)

    def test_mixture_is_a_sum_of_densities(self):
        data = gaussian_mixture(6, means=[10, 40], stds=[3, 6], weights=[1, 2])
        x = np.arange(64)
        density = 3 * norm.pdf(x, 10, 3) + 2 * 6 * norm.pdf(x, 40, 6)
        assert np.allclose(data.probabilities, density / density.sum())

    def test_log_normal_bins(self):
        """Mass of exp(Z), Z ~ N(1, 1), on [x - 1/2, x + 1/2]: a difference of normal CDFs."""
        upper = norm.cdf(np.log(np.arange(8) + 0.5) - 1)
        mass = np.diff(np.concatenate([[0], upper]))
        assert np.allclose(log_normal().probabilities, mass / mass.sum())

    def test_ring(self):
        """Eight equal maxima, at radius 0.35 about the centre, where there is nothing."""
        table = mixture_2d(12, n_samples=1).probabilities.reshape(64, 64)
        position = (np.arange(64) + 0.5) / 64 - 0.5
        radius = np.hypot(position[:, None], position)
        assert table[np.abs(radius - 0.35) < 0.15].sum() > 0.999
        assert table.sum(axis=1)[:32].sum() == pytest.approx(0.5)

    def test_grid(self):
        """Each of the 3 x 3 cells holds a ninth."""
        data = mixture_2d(12, n_modes=9, layout="grid", n_samples=1)
        cells = np.floor((np.arange(64) + 0.5) / 64 * 3).astype(int)
        mass = np.zeros((3, 3))
        np.add.at(mass, np.ix_(cells, cells), data.probabilities.reshape(64, 64))
        assert np.allclose(mass, 1 / 9, atol=1e-3)

    def test_x_comes_first(self):
        """A single narrow mode on the ring is at x = 0.85, y = 0.5."""
        data = mixture_2d(8, n_modes=1, std=0.01, n_samples=50, seed=0)
        x, y = bits_to_integers(data.samples[:, :4]), bits_to_integers(data.samples[:, 4:])
        assert set(x) == {13}
        assert set(y) == {7, 8}

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"means": [1, 2], "stds": [1, 2, 3]}, r"stds must be one number or one a mean, 2"),
            ({"means": [1, 2], "weights": [1, 2, 3]}, "weights must be one number"),
            ({"stds": 0.0}, "stds must be positive"),
            ({"weights": -1.0}, "weights non-negative"),
            ({"means": 1e6, "stds": 1.0}, "no mass on the integers 0 to 255"),
            ({"n_wires": 21}, "1 to 20 wires; got 21"),
        ],
    )
    def test_gaussian_errors(self, options, message):
        with pytest.raises(ValueError, match=message):
            gaussian_mixture(**options)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"n_wires": 7}, "n_wires must be even"),
            ({"std": 0}, "std must be positive"),
            ({"n_modes": 0}, "n_modes must be at least 1"),
            ({"layout": "grid"}, "A grid needs a square number of modes; got 8"),
            ({"layout": "star"}, 'layout must be "ring" or "grid"'),
        ],
    )
    def test_2d_errors(self, options, message):
        with pytest.raises(ValueError, match=message):
            mixture_2d(**options)

    def test_log_normal_errors(self):
        with pytest.raises(ValueError, match="std must be positive; got 0"):
            log_normal(std=0)
        with pytest.raises(ValueError, match="no mass on the integers"):
            log_normal(mean=100.0)


class TestBlobs:
    def test_patterns(self):
        patterns = blob_patterns()
        assert (patterns.sum(axis=1) == 4).all()
        assert len({tuple(row) for row in patterns}) == 8

    def test_without_noise(self):
        data = blobs(2000, flip_probability=0.0, seed=0)
        assert rows_of(data) == {tuple(row) for row in blob_patterns()}
        assert np.flatnonzero(data.probabilities).size == 8

    def test_flips_are_binomial(self):
        """The nearest pattern is at a distance of Binomial(16, p), up to rare confusions."""
        data = blobs(5000, flip_probability=0.01, seed=0)
        distance = (data.samples[:, None] != blob_patterns()).sum(axis=2).min(axis=1)
        share = (distance == 0).mean()
        exact = binom.pmf(0, 16, 0.01)
        assert abs(share - exact) < 4 * np.sqrt(exact * (1 - exact) / 5000)

    def test_probabilities(self):
        data = blobs(1)
        distance = (np.zeros(16) != blob_patterns()).sum(axis=1)
        assert data.probabilities[0] == pytest.approx(
            np.mean(0.05**distance * 0.95 ** (16 - distance))
        )

    def test_error(self):
        with pytest.raises(ValueError, match=r"flip_probability must lie in \[0, 1\]"):
            blobs(flip_probability=1.5)


class TestFewStrings:
    def test_ghz(self):
        assert rows_of(ghz(30)) == {(0,) * 30, (1,) * 30}
        assert ghz(3).probabilities == pytest.approx([0.5, 0, 0, 0, 0, 0, 0, 0.5])

    @pytest.mark.parametrize(("n_wires", "n_strings"), [(4, 16), (10, 100), (500, 30)])
    def test_random_strings_are_distinct(self, n_wires, n_strings):
        assert len(rows_of(random_strings(n_wires, n_strings, seed=0))) == n_strings

    def test_random_strings_are_uniform(self):
        """Each of the 6 pairs of two bits comes in a sixth of the draws."""
        rng = np.random.default_rng(0)
        pairs = [frozenset(rows_of(random_strings(2, 2, seed=rng))) for _ in range(1200)]
        strings = list(product((0, 1), repeat=2))
        for pair in combinations(strings, 2):
            share = pairs.count(frozenset(pair)) / 1200
            assert abs(share - 1 / 6) < 4 * np.sqrt(5 / 36 / 1200)

    @pytest.mark.parametrize("n_strings", [0, 9])
    def test_errors(self, n_strings):
        with pytest.raises(ValueError, match=r"n_strings must lie in \[1, 2\*\*n_wires\]; got"):
            random_strings(3, n_strings)
        with pytest.raises(ValueError, match="n_wires must be at least 1"):
            ghz(0)


class TestIndependentSets:
    def test_cycle(self):
        """The independent sets of a cycle are counted by the Lucas number L(8) = 47."""
        assert len(independent_sets()) == 47

    @pytest.mark.parametrize("seed", range(3))
    def test_networkx(self, seed):
        """Independent sets are the cliques of the complement, and the empty set."""
        graph = nx.gnp_random_graph(8, 0.4, seed=seed)
        cliques = {frozenset(c) for c in nx.enumerate_all_cliques(nx.complement(graph))}
        data = independent_sets(graph)
        sets = {frozenset(np.flatnonzero(row).tolist()) for row in data.samples}
        assert sets == cliques | {frozenset()}

    def test_node_order(self):
        """Node b is wire 0 of this graph, and wire 1 of the sorted edges."""
        graph = nx.Graph()
        graph.add_nodes_from("bac")
        graph.add_edges_from(["ab", "bc"])
        assert (1, 0, 0) in rows_of(independent_sets(graph))
        assert (0, 1, 1) in rows_of(independent_sets(graph))
        assert (1, 0, 1) in rows_of(independent_sets(["ab", "bc"]))

    def test_errors(self):
        with pytest.raises(ValueError, match="No node may be its own neighbour"):
            independent_sets([(0, 0)])
        with pytest.raises(ValueError, match="1 to 20 wires; got 0"):
            independent_sets([])
        with pytest.raises(ValueError, match="got 21"):
            independent_sets(nx.path_graph(21))
