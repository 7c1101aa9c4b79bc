import pennylane as qml
import pytest

from pennylane_qgen.training import Budget, BudgetSpentError, MeteredDevice, Usage, train


def make_circuit(device, shots=None):
    @qml.set_shots(shots)
    @qml.qnode(device)
    def circuit(weights):
        qml.RX(weights[0], wires=0)
        qml.RY(weights[1], wires=1)
        return qml.expval(qml.Z(0) @ qml.Z(1))

    return circuit


PER_STEP = 5
"""A forward circuit and two shifted ones for each of two weights."""


@pytest.fixture
def device():
    return qml.device("default.qubit", wires=2, seed=0)


class TestBudget:
    @pytest.mark.parametrize("limits", [{"executions": 0}, {"shots": -1}, {"wall_time": 0.0}])
    def test_limits_are_positive(self, limits):
        with pytest.raises(ValueError, match=f"{next(iter(limits))} must be"):
            Budget(**limits)

    def test_needs_a_limit(self):
        with pytest.raises(ValueError, match="Budget needs a limit"):
            Budget()

    def test_exactly_spent_is_allowed(self):
        Budget(executions=3, shots=30).check(Usage(2, 20), Usage(1, 10), seconds=0)

    @pytest.mark.parametrize(
        ("limits", "words"),
        [
            ({"executions": 2}, "budget of 2 executions is spent: 2 were used"),
            ({"shots": 25}, "budget of 25 shots is spent: 20 were used, .* need 10 more"),
            ({"wall_time": 5}, "budget of 5 s is spent: it began 6.0 s ago"),
        ],
    )
    def test_refusal_says_which_limit(self, limits, words):
        with pytest.raises(BudgetSpentError, match=words):
            Budget(**limits).check(Usage(2, 20), Usage(1, 10), seconds=6)

    def test_usage_of_a_batch_of_parameters(self):
        circuit = qml.tape.QuantumScript([qml.RX([0.1, 0.2], 0)], [qml.expval(qml.Z(0))], shots=10)
        assert Usage.of_circuits([circuit, circuit]) == Usage(4, 40)


class TestTraining:
    @pytest.mark.parametrize(
        "budget", [Budget(executions=17), Budget(shots=1799), Budget(executions=19, shots=10**6)]
    )
    def test_stops_after_the_last_whole_step(self, device, budget):
        with qml.Tracker(device) as tracker:
            result = train(make_circuit(device, 100), [0.1, 0.2], steps=50, budget=budget)
        assert result.steps == 3
        assert "budget of" in result.reason
        assert "step 4 was not finished" in result.reason
        assert not result.converged
        assert result.usage == Usage(tracker.totals["executions"], tracker.totals["shots"])
        assert result.usage.executions <= (budget.executions or 10**6)
        assert result.usage.shots <= (budget.shots or 10**6)

    def test_wall_time(self, device):
        result = train(make_circuit(device), [0.1, 0.2], steps=10**6, budget=Budget(wall_time=0.3))
        assert "budget of 0.3 s is spent" in result.reason
        assert result.steps >= 1

    def test_result_counts_everything(self, device):
        result = train(make_circuit(device, 7), [0.1, 0.2], steps=4, budget=Budget(shots=10**6))
        assert result.usage == Usage(4 * PER_STEP, 7 * 4 * PER_STEP)

    def test_nothing_is_counted_unasked(self, device):
        assert train(make_circuit(device), [0.1, 0.2], steps=1).usage is None

    def test_spent_already(self, device):
        with pytest.raises(BudgetSpentError, match="No step could be taken after step 0"):
            train(make_circuit(device), [0.1, 0.2], budget=Budget(executions=2))

    def test_goes_on_with_a_larger_budget(self, device, tmp_path):
        settings = {"steps": 10, "checkpoint": tmp_path / "run.npz"}
        circuit = make_circuit(device)
        first = train(circuit, [0.1, 0.2], budget=Budget(executions=12), **settings)
        assert first.steps == 2
        with pytest.raises(BudgetSpentError, match=r"after step 2: .* Raise the budget"):
            train(circuit, [0.1, 0.2], budget=Budget(executions=12), **settings)
        second = train(circuit, [0.1, 0.2], budget=Budget(executions=100), **settings)
        assert second.steps == 10
        assert second.usage.executions == 12 + 8 * PER_STEP  # two were in the step not finished
        whole = train(make_circuit(device), [0.1, 0.2], steps=10)
        assert second.weights.tolist() == pytest.approx(whole.weights.tolist())

    def test_shots_without_shots(self, device):
        with pytest.raises(ValueError, match="budget of shots needs a QNode with shots"):
            train(make_circuit(device), [0.1, 0.2], budget=Budget(shots=100))

    def test_function(self):
        with pytest.raises(TypeError, match="budget= and executions= of train need a QNode"):
            train(lambda w: w**2, [0.1], budget=Budget(executions=2))

    def test_metered_already(self, device):
        circuit = make_circuit(MeteredDevice(device))
        with pytest.raises(ValueError, match="a MeteredDevice already"):
            train(circuit, [0.1, 0.2], budget=Budget(executions=2))


class TestShots:
    def test_schedule(self, device):
        with qml.Tracker(device) as tracker:
            train(make_circuit(device), [0.1, 0.2], steps=3, shots=lambda step: 10 * (step + 1))
        assert tracker.history["shots"] == [10] * 5 + [20] * 5 + [30] * 5

    def test_number(self, device):
        with qml.Tracker(device) as tracker:
            train(make_circuit(device), [0.1, 0.2], steps=1, shots=10)
        assert tracker.totals["shots"] == 10 * PER_STEP

    @pytest.mark.parametrize("shots", [0, 2.5, lambda step: 1 - step])
    def test_no_shots(self, device, shots):
        with pytest.raises(ValueError, match="shots must be an integer of at least 1"):
            train(make_circuit(device), [0.1, 0.2], steps=2, shots=shots)

    def test_with_spsa(self, device):
        with qml.Tracker(device) as tracker:
            result = train(
                make_circuit(device),
                [0.1, 0.2],
                optimizer=qml.SPSAOptimizer(maxiter=20),
                steps=4,
                shots=lambda step: 5 + step,
                budget=Budget(executions=100),
                seed=0,
            )
        assert result.usage == Usage(12, 3 * (5 + 6 + 7 + 8))
        assert tracker.totals["executions"] == 12
