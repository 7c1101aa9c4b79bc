"""No circuit that was paid for is executed again, whatever ends the run."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap

import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.training import (
    Budget,
    BudgetSpentError,
    CheckpointError,
    ExecutionStore,
    MeteredDevice,
    Usage,
    train,
)

RESULTS = [
    np.float64(0.3),
    np.array([0.25, 0.75]),
    (np.array([1.0]), np.float64(-1.0)),
    ((np.float64(0.1), np.array([0.5, 0.5])), (np.float64(0.2), np.array([1.0, 0.0]))),
    {np.str_("01"): np.int64(3), np.str_("11"): np.int64(97)},
    np.array([[0, 1], [1, 1]], dtype=np.int8),
]
KEY = (3, b"circuit", 0)


def same(left, right):
    if isinstance(left, tuple | list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return {str(k): int(v) for k, v in left.items()} == right
    return np.array_equal(left, right) and np.asarray(left).dtype == np.asarray(right).dtype


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.executions"


class TestStore:
    @pytest.mark.parametrize("result", RESULTS, ids=range(len(RESULTS)))
    def test_round_trip(self, path, result):
        ExecutionStore(path).add([KEY], [result], [Usage(1, 100)])
        store = ExecutionStore(path)
        [stored] = store.get(KEY)
        assert same(result, stored)
        assert store.get((3, b"circuit", 1)) == []
        assert len(store) == 1
        assert store.usage() == Usage(1, 100)

    def test_all_of_a_job_or_nothing(self, path):
        store = ExecutionStore(path)
        with pytest.raises(sqlite3.IntegrityError):
            store.add([KEY, KEY], [np.float64(1), np.float64(2)], [Usage(1, 1)] * 2)
        assert len(store) == 0

    def test_damaged_result(self, path):
        ExecutionStore(path).add([KEY], [np.float64(1)], [Usage(1, 1)])
        with sqlite3.connect(path) as database:
            database.execute("UPDATE executions SET digest = 'other'")
        database.close()
        with pytest.raises(CheckpointError, match="a checksum does not match"):
            ExecutionStore(path).get(KEY)

    @pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0 cut"])
    def test_another_kind_of_file(self, path, content):
        path.write_bytes(content)
        with pytest.raises(CheckpointError, match="cannot be read as stored executions"):
            ExecutionStore(path)
        assert path.read_bytes() == content

    def test_another_database(self, path):
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE t (x)")
        database.close()
        with pytest.raises(CheckpointError, match="it is another database"):
            ExecutionStore(path)

    def test_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(ValueError, match="executions must lie in an existing folder"):
            ExecutionStore(tmp_path / "none" / "run.executions")


def make_circuit(device, shots=50):
    @qml.set_shots(shots)
    @qml.qnode(device, diff_method="parameter-shift")
    def circuit(weights):
        qgen.HardwareEfficient(weights, wires=[0, 1], rotations=["RY"])
        return qgen.mmd([[0, 1], [1, 0]], bandwidth=1.0)

    return circuit


START = np.array([0.3, 0.5, 0.7, 0.9])
PER_STEP = 9


class TestDevice:
    @pytest.mark.parametrize(
        "measure",
        [
            lambda: qml.expval(qml.Z(0)),
            lambda: (qml.expval(qml.Z(0)), qml.probs(wires=[1])),
            lambda: qml.sample(wires=[0, 1]),
            lambda: qml.counts(wires=[0, 1]),
            lambda: qgen.parities([[1, 1], [0, 1]], wires=[0, 1]),
        ],
    )
    def test_answers_are_repeated_in_a_new_process(self, path, measure):
        results = []
        for seed in (0, 1):
            device = MeteredDevice(qml.device("default.qubit", wires=2, seed=seed), executions=path)

            @qml.set_shots(20)
            @qml.qnode(device)
            def circuit(angle):
                qml.RX(angle, wires=0)
                qml.CNOT([0, 1])
                return measure()

            results.append([circuit(1.0), circuit(1.0), circuit(2.0)])
        assert all(map(same, *results))
        assert device.replayed == 3
        assert device.usage == Usage(3, 60)

    def test_same_circuit_twice_has_independent_shots(self, path):
        circuit = make_circuit(
            MeteredDevice(qml.device("default.qubit", wires=2, seed=0), executions=path), shots=1000
        )
        assert circuit(START) != circuit(START)

    def test_tells_circuits_apart(self, path):
        """Angles, wires, shots, measurements and machines."""
        device = MeteredDevice(qml.device("default.qubit", wires=2, seed=0), executions=path)
        base = {"gates": [qml.RX(0.1, 0)], "measured": [qml.probs(wires=[0])], "shots": 10}
        variants = [
            base,
            base | {"gates": [qml.RX(0.2, 0)]},
            base | {"gates": [qml.RX(0.1, 1)]},
            base | {"gates": [qml.RY(0.1, 0)]},
            base | {"measured": [qml.probs(wires=[1])]},
            base | {"measured": [qml.expval(qml.Z(0))]},
            base | {"measured": [qgen.parities([[1]], wires=[0])]},
            base | {"measured": [qgen.parities([[1]], wires=[0], n_batches=2)]},
            base | {"shots": 11},
        ]
        for v in variants:
            device.execute(qml.tape.QuantumScript(v["gates"], v["measured"], shots=v["shots"]))
        assert device.replayed == 0
        keys = sqlite3.connect(path).execute("SELECT DISTINCT circuit FROM executions").fetchall()
        assert len(keys) == len(variants)

    def test_tracker_sees_what_is_executed_only(self, path):
        for expected in (2, 0):
            device = MeteredDevice(qml.device("default.qubit", wires=2), executions=path)
            with qml.Tracker(device) as tracker:
                circuit = make_circuit(device)
                circuit(START), circuit(START + 1)
            assert tracker.totals.get("executions", 0) == expected

    def test_jobs(self, path):
        device = MeteredDevice(
            qml.device("default.qubit", wires=2), executions=path, circuits_per_job=3
        )
        with qml.Tracker(device) as tracker:
            qml.grad(make_circuit(device))(qml.numpy.array(START))
        assert tracker.totals["batches"] == 1 + 3
        assert tracker.totals["executions"] == PER_STEP

    def test_no_device(self):
        with pytest.raises(TypeError, match="MeteredDevice needs a device"):
            MeteredDevice("default.qubit")

    def test_no_backpropagation(self):
        device = MeteredDevice(qml.device("default.qubit", wires=2))
        with pytest.raises(qml.exceptions.QuantumFunctionError, match="does not support backprop"):
            qml.QNode(lambda: qml.probs(wires=0), device, diff_method="backprop")()


class BrokenConnectionError(Exception):
    pass


class Unreliable(qml.devices.DefaultQubit):
    """A machine whose connection breaks at a given circuit, which is not paid for."""

    def __init__(self, breaks_at, **options):
        super().__init__(**options)
        self.breaks_at, self.executed = breaks_at, 0

    def execute(self, circuits, execution_config=None):
        if self.executed == self.breaks_at:
            raise BrokenConnectionError("connection lost")
        self.executed += 1
        return super().execute(circuits, execution_config or qml.devices.ExecutionConfig())


SETTINGS = {"steps": 6, "optimizer": qml.AdamOptimizer(0.1), "seed": 0}


class TestTraining:
    @pytest.mark.parametrize("breaks_at", [0, 1, PER_STEP, 2 * PER_STEP + 5])
    @pytest.mark.parametrize("with_checkpoint", [True, False])
    def test_lost_connection(self, path, tmp_path, breaks_at, with_checkpoint):
        checkpoint = tmp_path / "run.npz" if with_checkpoint else None
        settings = SETTINGS | {"executions": path, "checkpoint": checkpoint}
        broken = Unreliable(breaks_at, wires=2, seed=0)
        with pytest.raises(BrokenConnectionError):
            train(make_circuit(broken), START, **settings)
        healthy = qml.device("default.qubit", wires=2, seed=1)
        with qml.Tracker(healthy) as tracker:
            result = train(make_circuit(healthy), START, **settings)
        assert broken.executed + tracker.totals["executions"] == 6 * PER_STEP
        assert result.usage == Usage(6 * PER_STEP, 6 * PER_STEP * 50)

    def test_repeated_run_executes_nothing_and_gives_the_same(self, path):
        settings = {"executions": path, "steps": 8}
        first = train(make_circuit(qml.device("default.qubit", wires=2)), START, **settings)
        device = qml.device("default.qubit", wires=2)
        with qml.Tracker(device) as tracker:
            second = train(make_circuit(device), START, **settings)
        assert "executions" not in tracker.totals
        np.testing.assert_array_equal(first.weights, second.weights)
        np.testing.assert_array_equal(first.history.loss, second.history.loss)

    def test_one_device_in_two_calls(self, path, tmp_path):
        """A run that is continued in the same process asks for the same circuits again."""
        device = MeteredDevice(
            qml.device("default.qubit", wires=2, seed=0),
            executions=path,
            budget=Budget(executions=2 * PER_STEP + 3),
        )
        settings = SETTINGS | {"checkpoint": tmp_path / "run.npz"}
        assert train(make_circuit(device), START, **settings).steps == 2
        device.budget = None
        train(make_circuit(device), START, **settings)
        assert device.usage.executions == 6 * PER_STEP
        assert device.replayed == 3

    def test_budget_counts_what_is_in_the_file(self, path):
        circuit = make_circuit(qml.device("default.qubit", wires=2))
        budget = Budget(executions=2 * PER_STEP)
        assert train(circuit, START, executions=path, budget=budget).steps == 2
        other = make_circuit(qml.device("default.qubit", wires=2))
        assert train(other, START, executions=path, budget=budget).steps == 2
        with pytest.raises(BudgetSpentError, match="No step could be taken"):
            train(other, START + 1, executions=path, budget=budget)

    @pytest.mark.parametrize("optimizer", ["cma-es", "cobyla", qml.SPSAOptimizer(maxiter=9)])
    def test_optimisers_without_gradient(self, path, optimizer):
        runs = []
        for _ in range(2):
            device = qml.device("default.qubit", wires=2)
            with qml.Tracker(device) as tracker:
                runs.append(
                    train(
                        make_circuit(device),
                        START,
                        optimizer=optimizer,
                        steps=3,
                        seed=0,
                        executions=path,
                    )
                )
        assert "executions" not in tracker.totals
        np.testing.assert_array_equal(runs[0].weights, runs[1].weights)


PROGRAM = """
    import sys
    import numpy as np
    import pennylane as qml
    import pennylane_qgen as qgen

    folder, kill_after = sys.argv[1], int(sys.argv[2])

    class Device(qml.devices.DefaultQubit):
        def execute(self, circuits, execution_config=None):
            results = super().execute(circuits, execution_config or qml.devices.ExecutionConfig())
            if tracker.totals["executions"] == kill_after:
                import os, signal
                os.kill(os.getpid(), signal.SIGKILL)  # after it was paid, before it is stored
            print(tracker.totals["executions"], flush=True)
            return results

    device = Device(wires=2)

    @qml.set_shots(50)
    @qml.qnode(device, diff_method="parameter-shift")
    def circuit(weights):
        qgen.HardwareEfficient(weights, wires=[0, 1], rotations=["RY"])
        return qgen.mmd([[0, 1], [1, 0]], bandwidth=1.0)

    with qml.Tracker(device) as tracker:
        qgen.train(
            circuit, np.array([0.3, 0.5, 0.7, 0.9]), steps=6, executions=f"{folder}/executions",
            checkpoint=f"{folder}/run.npz", checkpoint_every=2,
        )
"""


def run_program(folder, kill_after):
    """Exit code and number of circuits whose results were handed over."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), str(folder), str(kill_after)],
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    lines = done.stdout.split()
    return done.returncode, int(lines[-1]) if lines else 0


def test_killed_runs_pay_for_no_stored_circuit_twice(tmp_path):
    """Only the one circuit that runs at the moment of each kill is lost."""
    executed = 0
    for kill_after in (13, 25):
        code, finished = run_program(tmp_path, kill_after)
        assert code == -signal.SIGKILL
        assert finished == kill_after - 1
        executed += finished
    code, finished = run_program(tmp_path, -1)
    assert code == 0
    assert executed + finished == 6 * PER_STEP
    with sqlite3.connect(tmp_path / "executions") as database:
        [(rows,)] = database.execute("SELECT COUNT(*) FROM executions")
    database.close()
    assert rows == 6 * PER_STEP
