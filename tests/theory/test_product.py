import numpy as np
import pytest

from pennylane_qgen import theory
from pennylane_qgen.kernels import HammingKernel

PRINTED_MEAN = {2: 0.624, 3: 0.595, 4: 0.508, 6: 0.325, 8: 0.193, 10: 0.111, 12: 0.0631, 13: 0.0470}
PRINTED_VARIANCE = {2: 0.211, 4: 0.0704, 6: 0.0270, 8: 0.0111, 10: 4.63e-3, 12: 1.88e-3}
PRINTED_HAMMING = {2: 0.335, 4: 0.489, 6: 0.537, 8: 0.527, 10: 0.486}
PRINTED_HAMMING_N = {2: 0.112, 4: 0.059, 6: 0.040, 8: 0.031, 10: 0.025}
PRINTED_ROOT = {2: 0.482, 4: 0.489, 6: 0.487, 8: 0.486, 10: 0.484}


class TestPair:
    @pytest.mark.parametrize("family", ["haar", "angle"])
    @pytest.mark.parametrize("bandwidth", [None, 0.4, 1.0, [0.5, 2.0, 4.0]])
    @pytest.mark.parametrize("n_wires", [2, 5])
    def test_monte_carlo(self, family, bandwidth, n_wires, draw_products, within_errors):
        rng = np.random.default_rng(n_wires)
        p, q = (draw_products(family, n_wires, 20_000, rng) for _ in range(2))
        applied = p - q if bandwidth is None else HammingKernel(bandwidth).apply(p - q)
        moments = theory.product_pair(n_wires, bandwidth, family=family)
        within_errors(((p - q) * applied).sum(axis=1), moments.mean, moments.variance)

    @pytest.mark.parametrize("n_wires", PRINTED_MEAN)
    def test_mean_of_figure_5(self, n_wires):
        mean = theory.product_pair(n_wires, family="angle").mean
        np.testing.assert_allclose(mean, PRINTED_MEAN[n_wires], rtol=0.01)

    @pytest.mark.parametrize("n_wires", PRINTED_VARIANCE)
    def test_variance_of_figure_6(self, n_wires):
        """The printed ones are from 100,000 pairs: 5 %."""
        variance = theory.product_pair(n_wires, family="angle").variance
        np.testing.assert_allclose(variance, PRINTED_VARIANCE[n_wires], rtol=0.05)

    @pytest.mark.parametrize(
        ("table", "bandwidth"),
        [
            (PRINTED_HAMMING, lambda n: 1.0),
            (PRINTED_HAMMING_N, float),
            (PRINTED_ROOT, lambda n: np.sqrt(n) / 2),
        ],
    )
    def test_kernel_of_definition_16(self, table, bandwidth):
        means = [theory.product_pair(n, bandwidth(n), family="angle").mean for n in table]
        np.testing.assert_allclose(means, list(table.values()), atol=0.0006)

    def test_expanded_form_of_the_second_moment(self):
        """E[.^2] as four powers, where they do not cancel."""
        n, m2, m4, bandwidth = 6, 1 / 3, 1 / 5, 0.8
        rho = np.exp(-1 / (2 * bandwidth**2))
        c, s = (1 + rho) / 2, (1 - rho) / 2
        second = 2 * (c**2 + 2 * c * s * m2 + s**2 * m4) ** n + 4 * (c**2 + s**2 * m2**2) ** n
        second += 2 * (c + s * m2) ** (2 * n) - 8 * (c**2 + c * s * m2) ** n
        moments = theory.product_pair(n, bandwidth)
        np.testing.assert_allclose(moments.variance + moments.mean**2, second, rtol=1e-12)

    def test_limit_at_large_bandwidths(self):
        """E tends to n (2 m2 s) with s = 1 / (4 sigma^2): 1 / (6 n) at sigma = n, Haar."""
        n = 10**5
        np.testing.assert_allclose(6 * n * theory.product_pair(n, float(n)).mean, 1, rtol=1e-3)
        mean = theory.product_pair(n, float(np.sqrt(n))).mean
        np.testing.assert_allclose(mean, 2 * (np.exp(-1 / 6) - np.exp(-1 / 4)), rtol=1e-3)

    def test_unknown_family(self):
        with pytest.raises(ValueError, match="family must be one of 'haar', 'angle'; got 'ry'"):
            theory.product_pair(3, family="ry")

    @pytest.mark.parametrize("n_wires", [0, -1, 2.5, True])
    def test_wrong_number_of_wires(self, n_wires):
        with pytest.raises(ValueError, match="n_wires must be an integer of at least 1"):
            theory.product_pair(n_wires)

    def test_impossible_moments(self):
        with pytest.raises(ValueError, match=r"second=0\.5, fourth=0\.1"):
            theory.PolarizationMoments(0.5, 0.1)


class TestTail:
    @pytest.mark.parametrize("y", [0.1, 1.0, 1.9])
    @pytest.mark.parametrize("n_wires", [1, 4, 8])
    def test_monte_carlo(self, n_wires, y, within_errors):
        a = np.random.default_rng(0).random((40_000, n_wires))
        within_errors(a.prod(axis=1) >= y / 2**n_wires, theory.product_tail(n_wires, y))

    @pytest.mark.parametrize("n_wires", [1, 5, 30, 200])
    @pytest.mark.parametrize("y", [0.01, 1.0, 10.0])
    def test_below_the_bound(self, n_wires, y):
        assert theory.product_tail(n_wires, y) <= theory.product_tail_bound(n_wires, y)

    def test_beyond_certainty(self):
        assert theory.product_tail(2, 5.0) == 0

    @pytest.mark.parametrize("function", [theory.product_tail, theory.product_tail_bound])
    def test_wrong_threshold(self, function):
        with pytest.raises(ValueError, match="y must be positive; got 0"):
            function(3, 0)


@pytest.mark.parametrize("family", ["haar", "angle"])
def test_collision(family, draw_products, within_errors):
    p = draw_products(family, 4, 20_000, np.random.default_rng(0))
    within_errors((p**2).sum(axis=1), theory.product_collision(4, family=family))


def test_standard_deviation():
    assert theory.Moments(2.0, 9.0).standard_deviation == 3.0
