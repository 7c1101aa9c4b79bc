import numpy as np
import pytest
from scipy.special import gammaincc, gammaln

from pennylane_qgen import theory
from pennylane_qgen.reference import bit_strings

PRINTED_EDGE = {
    0.1: "0.34", 0.2: "0.18", 0.3: "0.10", 0.4: "0.055", 0.5: "0.028", 0.6: "0.013", 0.7: "0.005",
    0.8: "0.0014",
}  # fmt: skip
PRINTED_QUARTILES = {
    (2, 4): (0.21, 0.32, 0.46),
    (4, 4): (0.07, 0.11, 0.18),
    (4, 8): (0.23, 0.30, 0.38),
    (8, 8): (0.07, 0.10, 0.12),
}


class TestDegreesOfFreedom:
    def test_projector_has_its_rank(self):
        assert theory.degrees_of_freedom([0] * 12 + [3.0] * 4) == 4

    def test_shift_and_scale_do_not_matter(self):
        spectrum = np.random.default_rng(0).normal(size=9)
        np.testing.assert_allclose(
            theory.degrees_of_freedom(spectrum), theory.degrees_of_freedom(3 * spectrum - 7)
        )

    @pytest.mark.parametrize("n_wires", [1, 4])
    def test_fidelities(self, n_wires):
        """The infidelity is a projector of rank 2^n - 1, the local one the mean weight."""
        ones = bit_strings(n_wires).sum(axis=1)
        m = theory.degrees_of_freedom(ones > 0)
        assert m == theory.fidelity_degrees_of_freedom(n_wires)
        m = theory.degrees_of_freedom(ones / n_wires)
        np.testing.assert_allclose(m, theory.local_fidelity_degrees_of_freedom(n_wires))

    def test_printed_thresholds(self):
        thresholds = [
            theory.critical_parameter_count(m)[1]
            for m in (
                4,
                theory.fidelity_degrees_of_freedom(4),
                theory.local_fidelity_degrees_of_freedom(4),
            )
        ]
        np.testing.assert_allclose(thresholds, [8, 30, 25.6])

    @pytest.mark.parametrize("eigenvalues", [[1.0], [[0.0, 1.0]], [0.0, np.nan]])
    def test_no_spectrum(self, eigenvalues):
        with pytest.raises(ValueError, match="eigenvalues must be a vector of at least two"):
            theory.degrees_of_freedom(eigenvalues)

    def test_constant_spectrum(self):
        with pytest.raises(ValueError, match="All eigenvalues are equal"):
            theory.degrees_of_freedom([2.0, 2.0])

    def test_wrong_degrees(self):
        with pytest.raises(ValueError, match=r"must be at least 1; got 0\.5"):
            theory.critical_parameter_count(0.5)


class TestEdge:
    @pytest.mark.parametrize("ratio", PRINTED_EDGE)
    def test_printed(self, ratio):
        digits = len(PRINTED_EDGE[ratio]) - 2
        assert f"{theory.local_minimum_edge(ratio):.{digits}f}" == PRINTED_EDGE[ratio]

    def test_smallest_eigenvalue_of_large_matrices(self):
        """A minimum at the edge has a Hessian that touches zero."""
        rng, p, m = np.random.default_rng(0), 800, 1000
        energy = theory.local_minimum_edge(p / (2 * m))
        g = rng.standard_normal((p, 2 * m - 1))
        upper = np.triu(rng.standard_normal((p, p)), 1) * np.sqrt(2 * energy / m)
        smallest = np.linalg.eigvalsh(g @ g.T / m + upper + upper.T)[0]
        assert abs(smallest / 2 - energy) < 0.01

    def test_from_the_transition_on(self):
        assert theory.local_minimum_edge(1.0) == theory.local_minimum_edge(3.0) == 0

    def test_wrong_ratio(self):
        with pytest.raises(ValueError, match="ratio must be positive; got 0"):
            theory.local_minimum_edge(0)


