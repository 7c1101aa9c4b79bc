import numpy as np
import pytest

from pennylane_qgen import theory
from pennylane_qgen.kernels import HammingKernel
from pennylane_qgen.walsh import popcounts, walsh_hadamard_transform

PRINTED = {(8, 1): 0.88, (8, 2): 0.20, (8, 4): 2.8e-3, (64, 1): 1.03, (64, 2): 0.30, (64, 4): 0.012}


@pytest.mark.parametrize("case", PRINTED)
def test_printed_tails(case):
    n, k = case
    error = theory.truncation_error(n, k, np.sqrt(n) / 2)
    np.testing.assert_allclose(error, PRINTED[case], rtol=0.04)


@pytest.mark.parametrize("n_wires", [8, 64, 500])
@pytest.mark.parametrize("max_weight", [0, 2, 5])
@pytest.mark.parametrize("ratio", [0.25, 1.0, 4.0])
def test_order_of_the_bounds(n_wires, max_weight, ratio):
    bandwidth = float(np.sqrt(ratio * n_wires))
    exact = theory.truncation_error(n_wires, max_weight, bandwidth)
    union = theory.truncation_union_bound(n_wires, max_weight, bandwidth)
    assert exact <= union <= theory.truncation_bound(n_wires, max_weight, bandwidth)


@pytest.mark.parametrize("bandwidth", [None, 0.7, [0.5, 3.0]])
def test_weights_are_the_kernels(bandwidth):
    weights = theory.word_weights(7, bandwidth)
    counts = np.bincount(popcounts(7))
    spectrum = np.full(8, 2.0**-7) if bandwidth is None else HammingKernel(bandwidth).spectrum(7)
    np.testing.assert_allclose(weights, counts * spectrum, rtol=1e-12)


@pytest.mark.parametrize("max_weight", [1, 3])
def test_error_of_distributions_stays_below(max_weight):
    """Also where it is reached: two distributions that differ in every word by 2 do not exist,
    but single strings at odd distance differ by 2 in half of them."""
    rng = np.random.default_rng(0)
    heavy = popcounts(6) > max_weight
    weights = HammingKernel(1.2).spectrum(6)[popcounts(6)]
    bound = theory.truncation_error(6, max_weight, 1.2)
    for alpha in (0.01, 1.0):
        p, q = rng.dirichlet(np.full(64, alpha), 2)
        squares = walsh_hadamard_transform(p - q) ** 2
        assert (weights * squares)[heavy].sum() <= bound


def test_everything_kept():
    assert theory.truncation_error(5, 5, 1.0) == 0
    assert theory.truncation_bound(5, 5, 1.0) == 0


def test_wrong_weight():
    with pytest.raises(ValueError, match=r"max_weight must be an integer in \[0, 5\]; got 6"):
        theory.truncation_error(5, 6, 1.0)


def test_bounds_take_one_bandwidth():
    with pytest.raises(ValueError, match="one bandwidth"):
        theory.truncation_bound(5, 2, [1.0, 2.0])
    with pytest.raises(ValueError, match="positive"):
        theory.truncation_bound(5, 2, -1.0)
