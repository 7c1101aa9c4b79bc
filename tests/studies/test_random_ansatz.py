"""Random circuits with one generator."""

import numpy as np
import pytest
from scipy.linalg import expm

from pennylane_qgen import theory
from pennylane_qgen.studies.random_ansatz import RandomAnsatz, spectrum_of


@pytest.mark.parametrize("name", ["fidelity", "local-fidelity", "rank-3"])
def test_value_and_gradient(name):
    rng = np.random.default_rng(0)
    ansatz = RandomAnsatz(spectrum_of(name, 3), 4, rng)
    angles = rng.uniform(0, 2 * np.pi, 4)
    z0 = np.kron(np.diag([1, -1]), np.eye(4))

    def value(angles):
        state = ansatz._unitaries[0][:, 0]
        for angle, unitary in zip(angles, ansatz._unitaries[1:], strict=True):
            state = unitary @ expm(-0.5j * angle * z0) @ state
        return float(ansatz.spectrum @ np.abs(state) ** 2)

    ours, gradient = ansatz.value_and_gradient(angles)
    assert ours == pytest.approx(value(angles))
    shifts = np.eye(4) * np.pi / 2
    expected = [(value(angles + s) - value(angles - s)) / 2 for s in shifts]
    np.testing.assert_allclose(gradient, expected, atol=1e-12)


def test_minima_lie_below_their_neighbours():
    rng = np.random.default_rng(1)
    ansatz = RandomAnsatz(spectrum_of("fidelity", 3), 3, rng)
    minimum = ansatz.local_minimum(np.random.default_rng(2))
    assert 0 <= minimum < 1


def test_many_parameters_reach_the_global_minimum():
    rng = np.random.default_rng(3)
    assert RandomAnsatz(spectrum_of("rank-2", 3), 8, rng).local_minimum(rng) < 1e-6


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fidelity", theory.fidelity_degrees_of_freedom(4)),
        ("local-fidelity", theory.local_fidelity_degrees_of_freedom(4)),
        ("rank-4", 4),
    ],
)
def test_degrees_of_freedom(name, expected):
    assert theory.degrees_of_freedom(spectrum_of(name, 4)) == pytest.approx(expected)
