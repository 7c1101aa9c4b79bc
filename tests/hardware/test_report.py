import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.hardware import Budget, ErrorRates, MeteredDevice, Usage, hardware_report

DATA = np.array([[0, 0, 1], [1, 1, 0], [0, 1, 1]])
WEIGHTS = qgen.HardwareEfficient.init(n_layers=2, n_wires=3, seed=0)

LOSSES = {
    "probs": lambda: qgen.mmd(DATA, bandwidth=1.0, wires=range(3)),
    "parities": lambda: qgen.mmd(DATA, bandwidth=1.0, max_weight=2, wires=range(3)),
    "kl": lambda: qgen.kl_divergence(DATA, wires=range(3)),
}
OPTIMIZERS = {
    "adam": qml.AdamOptimizer(0.1),
    "spsa": qml.SPSAOptimizer(maxiter=10),
    "nesterov": qml.NesterovMomentumOptimizer(0.01),
    "cma-es": "cma-es",
}


def make_circuit(loss="probs", shots=100, device=None):
    @qml.set_shots(shots)
    @qml.qnode(
        device or qml.device("default.qubit", wires=3, seed=0), diff_method="parameter-shift"
    )
    def circuit(weights):
        qgen.HardwareEfficient(weights, wires=range(3))
        return LOSSES[loss]()

    return circuit


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("n_parameters", [None, 3])
def test_counts_are_those_of_the_training(loss, optimizer, n_parameters):
    if n_parameters and optimizer in ("spsa", "cma-es"):
        return
    options = {"optimizer": OPTIMIZERS[optimizer], "steps": 3, "n_parameters": n_parameters}
    circuit = make_circuit(loss)
    report = hardware_report(circuit, WEIGHTS, **options)
    with qml.Tracker(circuit.device) as tracker:
        qgen.train(circuit, WEIGHTS, seed=0, budget=Budget(executions=10**6), **options)
    assert report.total == Usage(tracker.totals["executions"], tracker.totals["shots"])
    assert report.per_step.executions * 3 == report.total.executions


def test_nothing_is_executed():
    circuit = make_circuit()
    with qml.Tracker(circuit.device) as tracker:
        hardware_report(circuit, WEIGHTS)
    assert tracker.totals == {}


def test_circuit():
    circuit = hardware_report(make_circuit(), WEIGHTS).circuit
    assert circuit.gates == {"RY": 9, "RZ": 9, "CNOT": 4}
    assert circuit.two_qubit_gates == 4
    assert circuit.two_qubit_depth == 4  # two lines of two gates that share a wire
    assert circuit.depth == 10
    assert circuit.error is None


def test_shots_schedule():
    report = hardware_report(
        make_circuit(shots=None), WEIGHTS, steps=3, shots=lambda step: 10 * (step + 1)
    )
    assert report.per_step == Usage(37, 370)
    assert report.total == Usage(3 * 37, 37 * (10 + 20 + 30))


def test_error_and_price():
    report = hardware_report(
        make_circuit(),
        WEIGHTS,
        steps=10,
        errors=ErrorRates(one_qubit=1e-3, two_qubit=1e-2, readout=2e-2),
        price_per_execution=0.3,
        price_per_shot=0.001,
    )
    assert report.circuit.error == pytest.approx(1 - 0.999**18 * 0.99**4 * 0.98**3)
    assert report.cost == pytest.approx(0.3 * 370 + 0.001 * 37_000)
    assert "370 circuits, 37,000 shots" in str(report)
    assert "148.00" in str(report)


def test_a_hundred_wires_of_words():
    data = np.random.default_rng(0).integers(0, 2, (50, 100))

    @qml.set_shots(1000)
    @qml.qnode(qml.device("null.qubit", wires=100), diff_method="parameter-shift")
    def circuit(weights):
        qgen.IQP(weights, wires=range(100), pattern=qgen.nearest_neighbours("line", 100))
        return qgen.mmd(data, n_observables=200, seed=0)

    report = hardware_report(circuit, np.full(199, 0.1), n_parameters=5)
    assert report.n_wires == 100
    assert report.per_step.executions == 11


def test_metered_device_pays_nothing(tmp_path):
    device = MeteredDevice(qml.device("default.qubit", wires=3), executions=tmp_path / "run")
    hardware_report(make_circuit(device=device), WEIGHTS)
    assert len(device.store) == 0
    assert device.usage == Usage()


class TestErrors:
    def test_no_shots(self):
        with pytest.raises(ValueError, match="Hardware measures with shots, and this QNode has"):
            hardware_report(make_circuit(shots=None), WEIGHTS)

    def test_no_qnode(self):
        with pytest.raises(TypeError, match="hardware_report needs a QNode; got function"):
            hardware_report(lambda w: w, WEIGHTS)

    def test_rates(self):
        with pytest.raises(ValueError, match="two_qubit must be a probability below 1; got 2"):
            ErrorRates(one_qubit=0.0, two_qubit=2, readout=0.0)