def minima_of_random_fields(p, m, n_fields, rng, points=24):
    """Energies of all local minima of Wishart fields, found on a periodic grid of angles."""
    angles = np.arange(points) * np.pi / points
    w = np.ones((1, *[1] * p))
    for axis in range(p):
        shape = [1] * (p + 1)
        shape[axis + 1] = points
        factor = np.stack([np.cos(angles), np.sin(angles)]).reshape(2, 1, *shape[1:])
        w = (factor * w[None]).reshape(-1, *np.broadcast_shapes(factor.shape[2:], w.shape[1:]))
    found = []
    for _ in range(n_fields):
        j = (rng.normal(size=(m, 2**p)) + 1j * rng.normal(size=(m, 2**p))) / np.sqrt(2)
        field = (np.abs(np.tensordot(j, w, axes=1)) ** 2).mean(axis=0)
        lowest = np.ones_like(field, dtype=bool)
        for offset in np.ndindex(*[3] * p):
            shift = tuple(np.array(offset) - 1)
            lowest &= field <= np.roll(field, shift, axis=tuple(range(p)))
        found.append(field[lowest])
    return np.concatenate(found)


class TestDistribution:
    @pytest.mark.parametrize("case", PRINTED_QUARTILES)
    def test_printed_quartiles(self, case):
        p, m = case
        distribution = theory.local_minimum_distribution(p, m, n_matrices=5000, seed=0)
        quartiles = distribution.quantile([0.25, 0.5, 0.75])
        np.testing.assert_allclose(quartiles, PRINTED_QUARTILES[case], atol=0.0101)

    @pytest.mark.parametrize("m", [1, 3, 6])
    def test_one_parameter_in_closed_form(self, m):
        """E[(x/m - 2E)+] for a chi-squared x of 2m - 1 degrees of freedom."""
        distribution = theory.local_minimum_distribution(
            1, m, n_matrices=20_000, n_energies=200, seed=1
        )
        energy, k = distribution.energies, 2 * m - 1
        y = m * energy
        mean = k * gammaincc(k / 2 + 1, y) / m - 2 * energy * gammaincc(k / 2, y)
        log_weight = (m - 1.5) * np.log(energy) - m * energy - gammaln(m)
        expected = np.exp(log_weight) * mean
        widths = 2 * np.sqrt(energy) * 2 * np.sqrt(energy[0])
        expected /= (expected * widths).sum()
        visible = expected > 0.05 * expected.max()
        errors = distribution.standard_error[visible]
        # The same matrices at all energies: one shared deviation, of the normalisation.
        assert (np.abs(distribution.density - expected)[visible] < 5 * errors).all()

    @pytest.mark.parametrize(("p", "m", "n_fields"), [(1, 2, 4000), (2, 2, 800), (2, 4, 800)])
    def test_minima_of_random_fields(self, p, m, n_fields):
        """The share of minima below each quartile is a quarter more each time."""
        rng = np.random.default_rng(2)
        points = 200 if p == 1 else 60
        energies = minima_of_random_fields(p, m, n_fields, rng, points)
        distribution = theory.local_minimum_distribution(p, m, n_matrices=20_000, seed=3)
        for probability in (0.25, 0.5, 0.75):
            share = (energies <= distribution.quantile(probability)).mean()
            error = np.sqrt(probability * (1 - probability) / len(energies))
            assert abs(share - probability) < 4 * error

    def test_density_is_normalised(self):
        distribution = theory.local_minimum_distribution(3, 3, seed=4)
        widths = 2 * np.sqrt(distribution.energies) * 2 * np.sqrt(distribution.energies[0])
        np.testing.assert_allclose((distribution.density * widths).sum(), 1)
        assert distribution.quantile(0.0) == 0

    def test_seeded(self):
        first, second = (theory.local_minimum_distribution(2, 3, seed=0) for _ in range(2))
        np.testing.assert_array_equal(first.density, second.density)

    def test_beyond_the_transition(self):
        with pytest.raises(ValueError, match="From 2m = 8 parameters on all local minima are"):
            theory.local_minimum_distribution(8, 4)

    def test_no_positive_matrix(self):
        with pytest.raises(ValueError, match="None of 2 random Hessians"):
            theory.local_minimum_distribution(29, 15, n_matrices=2, n_energies=2, seed=0)
