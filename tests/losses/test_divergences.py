"""The conventions of the divergences: halves, clipping, natural logarithms."""

import autograd
import jax
import numpy as np
import pennylane as qml
import pytest
import torch
from pennylane import numpy as pnp

import pennylane_qgen as qgen
from pennylane_qgen import reference

LN2 = np.log(2)
DIVERGENCES = {
    "kl_divergence": qgen.kl_divergence,
    "reverse_kl_divergence": qgen.reverse_kl_divergence,
    "jensen_shannon_divergence": qgen.jensen_shannon_divergence,
    "total_variation": qgen.total_variation,
    "squared_distance": qgen.squared_distance,
}
CLIPPED = [name for name in DIVERGENCES if "kl" in name or "jensen" in name]

Q = np.array([1 / 2, 1 / 2, 0, 0])
P = np.array([1 / 2, 0, 1 / 4, 1 / 4])


def random_distribution(n_wires, seed):
    return np.random.default_rng(seed).dirichlet(np.ones(2**n_wires))


class TestByHand:
    """q = (1/2, 1/2, 0, 0) and p = (1/2, 0, 1/4, 1/4)."""

    @pytest.mark.parametrize("epsilon", [1e-6, 1e-3])
    def test_kl_divergence(self, epsilon):
        """1/2 ln 1 + 2 * 1/4 ln((1/4) / epsilon): q is clipped where the data is and it is not."""
        expected = np.log(0.25 / epsilon) / 2
        result = qgen.kl_divergence(P, epsilon=epsilon).postprocess(Q)
        assert result == pytest.approx(expected, rel=1e-12)

    @pytest.mark.parametrize("epsilon", [1e-6, 1e-3])
    def test_reverse_kl_divergence(self, epsilon):
        """1/2 ln 1 + 1/2 ln((1/2) / epsilon): p is clipped where the model is and it is not."""
        expected = np.log(0.5 / epsilon) / 2
        result = qgen.reverse_kl_divergence(P, epsilon=epsilon).postprocess(Q)
        assert result == pytest.approx(expected, rel=1e-12)

    def test_jensen_shannon_divergence(self):
        """m = (1/2, 1/4, 1/8, 1/8): both halves are 1/2 ln 1 + 1/2 ln 2."""
        result = qgen.jensen_shannon_divergence(P).postprocess(Q)
        assert result == pytest.approx(LN2 / 2, rel=1e-12)

    def test_total_variation(self):
        """(0 + 1/2 + 1/4 + 1/4) / 2."""
        assert qgen.total_variation(P).postprocess(Q) == 1 / 2

    def test_squared_distance(self):
        """0 + 1/4 + 1/16 + 1/16."""
        assert qgen.squared_distance(P).postprocess(Q) == 3 / 8


class TestOfThePaper:
    """Relations to the definitions of arXiv:2305.02881, appendix B."""

    q, p = random_distribution(3, 0), random_distribution(3, 1)

    def test_total_variation_is_half_of_theirs(self):
        theirs = np.abs(self.p - self.q).sum()
        assert qgen.total_variation(self.p).postprocess(self.q) == pytest.approx(theirs / 2)

    def test_jensen_shannon_divergence_is_half_of_theirs_and_ln_2(self):
        p, q = self.p, self.q
        theirs = np.sum(p * np.log(p / (p + q)) + q * np.log(q / (p + q)))
        ours = qgen.jensen_shannon_divergence(p).postprocess(q)
        assert theirs == pytest.approx(2 * (ours - LN2))

    def test_kl_divergence_is_theirs(self):
        theirs = np.sum(self.p * np.log(self.p / self.q))
        assert qgen.kl_divergence(self.p).postprocess(self.q) == pytest.approx(theirs)

    def test_reverse_kl_divergence_is_theirs(self):
        theirs = np.sum(self.q * np.log(self.q / self.p))
        assert qgen.reverse_kl_divergence(self.p).postprocess(self.q) == pytest.approx(theirs)

    @pytest.mark.parametrize("epsilon", [1e-14, 1e-6])
    def test_fixed_points_without_a_hit(self, epsilon):
        """No shot meets the data: sum p ln(p / epsilon), and 2 for their total variation."""
        p, q = np.array([0, 0, 0.25, 0.75]), np.array([0.5, 0.5, 0, 0])
        expected = 0.25 * np.log(0.25 / epsilon) + 0.75 * np.log(0.75 / epsilon)
        kl = qgen.kl_divergence(p, epsilon=epsilon).postprocess(q)
        assert kl == pytest.approx(expected, rel=1e-12)
        assert 2 * qgen.total_variation(p).postprocess(q) == 2


