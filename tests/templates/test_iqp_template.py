from functools import reduce

import numpy as np
import pennylane as qml
import pytest
from scipy.linalg import expm

from pennylane_qgen.templates import IQP, Pattern, all_up_to_weight

X = np.array([[0, 1], [1, 0]])


def dense_state(weights, pattern, n_wires, spin_sym=False):
    """The state by matrix exponentials of dense generators."""
    state = np.zeros(2**n_wires, dtype=complex)
    state[0] = 1
    if spin_sym:
        state[[0, -1]] = np.sqrt(0.5)
    for weight, generators in zip(weights, pattern.to_lists(), strict=True):
        for generator in generators:
            factors = [X if i in generator else np.eye(2) for i in range(n_wires)]
            state = expm(-1j * weight * reduce(np.kron, factors)) @ state
    return state


def probabilities(weights, n_wires, **options):
    @qml.qnode(qml.device("default.qubit", wires=n_wires))
    def circuit(weights):
        IQP(weights, wires=range(n_wires), **options)
        return qml.probs()

    return circuit(weights)


@pytest.mark.parametrize("spin_sym", [False, True])
@pytest.mark.parametrize("n_wires", [1, 2, 3, 4])
def test_state_is_that_of_dense_matrices(n_wires, spin_sym):
    pattern = all_up_to_weight(n_wires, n_wires)
    weights = IQP.init(n_wires, pattern, seed=n_wires)

    @qml.qnode(qml.device("default.qubit", wires=n_wires))
    def circuit(weights):
        IQP(weights, wires=range(n_wires), pattern=pattern, spin_sym=spin_sym)
        return qml.state()

    expected = dense_state(weights, pattern, n_wires, spin_sym)
    np.testing.assert_allclose(circuit(weights), expected, atol=1e-12)


def test_shared_weights():
    pattern = Pattern.from_lists([[[0], [1]], [[0, 2], [0, 1, 2]]], 3)
    weights = np.array([0.4, 1.1])
    expected = np.abs(dense_state(weights, pattern, 3)) ** 2
    np.testing.assert_allclose(probabilities(weights, 3, pattern=pattern), expected, atol=1e-12)


def test_probability_of_one_is_sine_squared():
    """By hand: exp(-iθX)|0> = cos θ|0> - i sin θ|1>."""
    theta = 0.3
    expected = [np.cos(theta) ** 2, np.sin(theta) ** 2]
    np.testing.assert_allclose(probabilities(np.array([theta]), 1), expected, atol=1e-12)


def test_sign_of_all_angles_does_not_matter():
    """Rotations by +θ, as in iqpopt, give the complex conjugate state."""
    weights = IQP.init(3, seed=0)
    np.testing.assert_allclose(probabilities(weights, 3), probabilities(-weights, 3), atol=1e-12)


def test_spin_symmetry():
    probs = probabilities(IQP.init(3, seed=1), 3, spin_sym=True)
    np.testing.assert_allclose(probs, probs[::-1], atol=1e-12)


def test_default_pattern():
    circuit = IQP(np.zeros(6), wires=range(3))
    assert circuit.hyperparameters["pattern"] == all_up_to_weight(3, 2)
    assert [gate.name for gate in circuit.decomposition()] == ["RX"] * 3 + ["IsingXX"] * 3


def test_gate_of_each_size():
    pattern = [[[0]], [[2, 1]], [[0, 1, 2]]]
    circuit = IQP(np.array([0.1, 0.2, 0.3]), ["a", "b", "c"], pattern)
    expected = [
        qml.RX(0.2, "a"),
        qml.IsingXX(0.4, ["b", "c"]),
        qml.PauliRot(0.6, "XXX", ["a", "b", "c"]),
    ]
    for gate, other in zip(circuit.decomposition(), expected, strict=True):
        qml.assert_equal(gate, other)


def test_mean_collision_probability_of_uniform_angles():
    """E Σp² = 2^{-n} (2 - 2^{-n}) for all rotations on one and two wires, arXiv:2512.24801."""
    n_wires, n_circuits = 3, 4000
    rng = np.random.default_rng(0)
    weights = np.stack([IQP.init(n_wires, seed=rng) for _ in range(n_circuits)])
    collisions = (probabilities(weights, n_wires) ** 2).sum(axis=1)
    expected = 2.0**-n_wires * (2 - 2.0**-n_wires)
    assert abs(collisions.mean() - expected) < 4 * collisions.std() / np.sqrt(n_circuits)


class TestDataInit:
    rng = np.random.default_rng(0)
    samples = (rng.random((200, 3)) < [0.2, 0.5, 0.9]).astype(int)
    samples[:, 1] = samples[:, 0] ^ (rng.random(200) < 0.3)

    def test_means_are_those_of_the_samples(self):
        weights = IQP.init(3, strategy="data", samples=self.samples, scale=0, noise=0, seed=0)
        probs = probabilities(weights, 3).reshape(2, 2, 2)
        means = [1 - probs.take(0, axis=i).sum() for i in range(3)]
        np.testing.assert_allclose(means, self.samples.mean(axis=0), atol=1e-12)

    def test_pairs_follow_the_covariance(self):
        weights = IQP.init(3, strategy="data", samples=self.samples, scale=0.1, seed=0)
        covariance = np.cov(self.samples.T)[np.triu_indices(3, k=1)]
        expected = 0.1 * np.pi * covariance / np.abs(covariance).max()
        np.testing.assert_allclose(weights[3:], expected, atol=1e-12)

    def test_two_wires_by_hand(self):
        """cov(x0, x1) = cos 2θ0 cos 2θ1 sin² 2θ01 / 4."""
        a, b, c = weights = np.array([0.3, 0.5, 0.2])
        p = probabilities(weights, 2).reshape(2, 2)
        covariance = p[1, 1] - p[1].sum() * p[:, 1].sum()
        expected = np.cos(2 * a) * np.cos(2 * b) * np.sin(2 * c) ** 2 / 4
        assert np.isclose(covariance, expected)

    def test_large_generators_are_noise(self):
        pattern = all_up_to_weight(3, 3)
        first, second = (
            IQP.init(3, pattern, strategy="data", samples=self.samples, noise=1e-3, seed=seed)
            for seed in (0, 1)
        )
        np.testing.assert_array_equal(first[:-1], second[:-1])
        assert 0 < abs(first[-1]) < 1e-2
        assert first[-1] != second[-1]

    def test_shared_weights_are_averages(self):
        weights = IQP.init(3, [[[0], [2]], [[0, 1]]], strategy="data", samples=self.samples, seed=0)
        single = np.arcsin(np.sqrt(self.samples.mean(axis=0)))
        assert np.isclose(weights[0], (single[0] + single[2]) / 2)

    def test_constant_samples(self):
        weights = IQP.init(2, strategy="data", samples=[[1, 0], [1, 0]], seed=0)
        np.testing.assert_allclose(weights, [np.pi / 2, 0, 0], atol=1e-12)

    def test_wrong_samples(self):
        with pytest.raises(ValueError, match="needs samples="):
            IQP.init(3, strategy="data")
        with pytest.raises(ValueError, match="3 columns, one a wire; got 2"):
            IQP.init(3, strategy="data", samples=[[0, 1]])


def test_pattern_of_other_wires():
    with pytest.raises(ValueError, match="pattern is one of 3 wires; got 2"):
        IQP(np.zeros(6), wires=range(2), pattern=all_up_to_weight(3, 2))
