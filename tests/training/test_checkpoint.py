import os
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pennylane as qml
import pytest

from pennylane_qgen.training import (
    CMAES,
    CheckpointError,
    EarlyStopping,
    TrainingError,
    load_checkpoint,
    save_checkpoint,
    train,
)
from pennylane_qgen.training.archive import read_archive, write_archive
from pennylane_qgen.training.checkpoint import VERSION, Checkpoint

OPTIMIZERS = {
    "adam": lambda: qml.AdamOptimizer(0.1),
    "momentum": lambda: qml.MomentumOptimizer(0.005),
    "nesterov": lambda: qml.NesterovMomentumOptimizer(0.005),
    "adagrad": lambda: qml.AdagradOptimizer(0.3),
    "rmsprop": lambda: qml.RMSPropOptimizer(0.05),
    "spsa": lambda: qml.SPSAOptimizer(maxiter=20),
    "cma-es": lambda: CMAES(sigma=0.3),
    "L-BFGS-B": lambda: "L-BFGS-B",
    "BFGS": lambda: "BFGS",
    "cobyla": lambda: "COBYLA",
    "nelder-mead": lambda: "Nelder-Mead",
}


class KilledError(Exception):
    pass


def kill_at(step, error=KilledError):
    def callback(state):
        if state.step == step:
            raise error

    return callback


def rosenbrock(weights):
    """A valley that keeps every method busy for 20 steps."""
    a, b, c = weights[0], weights[1], weights[2]
    return 10 * ((b - a**2) ** 2 + (c - b**2) ** 2) + (1 - a) ** 2 + (1 - b) ** 2


def assert_same(result, expected):
    np.testing.assert_array_equal(result.weights, expected.weights)
    np.testing.assert_array_equal(result.best_weights, expected.best_weights)
    assert result.best_loss == expected.best_loss
    assert result.steps == expected.steps
    assert result.reason == expected.reason
    for column in ("loss", "gradient_norm", "stepsize"):
        np.testing.assert_array_equal(
            getattr(result.history, column), getattr(expected.history, column)
        )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.npz"


@pytest.mark.parametrize("name", OPTIMIZERS)
class TestResume:
    @pytest.mark.parametrize("every", [1, 5, 100])
    def test_same_bits_as_a_run_never_stopped(self, name, every, path, weights):
        make = OPTIMIZERS[name]
        expected = train(rosenbrock, weights, optimizer=make(), steps=20, seed=5)
        settings = {"steps": 20, "seed": 5, "checkpoint": path, "checkpoint_every": every}
        for step in (7, 13):
            with pytest.raises(KilledError):
                train(rosenbrock, weights, optimizer=make(), callbacks=[kill_at(step)], **settings)
        assert_same(train(rosenbrock, weights, optimizer=make(), **settings), expected)

    @pytest.mark.parametrize("last_call", [9, 16])
    def test_an_error_in_the_middle_of_a_step(self, name, last_call, path, weights):
        calls = []

        def failing(weights):
            calls.append(1)
            if len(calls) == last_call:
                raise KilledError
            return rosenbrock(weights)

        settings = {"steps": 20, "seed": 5}
        make = OPTIMIZERS[name]
        with pytest.raises(KilledError):
            train(failing, weights, optimizer=make(), checkpoint=path, **settings)
        result = train(rosenbrock, weights, optimizer=make(), checkpoint=path, **settings)
        assert_same(result, train(rosenbrock, weights, optimizer=make(), **settings))

    def test_without_a_seed(self, name, path, weights):
        settings = {"checkpoint": path, "steps": 12}
        make = OPTIMIZERS[name]
        with pytest.raises(KilledError):
            train(rosenbrock, weights, optimizer=make(), callbacks=[kill_at(4)], **settings)
        stopped = path.read_bytes()
        first = train(rosenbrock, weights, optimizer=make(), **settings)
        path.write_bytes(stopped)
        assert_same(train(rosenbrock, weights, optimizer=make(), **settings), first)

    def test_a_finished_run_is_not_repeated(self, name, path, weights):
        calls = []

        def counted(weights):
            calls.append(1)
            return rosenbrock(weights)

        settings = {"steps": 5, "seed": 0, "checkpoint": path}
        first = train(counted, weights, optimizer=OPTIMIZERS[name](), **settings)
        done = len(calls)
        assert_same(train(counted, weights, optimizer=OPTIMIZERS[name](), **settings), first)
        assert len(calls) == done

    def test_more_steps(self, name, path, weights):
        settings = {"seed": 0, "checkpoint": path}
        make = OPTIMIZERS[name]
        train(rosenbrock, weights, optimizer=make(), steps=5, **settings)
        result = train(rosenbrock, weights, optimizer=make(), steps=9, **settings)
        assert_same(result, train(rosenbrock, weights, optimizer=make(), steps=9, seed=0))