@pytest.mark.parametrize("name", DIVERGENCES)
class TestEvery:
    def test_equals_the_reference(self, name):
        q, p = random_distribution(4, 0), random_distribution(4, 1)
        options = {"epsilon": 0.02} if "kl" in name else {}
        expected = getattr(reference, name)(q, p, **options)
        assert DIVERGENCES[name](p, **options).postprocess(q) == pytest.approx(expected, rel=1e-12)

    def test_zero_at_the_target(self, name):
        for p in (random_distribution(3, 0), P, np.eye(4)[1]):
            assert DIVERGENCES[name](p).postprocess(p) == pytest.approx(0, abs=1e-15)

    def test_positive_elsewhere(self, name):
        assert DIVERGENCES[name](P).postprocess(Q) > 0.1

    def test_batch(self, name):
        p = random_distribution(3, 0)
        batch = np.random.default_rng(1).dirichlet(np.ones(8), size=(2, 3))
        result = DIVERGENCES[name](p).postprocess(batch)
        expected = [[DIVERGENCES[name](p).postprocess(q) for q in row] for row in batch]
        np.testing.assert_allclose(result, expected, rtol=1e-12)

    def test_samples_are_their_distribution(self, name):
        samples = [[0, 1], [0, 1], [1, 1], [0, 0]]
        q = random_distribution(2, 0)
        of_samples = DIVERGENCES[name](samples).postprocess(q)
        of_frequencies = DIVERGENCES[name]([0.25, 0.5, 0, 0.25]).postprocess(q)
        assert of_samples == pytest.approx(of_frequencies, rel=1e-12)

    def test_finite_where_the_model_is_zero(self, name):
        loss = DIVERGENCES[name](P)
        assert np.isfinite(loss.postprocess(Q))
        assert np.isfinite(autograd.grad(loss.postprocess)(Q)).all()
        q = torch.tensor(Q, requires_grad=True)
        loss.postprocess(q).backward()
        assert q.grad.isfinite().all()
        with jax.enable_x64(True):
            assert np.isfinite(jax.grad(loss.postprocess)(jax.numpy.array(Q))).all()

    def test_gradient_of_a_circuit_with_impossible_outcomes(self, name):
        """At angle 0 the model is certain of 00, and three of four probabilities are 0."""

        @qml.qnode(qml.device("default.qubit", wires=2))
        def circuit(angle):
            qml.RX(angle, wires=0)
            qml.CNOT([0, 1])
            return DIVERGENCES[name]([[0, 0], [1, 1]])

        for angle in (0.0, np.pi):
            assert np.isfinite(circuit(pnp.array(angle)))
            assert np.isfinite(qml.grad(circuit)(pnp.array(angle)))

    def test_too_many_wires(self, name):
        with pytest.raises(ValueError, match=rf"{name} needs .*2\*\*21 .* Use qgen.mmd"):
            DIVERGENCES[name](np.zeros((1, 21)))

    def test_20_wires_are_taken(self, name):
        assert DIVERGENCES[name](np.zeros((1, 20))).name == name

    @pytest.mark.parametrize("target", [[0.5, 0.6], [[0, 2]], [0.2, 0.3, 0.5], np.zeros((1, 1, 2))])
    def test_wrong_target(self, name, target):
        with pytest.raises(ValueError, match="target"):
            DIVERGENCES[name](target)

    def test_wires_that_do_not_fit(self, name):
        with pytest.raises(ValueError, match="The target has 2 wires; got 3 wires"):
            DIVERGENCES[name](P, wires=range(3))

    def test_measured_wires_that_do_not_fit(self, name):
        @qml.qnode(qml.device("default.qubit", wires=3))
        def circuit():
            return DIVERGENCES[name](P)

        with pytest.raises(
            ValueError, match=r"on 2 wires, but the circuit measured 3\. Pass wires="
        ):
            circuit()

    @pytest.mark.parametrize("result", [np.zeros(4), [0.5, 0.5, 0.5, 0.5], [1, 0, 0], 0.5])
    def test_result_that_is_no_distribution(self, name, result):
        with pytest.raises(qml.exceptions.QuantumFunctionError, match=r"qml.grad\(qnode\)"):
            DIVERGENCES[name](P).postprocess(np.array(result))


@pytest.mark.parametrize("name", CLIPPED)
@pytest.mark.parametrize("epsilon", [0, -1e-6, 1, 2, np.nan])
def test_epsilon_out_of_range(name, epsilon):
    with pytest.raises(ValueError, match=f"epsilon must lie between 0 and 1; got {epsilon}"):
        DIVERGENCES[name](P, epsilon=epsilon)


class TestBounds:
    certain = np.eye(4)[0], np.eye(4)[3]

    def test_jensen_shannon_divergence_is_at_most_ln_2(self):
        q, p = self.certain
        assert qgen.jensen_shannon_divergence(p).postprocess(q) == pytest.approx(LN2, rel=1e-12)
        for seed in range(20):
            q, p = random_distribution(2, seed), random_distribution(2, seed + 100)
            assert 0 < qgen.jensen_shannon_divergence(p).postprocess(q) < LN2

    def test_jensen_shannon_divergence_is_symmetric(self):
        q, p = random_distribution(3, 0), random_distribution(3, 1)
        there = qgen.jensen_shannon_divergence(p).postprocess(q)
        assert there == pytest.approx(qgen.jensen_shannon_divergence(q).postprocess(p), rel=1e-12)

    def test_total_variation_is_at_most_1(self):
        q, p = self.certain
        assert qgen.total_variation(p).postprocess(q) == 1

    def test_squared_distance_is_at_most_2(self):
        q, p = self.certain
        assert qgen.squared_distance(p).postprocess(q) == 2

    def test_kl_divergence_is_at_most_the_clipping(self):
        q, p = self.certain
        assert qgen.kl_divergence(p).postprocess(q) == pytest.approx(np.log(1e6))

    def test_gradient_is_zero_where_it_clips(self):
        gradient = autograd.grad(qgen.kl_divergence(P).postprocess)(Q)
        np.testing.assert_allclose(gradient, [-1, 0, 0, 0])
