import tracemalloc

import numpy as np
import pytest

from pennylane_qgen.linear_optics import (
    distribution,
    distribution_pull_back,
    estimate_sampling,
    estimate_table,
    haar_unitary,
    n_fock_states,
)


def peak_memory(function):
    function()
    tracemalloc.start()
    function()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize(
    ("case", "model"),
    [
        ({}, {}),
        ({"gradient": True}, {}),
        ({"mixture": True}, {"indistinguishability": 0.5}),
        ({"gradient": True, "mixture": True}, {"indistinguishability": 0.5}),
        ({"rank": 2}, {"gram": np.kron(np.eye(2), np.ones((2, 2)))}),
        ({"rank": 2, "gradient": True}, {"gram": np.kron(np.eye(2), np.ones((2, 2)))}),
    ],
    ids=str,
)
def test_memory_of_the_table(case, model):
    """NumPy reports its arrays to tracemalloc; those made inside numba's functions are none."""
    unitary, counts = haar_unitary(18, seed=0), [1] * 4 + [0] * 14
    cotangent = np.ones(n_fock_states(4, 18))
    functions = {
        False: lambda: distribution(unitary, counts, **model),
        True: lambda: distribution_pull_back(unitary, counts, cotangent, **model),
    }
    peak = peak_memory(functions[case.get("gradient", False)])
    estimate = estimate_table(4, 18, **case).bytes
    assert peak / 2 < estimate < 3 * peak


def test_growth():
    assert estimate_table(12, 24).bytes > 20 * estimate_table(10, 20).bytes
    assert estimate_table(6, 12, mixture=True).seconds > estimate_table(6, 12).seconds
    assert estimate_table(6, 12, gradient=True).seconds > estimate_table(6, 12).seconds
    large, small = (estimate_sampling(n, 2 * n, 1000).seconds for n in (28, 24))
    assert 8 < large / small < 1.81**4 * 28 / 24 * 1.2
    assert estimate_sampling(8, 16, 1000).bytes == 2 * 16 * 1000


def test_what_can_never_end_has_an_estimate_too():
    assert estimate_table(600, 600).bytes > 1e100
    assert estimate_sampling(2000, 2000, 1).seconds > 1e100
    assert estimate_table(700, 700, mixture=True, gradient=True).seconds > 1e100
    assert "e+" in str(estimate_table(600, 600))


def test_text():
    assert str(estimate_table(10, 20)).startswith("0.597 GiB, ")
