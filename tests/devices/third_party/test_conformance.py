"""Every loss, samples and a short training on the devices of others.

A device whose plugin is missing is skipped.
"""

from functools import cache

import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp

import pennylane_qgen as qgen
from pennylane_qgen.measurements import takes_parities
from pennylane_qgen.training import Budget

# What the plugins say about Qiskit and Braket is not ours to mend.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Since backends now support"),
    pytest.mark.filterwarnings("ignore:The observable measured"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

NOISY = ("FakeManilaV2", "FakeMontrealV2")
"""Fake backends of 5 and 27 qubits behind ``qiskit.remote``."""

ANALYTIC = ("lightning.qubit", "default.mixed", "braket.local.qubit", "cirq.simulator")
NOISELESS = (*ANALYTIC, "qiskit.aer")
REFUSING = ("qiskit.aer", "braket.local.qubit", "cirq.simulator")
"""Devices that do not measure parities."""

PLUGINS = {
    "qiskit.aer": "pennylane_qiskit",
    "braket.local.qubit": "braket.pennylane_plugin",
    "cirq.simulator": "pennylane_cirq",
}


@cache
def fake_backend(name):
    """A fake backend whose noise model is built, so that the copies ``qiskit.remote`` makes of it
    for each circuit need not build it again."""
    qiskit = pytest.importorskip("qiskit")
    providers = pytest.importorskip("qiskit_ibm_runtime.fake_provider")
    backend = getattr(providers, name)()
    nothing = qiskit.QuantumCircuit(1, 1)
    nothing.measure(0, 0)
    backend.run(nothing, shots=1).result()
    return backend


def make_device(name, wires=3):
    if name in NOISY:
        pytest.importorskip("pennylane_qiskit")
        return qml.device("qiskit.remote", wires=wires, backend=fake_backend(name))
    if name in PLUGINS:
        pytest.importorskip(PLUGINS[name])
    return qml.device(name, wires=wires)


N_WIRES = 3
WIRES = range(N_WIRES)
SAMPLES = np.random.default_rng(0).integers(0, 2, (12, N_WIRES))
WEIGHTS = pnp.array([0.9, 1.1, 0.7], requires_grad=True)
SHOTS = 4000

LOSSES = {
    "mmd": lambda: qgen.mmd(SAMPLES, [0.5, 1.5], wires=WIRES),
    "mmd of integers": lambda: qgen.mmd(SAMPLES, [1.0, 3.0], kernel="integer", wires=WIRES),
    "mmd of parities": lambda: qgen.mmd(SAMPLES, [0.5, 1.5], max_weight=2, wires=WIRES),
    "squared_distance": lambda: qgen.squared_distance(SAMPLES, wires=WIRES),
    "kl_divergence": lambda: qgen.kl_divergence(SAMPLES, epsilon=0.1, wires=WIRES),
    "reverse_kl_divergence": lambda: qgen.reverse_kl_divergence(SAMPLES, epsilon=0.1, wires=WIRES),
    "jensen_shannon_divergence": lambda: qgen.jensen_shannon_divergence(SAMPLES, wires=WIRES),
    "total_variation": lambda: qgen.total_variation(SAMPLES, wires=WIRES),
    "fidelity": lambda: qgen.fidelity(WIRES),
    "local_fidelity": lambda: qgen.local_fidelity(WIRES),
}
FIDELITIES = ("fidelity", "local_fidelity")


def ansatz(weights, wires):
    for wire in wires:
        qml.RY(weights[wire], wires=wire)
    qml.CNOT([wires[0], wires[1]])
    qml.CNOT([wires[1], wires[2]])


def make_qnode(losses, device, shots=None):
    @qml.set_shots(shots)
    @qml.qnode(device, diff_method="parameter-shift")
    def circuit(weights):
        if losses[0] in FIDELITIES:
            qgen.compute_uncompute(SAMPLES, ansatz, weights, wires=WIRES)
        else:
            ansatz(weights, WIRES)
        measured = tuple(LOSSES[loss]() for loss in losses)
        return measured if len(losses) > 1 else measured[0]

    return circuit


@cache
def exact(device, loss):
    """Value and gradient of one loss without shots."""
    gradient = qml.grad(make_qnode([loss], make_device(device)))
    slope = gradient(WEIGHTS)
    return gradient.forward, slope


@cache
def measured_together(device, losses):
    """Values and gradients of losses of one circuit, from the same shots."""
    circuit, values = make_qnode(losses, make_device(device), SHOTS), []

    def stacked(weights):
        stack = qml.math.stack(circuit(weights))
        values.extend(qml.math.unwrap([stack])[0])
        return stack

    slopes = qml.jacobian(stacked)(WEIGHTS)
    return dict(zip(losses, zip(values, slopes, strict=True), strict=True))


def with_shots(device, loss):
    group = loss in FIDELITIES
    return measured_together(
        device, tuple(name for name in LOSSES if (name in FIDELITIES) == group)
    )[loss]


@pytest.mark.parametrize("device", ANALYTIC)
@pytest.mark.parametrize("loss", LOSSES)
def test_exact_value_and_gradient(device, loss):
    value, gradient = exact("default.qubit", loss)
    measured, slope = exact(device, loss)
    np.testing.assert_allclose(measured, value, atol=1e-5)
    np.testing.assert_allclose(slope, gradient, atol=1e-5)


@pytest.mark.parametrize("device", NOISELESS)
@pytest.mark.parametrize("loss", LOSSES)
def test_with_shots(device, loss):
    """Within what 4,000 shots allow; the exact routes above prove the formulas."""
    if device == "cirq.simulator" and loss in FIDELITIES:
        with pytest.raises(qml.exceptions.DeviceError, match="StatePrep is only supported in ana"):
            with_shots(device, loss)
        return
    value, gradient = exact("default.qubit", loss)
    measured, slope = with_shots(device, loss)
    assert measured == pytest.approx(value, abs=0.08)
    if loss != "total_variation":  # its gradient is a sum of signs, which shots can turn
        np.testing.assert_allclose(slope, gradient, atol=0.12)


@pytest.mark.parametrize("device", NOISY)
@pytest.mark.parametrize("loss", LOSSES)
def test_on_fake_backends(device, loss):
    """Their noise changes a value, and leaves the direction of the gradient."""
    value, gradient = exact("default.qubit", loss)
    measured, slope = with_shots(device, loss)
    assert measured == pytest.approx(value, abs=0.2)
    cosine = np.sum(slope * gradient) / np.linalg.norm(slope) / np.linalg.norm(gradient)
    assert cosine > 0.8


@pytest.mark.parametrize("device", [*NOISELESS, *NOISY])
class TestOneCircuit:
    def test_samples(self, device):
        circuit = make_qnode(["mmd"], make_device(device), SHOTS)
        samples = qgen.sample(circuit, WEIGHTS, shots=1000)
        assert samples.shape == (1000, N_WIRES)
        assert samples.dtype == np.int8
        expected = qgen.probabilities(make_qnode(["mmd"], make_device("default.qubit")), WEIGHTS)
        ones = expected @ (np.arange(8)[:, None] >> np.arange(3)[::-1] & 1)
        tolerance = 0.12 if device in NOISY else 0.08
        np.testing.assert_allclose(samples.mean(axis=0), ones, atol=tolerance)

    def test_training_within_a_budget(self, device, tmp_path):
        """A step of SPSA, and then the budget ends; run again, nothing is executed."""
        circuit = make_qnode(["mmd"], make_device(device), 200)
        settings = {
            "optimizer": qml.SPSAOptimizer(maxiter=10),
            "steps": 3,
            "seed": 0,
            "executions": tmp_path / "executions",
            "budget": Budget(executions=4),
        }
        result = qgen.train(circuit, WEIGHTS, **settings)
        assert result.steps == 1
        assert result.usage.executions == 4
        with qml.Tracker(circuit.device) as tracker:
            again = qgen.train(circuit, WEIGHTS, **settings)
        assert tracker.totals.get("executions", 0) == 0
        np.testing.assert_array_equal(again.weights, result.weights)

    def test_unbiased_value_of_few_shots(self, device):
        """The U-statistic of 8 shots is right on average: of batches, or of words one by one."""
        if device in NOISY:
            pytest.skip("its noise biases the value by more than the shots would")
        circuit = make_qnode(["mmd of parities"], make_device(device), 8)
        values = [float(circuit(WEIGHTS)) for _ in range(30)]
        expected = make_qnode(["mmd of parities"], make_device("default.qubit"))(WEIGHTS)
        assert abs(np.mean(values) - expected) < 4 * np.std(values, ddof=1) / np.sqrt(30)


@pytest.mark.parametrize("device", [*NOISELESS, *NOISY])
def test_who_measures_parities(device):
    made = make_device(device)
    for shots in (True, False):
        assert takes_parities(made, shots=shots) == (device not in REFUSING)


@pytest.mark.parametrize("device", REFUSING)
def test_words_share_the_shots(device):
    """Nine words of two wires are one execution, not nine."""
    circuit = make_qnode(["mmd of parities"], make_device(device), 100)
    with qml.Tracker(circuit.device) as tracker:
        circuit(WEIGHTS)
    assert tracker.totals["executions"] <= 2


def test_mixed_states_of_cirq():
    """Its density matrix is no batch of state vectors; words are measured one by one."""
    pytest.importorskip("pennylane_cirq")
    circuit = make_qnode(["mmd of parities"], qml.device("cirq.mixedsimulator", wires=3))
    expected = make_qnode(["mmd of parities"], make_device("default.qubit"))(WEIGHTS)
    assert circuit(WEIGHTS) == pytest.approx(expected, abs=1e-5)


def test_a_hundred_wires():
    """Samples and words of 100 wires, with readout errors, without any array of 2**100."""
    aer = pytest.importorskip("qiskit_aer")
    pytest.importorskip("pennylane_qiskit")
    providers = pytest.importorskip("qiskit_ibm_runtime.fake_provider")
    n_wires = 100
    chip = qgen.hardware.from_backend(providers.FakeBrisbane(), n_wires=n_wires)
    noise = aer.noise.NoiseModel.from_backend(
        providers.FakeBrisbane(), gate_error=False, thermal_relaxation=False
    )
    device = qml.device(
        "qiskit.remote",
        wires=n_wires,
        backend=aer.AerSimulator.from_backend(
            providers.FakeBrisbane(), method="matrix_product_state", noise_model=noise
        ),
        initial_layout=list(chip.qubits),
        optimization_level=1,
    )
    data = np.random.default_rng(0).integers(0, 2, (50, n_wires))
    pattern = qgen.templates.Pattern.from_lists([[[i]] for i in range(n_wires)], n_wires)

    @qml.set_shots(200)
    @qml.qnode(device)
    def circuit(weights):
        qgen.IQP(weights, wires=range(n_wires), pattern=pattern)
        return qgen.mmd(data, bandwidth=7.0, n_observables=50, seed=0)

    weights = np.full(n_wires, np.pi / 6)
    samples = qgen.sample(circuit, weights, shots=200)
    assert samples.shape == (200, n_wires)
    assert 0.25 < samples.mean() < 0.3  # ones without errors: a quarter
    assert np.isfinite(circuit(weights))


def test_words_one_by_one_at_thirty_wires():
    """A device that refuses parities has an MMD beyond the reach of probabilities."""
    pytest.importorskip("pennylane_qiskit")
    n_wires = 30
    data = np.random.default_rng(0).integers(0, 2, (50, n_wires))
    weights = np.full(n_wires, np.pi / 6)

    def make(device, shots):
        @qml.set_shots(shots)
        @qml.qnode(device)
        def circuit(weights):
            qgen.IQP(weights, wires=range(n_wires), pattern=pattern)
            return qgen.mmd(data, bandwidth=4.0, n_observables=40, seed=0, wires=range(n_wires))

        return circuit

    pattern = qgen.templates.Pattern.from_lists([[[i]] for i in range(n_wires)], n_wires)
    aer = qml.device("qiskit.aer", wires=n_wires, method="matrix_product_state")
    exact = make(qml.device("qgen.iqp", wires=n_wires, method="exact"), None)(weights)
    assert make(aer, 2000)(weights) == pytest.approx(exact, abs=0.03)
