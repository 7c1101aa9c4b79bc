import numpy as np
import pennylane as qml
import pennylane.numpy as pnp
import pytest

from pennylane_qgen.training import (
    EarlyStopping,
    TrainingError,
    exponential_decay,
    train,
)


class TestResult:
    def test_fields(self, circuit, weights):
        result = train(circuit, weights, steps=5)
        assert result.steps == len(result.history) == 5
        assert result.reason == "all 5 steps done"
        assert not result.converged
        assert result.loss == result.history.loss[-1]
        assert result.wall_time == result.history.wall_time[-1] > 0
        assert (np.diff(result.history.wall_time) > 0).all()

    def test_weights_can_be_trained_again(self, circuit, weights):
        result = train(circuit, weights, steps=5)
        assert isinstance(result.weights, pnp.tensor)
        assert result.weights.requires_grad
        again = train(circuit, result.weights, steps=5)
        assert again.loss < result.loss

    def test_frozen(self, circuit, weights):
        result = train(circuit, weights, steps=1)
        with pytest.raises(AttributeError):
            result.loss = 0.0

    @pytest.mark.parametrize("convert", [list, np.float32, lambda w: pnp.array(w)])
    def test_kinds_of_weights(self, circuit, weights, convert):
        result = train(circuit, convert(weights), steps=2)
        assert result.weights.dtype == np.float64

    def test_torch_weights(self, circuit, weights):
        torch = pytest.importorskip("torch")
        given = torch.tensor(weights, requires_grad=True)
        np.testing.assert_array_equal(
            train(circuit, given, steps=2).weights, train(circuit, weights, steps=2).weights
        )


class TestCallbacks:
    def test_what_they_see(self, circuit, weights):
        seen = []
        train(circuit, weights, steps=3, callbacks=[seen.append])
        assert [state.step for state in seen] == [1, 2, 3]
        assert [state.loss for state in seen] == list(seen[-1].history.loss)
        assert seen[-1].best_loss == min(state.loss for state in seen)
        assert not np.array_equal(seen[0].weights, seen[1].weights)

    def test_weights_are_read_only(self, circuit, weights):
        def meddle(state):
            state.weights[0] = 0

        with pytest.raises(ValueError, match=r"read-only"):
            train(circuit, weights, steps=3, callbacks=[meddle])

    def test_stopping(self, circuit, weights):
        def enough(state):
            return state.step == 2

        result = train(circuit, weights, steps=9, callbacks=[enough])
        assert result.steps == 2
        assert result.reason == "callback enough stopped at step 2"

    def test_only_true_stops(self, circuit, weights):
        result = train(circuit, weights, steps=3, callbacks=[lambda state: "go on"])
        assert result.steps == 3


class TestSchedule:
    def test_step_sizes(self, circuit, weights):
        schedule = exponential_decay(0.1, 0.5)
        optimizer = qml.GradientDescentOptimizer(99)
        result = train(circuit, weights, optimizer=optimizer, steps=4, stepsize_schedule=schedule)
        np.testing.assert_allclose(result.history.stepsize, [schedule(t) for t in range(4)])
        assert optimizer.stepsize == 99

    def test_first_step_by_hand(self):
        """Gradient descent on w^2 from 1 with step size 0.25 goes to 0.5, with 0.5 then to 0."""
        result = train(
            lambda w: w[0] ** 2,
            [1.0],
            optimizer="gradient-descent",
            steps=2,
            stepsize_schedule=lambda step: [0.25, 0.5][step],
        )
        np.testing.assert_allclose(result.history.loss, [1, 0.25])
        np.testing.assert_allclose(result.weights, [0], atol=1e-15)

    @pytest.mark.parametrize("optimizer", ["L-BFGS-B", "cma-es", qml.SPSAOptimizer(maxiter=5)])
    def test_without_a_step_size(self, circuit, weights, optimizer):
        with pytest.raises(ValueError, match=r"needs an optimiser with a step size; .* has none"):
            train(circuit, weights, optimizer=optimizer, stepsize_schedule=lambda step: 0.1)

    def test_bad_step_size(self, circuit, weights):
        with pytest.raises(ValueError, match=r"must return a finite number, .*; got -1.0"):
            train(circuit, weights, stepsize_schedule=lambda step: -1)


class TestEarlyStopping:
    def test_stops(self):
        result = train(
            lambda w: w[0] ** 2,
            [1.0],
            optimizer=qml.GradientDescentOptimizer(0.0),
            early_stopping=EarlyStopping(patience=3),
        )
        assert result.steps == 4
        assert result.converged
        assert result.reason == "early stopping: no improvement in 3 steps"


class TestNotFinite:
    def test_loss(self, weights):
        with pytest.raises(TrainingError, match=r"in step 1: the loss is nan\. No checkpoint was"):
            train(lambda w: w[0] * np.nan, weights)

    def test_gradient(self):
        """The first step leads from 0.25 to exactly 0, where the square root has no slope."""
        with (
            pytest.raises(TrainingError, match=r"in step 2: the gradient has 1 of 1 entries"),
            np.errstate(divide="ignore", invalid="ignore"),
        ):
            train(lambda w: pnp.sqrt(w[0] ** 2), [0.25], optimizer=qml.MomentumOptimizer(0.25))

    @pytest.mark.parametrize("optimizer", ["L-BFGS-B", "cobyla", "cma-es", "nelder-mead"])
    def test_other_optimisers(self, weights, optimizer):
        with pytest.raises(TrainingError, match=r"in step 1: the loss is inf.*smaller step size"):
            train(lambda w: np.inf + 0 * w[0], weights, optimizer=optimizer, seed=0)


class TestProgress:
    def test_silent_off_a_terminal(self, circuit, weights, capsys):
        train(circuit, weights, steps=2)
        assert capsys.readouterr().err == ""

    def test_bar(self, circuit, weights, capsys):
        train(circuit, weights, steps=2, progress=True)
        assert "training: 100%" in capsys.readouterr().err


class TestErrors:
    @pytest.mark.parametrize("steps", [0, -1, 1.5, True, "3"])
    def test_steps(self, circuit, weights, steps):
        with pytest.raises(ValueError, match=r"steps must be an integer of at least 1; got"):
            train(circuit, weights, steps=steps)

    def test_checkpoint_every(self, circuit, weights):
        with pytest.raises(ValueError, match=r"checkpoint_every must be an integer"):
            train(circuit, weights, checkpoint_every=0)

    def test_tuple(self, circuit):
        with pytest.raises(TypeError, match=r"must be one array; got a tuple"):
            train(circuit, (np.zeros(2), np.zeros(3)))

    @pytest.mark.parametrize("weights", [[], ["a"], [1j]])
    def test_no_numbers(self, circuit, weights):
        with pytest.raises(TypeError, match=r"must be a non-empty array of real numbers; got"):
            train(circuit, weights)

    def test_nan(self, circuit):
        with pytest.raises(ValueError, match=r"weights must be finite"):
            train(circuit, [0.1, np.nan, 0.2])

    @pytest.mark.parametrize("callbacks", [print, ["print"]])
    def test_callbacks(self, circuit, weights, callbacks):
        with pytest.raises(TypeError, match=r"callbacks must be a list of functions"):
            train(circuit, weights, callbacks=callbacks)

    def test_errors_of_the_circuit_pass(self, weights):
        def broken(weights):
            raise KeyError("mine")

        with pytest.raises(KeyError, match=r"mine"):
            train(broken, weights)
