"""Exact IQP states against the product of matrices."""

from functools import reduce

import numpy as np
import pytest
from scipy.linalg import expm

from pennylane_qgen.iqp.state_vector import IQPStateVector

X = np.array([[0, 1], [1, 0]])


def x_word(mask, n_wires):
    """X on the wires of an integer, wire 0 the most significant bit."""
    bits = f"{mask:0{n_wires}b}"
    return reduce(np.kron, [X if bit == "1" else np.eye(2) for bit in bits])


def by_matrices(masks, angles, n_wires, cat_mask=0):
    state = np.zeros(2**n_wires, complex)
    state[0] = 1
    if cat_mask:
        state[[0, cat_mask]] = np.sqrt(0.5)
    for mask, angle in zip(masks, angles, strict=True):
        state = expm(-1j * angle * x_word(mask, n_wires)) @ state
    return state


@pytest.mark.parametrize("cat", [False, True])
@pytest.mark.parametrize("n_wires", [1, 2, 3, 5, 7])
def test_amplitudes_probabilities_and_gradient(n_wires, cat):
    rng = np.random.default_rng(n_wires)
    masks = rng.integers(1, 2**n_wires, 2 * n_wires)
    angles = rng.uniform(-10, 10, masks.size)
    cat_mask = int(rng.integers(1, 2**n_wires)) if cat else 0
    state = IQPStateVector(masks, n_wires, cat_mask=cat_mask).run(angles)
    expected = by_matrices(masks, angles, n_wires, cat_mask)
    np.testing.assert_allclose(state.amplitudes, expected, atol=1e-14)
    np.testing.assert_allclose(state.probabilities(), np.abs(expected) ** 2, atol=1e-14)
    diagonal = rng.normal(size=2**n_wires)
    gradient = state.pull_back(diagonal)
    for g in range(masks.size):
        derivative = -1j * x_word(masks[g], n_wires) @ expected
        exact = 2 * np.real(np.sum(diagonal * expected.conj() * derivative))
        assert gradient[g] == pytest.approx(exact, abs=1e-12)


def test_cotangent_of_the_amplitudes_is_not_changed():
    state = IQPStateVector([1, 2], n_wires=2).run(np.array([0.1, 0.2]))
    cotangent = np.array([1, 1j, 0, 2])
    before = cotangent.copy()
    first, second = (state.pull_back_amplitudes(cotangent) for _ in range(2))
    assert first.tolist() == second.tolist()
    assert cotangent.tolist() == before.tolist()


def test_single_precision():
    rng = np.random.default_rng(0)
    masks, angles = rng.integers(1, 2**10, 60), rng.uniform(0, 6, 60)
    single = IQPStateVector(masks, 10, dtype=np.complex64).run(angles)
    double = IQPStateVector(masks, 10).run(angles)
    assert single.amplitudes.dtype == np.complex64
    np.testing.assert_allclose(single.amplitudes, double.amplitudes, atol=1e-6)
    diagonal = rng.normal(size=2**10)
    np.testing.assert_allclose(single.pull_back(diagonal), double.pull_back(diagonal), atol=1e-5)


@pytest.mark.parametrize("n_wires", [0, 27])
def test_too_many_wires(n_wires):
    with pytest.raises(ValueError, match=f"from 1 to 26 wires; got {n_wires}. Measure parities"):
        IQPStateVector([1], n_wires)