SCRIPT = """
import os, signal, sys
import numpy as np
from pennylane_qgen.training import train

def rosenbrock(w):
    return (
        10 * ((w[1] - w[0] ** 2) ** 2 + (w[2] - w[1] ** 2) ** 2)
        + (1 - w[0]) ** 2 + (1 - w[1]) ** 2
    )

def kill(state):
    if state.step == 7:
        os.kill(os.getpid(), signal.SIGKILL)

train(rosenbrock, np.array([0.1, 0.4, -0.3]), optimizer=sys.argv[2], steps=20, seed=5,
      checkpoint=sys.argv[1], checkpoint_every=3, callbacks=[kill])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
@pytest.mark.parametrize("name", ["adam", "cma-es"])
def test_a_killed_process(name, path, weights):
    script = textwrap.dedent(SCRIPT)
    process = subprocess.run([sys.executable, "-c", script, str(path), name], check=False)
    assert process.returncode == -signal.SIGKILL
    assert load_checkpoint(path).step == 6
    settings = {"optimizer": name, "steps": 20, "seed": 5}
    assert_same(
        train(rosenbrock, weights, checkpoint=path, **settings),
        train(rosenbrock, weights, **settings),
    )


def test_lbfgsb_repeats_no_evaluation(path, weights):
    calls = []

    def counted(weights):
        calls.append(1)
        return rosenbrock(weights)

    train(counted, weights, optimizer="L-BFGS-B", steps=12)
    whole = len(calls)
    with pytest.raises(KilledError):
        train(counted, weights, optimizer="L-BFGS-B", checkpoint=path, callbacks=[kill_at(5)])
    train(counted, weights, optimizer="L-BFGS-B", checkpoint=path, steps=12)
    assert len(calls) == 2 * whole


class TestEndings:
    def test_keyboard_interrupt(self, path, weights):
        with pytest.raises(KeyboardInterrupt):
            train(
                rosenbrock,
                weights,
                checkpoint=path,
                checkpoint_every=100,
                callbacks=[kill_at(3, KeyboardInterrupt)],
            )
        assert load_checkpoint(path).step == 3

    def test_interrupt_within_a_step(self, path, weights):
        calls = []

        def interrupted(weights):
            calls.append(1)
            if len(calls) == 4:
                raise KeyboardInterrupt
            return rosenbrock(weights)

        settings = {"checkpoint": path, "steps": 8}
        with pytest.raises(KeyboardInterrupt):
            train(interrupted, weights, checkpoint_every=100, **settings)
        assert load_checkpoint(path).step == 3
        assert_same(train(rosenbrock, weights, **settings), train(rosenbrock, weights, steps=8))

    def test_an_optimiser_that_changes_its_arrays_in_place(self, path, weights):
        class Heavy(qml.GradientDescentOptimizer):
            """Momentum whose velocity is one array, half updated when the step is interrupted."""

            def __init__(self):
                super().__init__(0.01)
                self.velocity = np.zeros(3)
                self.countdown = None

            def apply_grad(self, grad, args):
                self.velocity *= 0.9
                if armed and armed.pop() == 0:
                    raise KeyboardInterrupt
                self.velocity += grad[0]
                return [args[0] - self.stepsize * self.velocity]

        armed = []
        expected = train(rosenbrock, weights, optimizer=Heavy(), steps=8)
        armed = [0, 1, 1]
        with pytest.raises(KeyboardInterrupt):
            train(rosenbrock, weights, optimizer=Heavy(), steps=8, checkpoint=path)
        result = train(rosenbrock, weights, optimizer=Heavy(), steps=8, checkpoint=path)
        assert_same(result, expected)

    def test_nan_names_the_last_good_checkpoint(self, path, weights):
        calls = []

        def failing(weights):
            calls.append(1)
            return rosenbrock(weights) * (np.nan if len(calls) == 4 else 1)

        with pytest.raises(
            TrainingError, match=r"in step 4: .*checkpoint is .*run.npz, after st.* 3"
        ):
            train(failing, weights, checkpoint=path)
        checkpoint = load_checkpoint(path)
        assert checkpoint.step == 3
        assert np.isfinite(checkpoint.weights).all()

    def test_nan_in_the_first_step(self, path, weights):
        with pytest.raises(TrainingError, match=r"run.npz was not written"):
            train(lambda w: w[0] * np.nan, weights, checkpoint=path)
        assert not path.exists()

    def test_early_stopping_goes_on_waiting(self, path):
        def flat(weights):
            return 1 + 0 * weights[0]

        rule = EarlyStopping(patience=5)
        with pytest.raises(KilledError):
            train(flat, [0.0], early_stopping=rule, checkpoint=path, callbacks=[kill_at(3)])
        result = train(flat, [0.0], early_stopping=rule, checkpoint=path)
        assert (result.steps, result.converged) == (6, True)
        again = train(flat, [0.0], early_stopping=rule, checkpoint=path)
        assert (again.steps, again.reason) == (6, result.reason)

    def test_time_adds_up(self, path, weights):
        first = train(rosenbrock, weights, steps=5, checkpoint=path)
        second = train(rosenbrock, weights, steps=9, checkpoint=path)
        assert second.wall_time > first.wall_time
        assert (np.diff(second.history.wall_time) > 0).all()


class TestRefusals:
    @pytest.fixture
    def begun(self, path, weights):
        train(rosenbrock, weights, steps=3, checkpoint=path, seed=1, run_id="first data")
        return path

    def refuse(self, path, weights, match, **changes):
        before = path.read_bytes()
        settings = {"steps": 6, "seed": 1, "run_id": "first data"} | changes
        with pytest.raises(CheckpointError, match=match):
            train(rosenbrock, weights, checkpoint=path, **settings)
        assert path.read_bytes() == before

    def test_other_weights(self, begun):
        self.refuse(begun, np.zeros(4), r"has weights of shape \(3,\); .* have shape \(4,\)")

    def test_other_optimiser(self, begun, weights):
        self.refuse(begun, weights, r"made by AdamOptimizer .* uses COBYLA", optimizer="cobyla")

    def test_other_settings(self, begun, weights):
        optimizer = qml.AdamOptimizer(0.2)
        self.refuse(begun, weights, r"'stepsize': 0.05.*'stepsize': 0.2", optimizer=optimizer)

    def test_other_seed(self, begun, weights):
        self.refuse(begun, weights, r"with seed=1; this run has seed=2", seed=2)

    def test_other_data(self, begun, weights):
        self.refuse(begun, weights, r"of the run 'first data'.*'second data'", run_id="second data")

    def test_damaged(self, begun, weights):
        begun.write_bytes(begun.read_bytes()[:-30])
        self.refuse(begun, weights, r"run.npz cannot be read as a pennylane-qgen checkpoint")

    def test_foreign(self, path, weights):
        path.write_text("my thesis")
        self.refuse(path, weights, r"Nothing was overwritten")

    def test_a_replay_that_goes_another_way(self, path, weights):
        train(rosenbrock, weights, optimizer="L-BFGS-B", steps=3, checkpoint=path)
        checkpoint = load_checkpoint(path)
        checkpoint.state["tape"]["values"][1] += 1e-3
        save_checkpoint(path, checkpoint)
        self.refuse(
            path,
            weights,
            r"evaluation 3 was made at other weights",
            optimizer="L-BFGS-B",
            seed=None,
            run_id="",
        )

    def test_settings_that_cannot_be_stored(self, path, weights):
        optimizer = qml.AdamOptimizer(0.1)
        optimizer.hook = print
        with pytest.raises(TypeError, match=r"settings of AdamOptimizer cannot be stored"):
            train(rosenbrock, weights, optimizer=optimizer, checkpoint=path)

    def test_folder(self, tmp_path, weights):
        with pytest.raises(ValueError, match=r"checkpoint must lie in an existing folder"):
            train(rosenbrock, weights, checkpoint=tmp_path / "none" / "run.npz")

    def test_starting_anew(self, begun, weights):
        result = train(rosenbrock, weights, steps=2, checkpoint=begun, resume=False)
        assert result.steps == load_checkpoint(begun).step == 2


class TestFile:
    def test_contents(self, path, weights):
        result = train(rosenbrock, weights, steps=4, checkpoint=path, seed=3)
        checkpoint = load_checkpoint(path)
        np.testing.assert_array_equal(checkpoint.weights, result.weights)
        np.testing.assert_array_equal(checkpoint.best_weights, result.best_weights)
        assert checkpoint.best_loss == result.best_loss
        assert checkpoint.history.to_dict() == result.history.to_dict()
        assert (checkpoint.step, checkpoint.seed) == (4, 3)
        assert checkpoint.optimizer == "AdamOptimizer"
        assert checkpoint.state["attributes"]["accumulation"]["t"] == 4

    def test_holds_no_pickle(self, path, weights):
        train(rosenbrock, weights, steps=2, checkpoint=path, optimizer="cma-es", seed=0)
        with np.load(path, allow_pickle=False) as file:
            assert all(file[name].dtype.kind in "biufc" for name in file.files)

    def test_goes_on_from_version_1(self, path, weights):
        """Files of the first version do not know what a metered device has executed."""
        train(rosenbrock, weights, steps=4, checkpoint=path, seed=3)
        content = read_archive(path, "checkpoint", version=VERSION)
        del content["usage"]
        write_archive(path, "checkpoint", version=1, content=content)
        assert load_checkpoint(path).usage == (0, 0)
        result = train(rosenbrock, weights, steps=9, checkpoint=path, seed=3)
        assert_same(result, train(rosenbrock, weights, steps=9, seed=3))

    def test_half_a_million_weights(self, path):
        weights = np.random.default_rng(0).normal(size=500_500)
        checkpoint = Checkpoint(weights, weights, 0.5, "AdamOptimizer", {}, state={"fm": weights})
        save_checkpoint(path, checkpoint)
        np.testing.assert_array_equal(load_checkpoint(path).state["fm"], weights)
        assert os.listdir(path.parent) == ["run.npz"]
