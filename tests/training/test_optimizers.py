"""The contract of optimisers, over all of them."""

import numpy as np
import pennylane as qml
import pytest

from pennylane_qgen.training import CMAES, SciPyOptimizer, train

GRADIENT_DESCENT = {
    "gradient descent": lambda: qml.GradientDescentOptimizer(0.1),
    "momentum": lambda: qml.MomentumOptimizer(0.03, momentum=0.7),
    "nesterov": lambda: qml.NesterovMomentumOptimizer(0.03, momentum=0.7),
    "adam": lambda: qml.AdamOptimizer(0.1),
    "adagrad": lambda: qml.AdagradOptimizer(0.5),
    "rmsprop": lambda: qml.RMSPropOptimizer(0.05),
}
OTHERS = {
    "spsa": lambda: qml.SPSAOptimizer(maxiter=100, a=0.5, c=0.05),
    "cma-es": lambda: CMAES(sigma=0.3),
    **{name: lambda name=name: name for name in ("L-BFGS-B", "BFGS", "CG", "SLSQP", "TNC")},
    **{name: lambda name=name: name for name in ("COBYLA", "Nelder-Mead", "Powell")},
}
ALL = GRADIENT_DESCENT | OTHERS


@pytest.mark.parametrize("name", ALL)
class TestAll:
    def test_finds_the_minimum(self, name, loss):
        start = np.array([[0.2, 1.5], [0.7, 2.0]])
        result = train(loss, start, optimizer=ALL[name](), steps=100, seed=0)
        assert result.weights.shape == result.best_weights.shape == (2, 2)
        assert result.best_loss < 1e-2
        np.testing.assert_allclose(result.best_weights, 1, atol=0.1)

    def test_best_loss_belongs_to_best_weights(self, name, loss, weights):
        result = train(loss, weights, optimizer=ALL[name](), steps=7, seed=0)
        np.testing.assert_allclose(loss(result.best_weights), result.best_loss, rtol=1e-12)
        assert result.best_loss <= result.history.loss.min()

    def test_a_seed_makes_it_reproducible(self, name, loss, weights):
        first, second = (
            train(loss, weights, optimizer=ALL[name](), steps=5, seed=3) for _ in range(2)
        )
        np.testing.assert_array_equal(first.weights, second.weights)
        np.testing.assert_array_equal(first.history.loss, second.history.loss)

    def test_numpy_global_generator_is_not_touched(self, name, loss, weights):
        before = np.random.get_state(legacy=False)
        train(loss, weights, optimizer=ALL[name](), steps=3, seed=1)
        after = np.random.get_state(legacy=False)
        np.testing.assert_equal(after, before)

    def test_weights_are_not_changed(self, name, loss, weights):
        before = weights.copy()
        train(loss, weights, optimizer=ALL[name](), steps=3, seed=1)
        np.testing.assert_array_equal(weights, before)


@pytest.mark.parametrize("name", GRADIENT_DESCENT)
class TestGradientDescent:
    def test_same_as_pennylane(self, name, circuit, weights):
        optimizer, trained = GRADIENT_DESCENT[name](), qml.numpy.array(weights, requires_grad=True)
        losses = []
        for _ in range(5):
            trained, loss = optimizer.step_and_cost(circuit, trained)
            losses.append(loss)
        result = train(circuit, weights, optimizer=GRADIENT_DESCENT[name](), steps=5)
        np.testing.assert_allclose(result.weights, trained, rtol=1e-12)
        np.testing.assert_allclose(result.history.loss, losses, rtol=1e-12)

    def test_one_execution_a_step(self, name, circuit, device, weights):
        with qml.Tracker(device) as tracker:
            train(circuit, weights, optimizer=GRADIENT_DESCENT[name](), steps=4)
        assert tracker.totals["executions"] == 4

    def test_the_optimiser_is_left_as_it_was(self, name, circuit, weights):
        optimizer = GRADIENT_DESCENT[name]()
        before = dict(vars(optimizer))
        train(circuit, weights, optimizer=optimizer, steps=2)
        assert vars(optimizer) == before


def test_adam_gradient_norm_by_hand():
    """The gradient of w0^2 + 3 w1 at (1, 0) is (2, 3)."""
    result = train(lambda w: w[0] ** 2 + 3 * w[1], [1.0, 0.0], steps=1)
    np.testing.assert_allclose(result.history.gradient_norm, np.sqrt(13))
    np.testing.assert_allclose(result.history.stepsize, 0.05)


def test_quantum_natural_gradient(circuit, weights):
    result = train(circuit, weights, optimizer=qml.QNGOptimizer(0.2, lam=1e-3), steps=20)
    assert result.loss < result.history.loss[0]
    assert np.isfinite(result.history.gradient_norm).all()


def test_a_subclass_without_grad_fn(loss, weights):

    class Short(qml.GradientDescentOptimizer):
        def step_and_cost(self, objective_fn, weights):
            return super().step_and_cost(objective_fn, weights)

    result = train(loss, weights, optimizer=Short(0.1), steps=5)
    assert np.isnan(result.history.gradient_norm).all()
    assert result.loss < result.history.loss[0]


def test_spsa_takes_three_evaluations(circuit, device, weights):
    optimizer = qml.SPSAOptimizer(maxiter=10)
    with qml.Tracker(device) as tracker:
        result = train(circuit, weights, optimizer=optimizer, steps=4, seed=0)
    assert tracker.totals["executions"] == 12
    assert optimizer.k == 1
    np.testing.assert_allclose(result.history.loss[0], circuit(weights))


def test_lbfgsb_knows_when_it_is_done(loss, weights):
    result = train(loss, weights, optimizer="L-BFGS-B", steps=1000)
    assert result.converged
    assert result.reason.startswith("L-BFGS-B ended: CONVERGENCE")
    assert result.steps < 30


def test_cma_knows_when_it_is_done(loss, weights):
    result = train(loss, weights, optimizer=CMAES(options={"tolfun": 1e-6}), steps=1000, seed=0)
    assert result.converged
    assert "tolfun" in result.reason


def test_scipy_failure_is_no_convergence(loss, weights):
    result = train(loss, weights, optimizer=SciPyOptimizer("BFGS", options={"maxiter": 2}))
    assert not result.converged
    assert result.steps == 2
    assert "Maximum number of iterations" in result.reason


class TestErrors:
    def test_scipy_method(self):
        with pytest.raises(ValueError, match=r"method must be one of L-BFGS-B, .*; got 'newton'"):
            SciPyOptimizer("newton")

    def test_cma_sigma(self):
        with pytest.raises(ValueError, match=r"sigma must be positive; got 0"):
            CMAES(0)

    @pytest.mark.parametrize("option", ["seed", "randn", "popsize"])
    def test_cma_options(self, option):
        with pytest.raises(ValueError, match=f"must not hold .'{option}'.: use the argument"):
            CMAES(options={option: 1})

    def test_cma_of_one_weight(self, loss):
        with pytest.raises(ValueError, match=r"at least 2 weights; got 1"):
            train(loss, [0.5], optimizer="cma-es")
