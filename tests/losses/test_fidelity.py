import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp
from scipy.stats import unitary_group

import pennylane_qgen as qgen
from pennylane_qgen import reference

LOSSES = {
    "fidelity": (qgen.fidelity, reference.fidelity),
    "local_fidelity": (qgen.local_fidelity, reference.local_fidelity),
}
DEVICES = ["default.qubit", "lightning.qubit", "qgen.lightning"]
GHZ = [[0, 0, 0], [1, 1, 1]]


def random_distribution(n_wires, seed):
    return np.random.default_rng(seed).dirichlet(np.ones(2**n_wires))


def any_unitary(matrix, wires):
    qml.QubitUnitary(matrix, wires=wires)


def ghz_ansatz(phase, wires):
    """(|000> + e^{i phase} |111>) / sqrt(2)."""
    qml.Hadamard(wires[0])
    qml.PhaseShift(phase, wires=wires[0])
    for i in range(len(wires) - 1):
        qml.CNOT([wires[i], wires[i + 1]])


def make_qnode(loss, target, ansatz, device="default.qubit", wires=range(3), **options):
    @qml.qnode(qml.device(device, wires=wires))
    def circuit(weights):
        qgen.compute_uncompute(target, ansatz, weights, wires=wires, **options)
        return loss(wires)

    return circuit


@pytest.mark.parametrize("name", LOSSES)
class TestBoth:
    @pytest.mark.parametrize("device", DEVICES)
    @pytest.mark.parametrize("n_wires", [1, 3])
    def test_random_unitary_against_reference(self, name, n_wires, device):
        loss, oracle = LOSSES[name]
        for seed in range(3):
            matrix = unitary_group.rvs(2**n_wires, random_state=seed)
            p = random_distribution(n_wires, seed)
            circuit = make_qnode(loss, p, any_unitary, device, range(n_wires))
            assert circuit(matrix) == pytest.approx(oracle(matrix, p), abs=1e-12)

    def test_zero_if_the_ansatz_prepares_the_data_state(self, name):
        circuit = make_qnode(LOSSES[name][0], GHZ, ghz_ansatz)
        assert circuit(0.0) == pytest.approx(0, abs=1e-15)

    def test_not_zero_for_another_phase(self, name):
        """The same distribution with the phase pi is orthogonal to the data state."""
        circuit = make_qnode(LOSSES[name][0], GHZ, ghz_ansatz)
        assert circuit(np.pi) > 0.3

    def test_a_global_phase_is_none(self, name):
        p = random_distribution(2, 0)
        column = np.sqrt(p)
        matrix = np.linalg.qr(np.column_stack([column, np.eye(4)[:, :3]]))[0]
        circuit = make_qnode(LOSSES[name][0], p, any_unitary, wires=range(2))
        assert circuit(np.exp(0.7j) * matrix) == pytest.approx(0, abs=1e-14)

    def test_bounds(self, name):
        for seed in range(10):
            matrix = unitary_group.rvs(4, random_state=seed)
            p = random_distribution(2, seed)
            circuit = make_qnode(LOSSES[name][0], p, any_unitary, wires=range(2))
            assert 0 < circuit(matrix) < 1

    @pytest.mark.parametrize("device", DEVICES)
    def test_template_class_equals_its_matrix(self, name, device):
        loss, oracle = LOSSES[name]
        weights = qgen.HardwareEfficient.init(n_layers=2, n_wires=3, seed=0)
        p = random_distribution(3, 0)
        matrix = qml.matrix(qgen.HardwareEfficient, wire_order=range(3))(weights, wires=range(3))
        circuit = make_qnode(loss, p, qgen.HardwareEfficient, device)
        assert circuit(weights) == pytest.approx(oracle(matrix, p), abs=1e-12)

    def test_options_reach_the_template(self, name):
        weights = np.array([0.3, 0.8])
        results = [
            make_qnode(LOSSES[name][0], [[0, 1]], qgen.Product, wires=range(2), rotation=r)(weights)
            for r in ("RX", "RY")
        ]
        # The data state is a string, so the axis of the rotations shows in no probability.
        assert results[0] == pytest.approx(results[1])
        with pytest.raises(ValueError, match="rotation must be one of"):
            make_qnode(
                LOSSES[name][0], [[0, 1]], qgen.Product, wires=range(2), rotation="RZ"
            )(weights)  # fmt: skip

    def test_string_labels_and_a_larger_device(self, name):
        wires = ["c", "a"]
        p, matrix = random_distribution(2, 0), unitary_group.rvs(4, random_state=0)

        @qml.qnode(qml.device("lightning.qubit", wires=["a", "b", "c"]))
        def circuit():
            qml.X("b")
            qgen.compute_uncompute(p, any_unitary, matrix, wires=wires)
            return LOSSES[name][0](wires)

        assert circuit() == pytest.approx(LOSSES[name][1](matrix, p), abs=1e-12)

    @pytest.mark.parametrize("device", DEVICES)
    def test_is_not_sampled(self, name, device):
        circuit = make_qnode(LOSSES[name][0], GHZ, ghz_ansatz, device)
        for draw in (
            lambda: qgen.sample(circuit, 0.3, shots=5),
            lambda: qgen.probabilities(circuit, 0.3),
        ):
            with pytest.raises(ValueError, match=r"prepares a data state .* Sample a QNode of the"):
                draw()

    def test_gradient(self, name):
        """At the optimum the gradient vanishes; beside it, it points back."""
        circuit = make_qnode(LOSSES[name][0], GHZ, ghz_ansatz)
        assert qml.grad(circuit)(pnp.array(0.0)) == pytest.approx(0, abs=1e-12)
        assert qml.grad(circuit)(pnp.array(0.4)) > 0.01
        assert qml.grad(circuit)(pnp.array(-0.4)) < -0.01


def test_values_of_a_phase():
    """|<phi|psi>|^2 = cos^2(phase / 2); undoing the CNOTs leaves the phase on wire 0 alone."""
    phase = 0.8
    fidelity = make_qnode(qgen.fidelity, GHZ, ghz_ansatz)
    local_fidelity = make_qnode(qgen.local_fidelity, GHZ, ghz_ansatz)
    assert fidelity(phase) == pytest.approx(np.sin(phase / 2) ** 2)
    assert local_fidelity(phase) == pytest.approx(np.sin(phase / 2) ** 2 / 3)


def test_both_in_one_qnode():
    @qml.qnode(qml.device("lightning.qubit", wires=3))
    def circuit(phase):
        qgen.compute_uncompute(GHZ, ghz_ansatz, phase, wires=range(3))
        return {"global": qgen.fidelity(range(3)), "local": qgen.local_fidelity(range(3))}

    result = circuit(0.8)
    assert result["global"] == pytest.approx(3 * result["local"])


class TestDataState:
    def test_amplitudes_are_roots(self):
        @qml.qnode(qml.device("default.qubit", wires=2))
        def circuit():
            qgen.data_state([[0, 1], [0, 1], [0, 1], [1, 0]], wires=[0, 1])
            return qml.state()

        np.testing.assert_allclose(circuit(), [0, np.sqrt(3) / 2, 1 / 2, 0], atol=1e-15)

    def test_rounding_of_the_sum_is_repaired(self):
        with qml.queuing.AnnotatedQueue():
            operation = qgen.data_state([0.5, 0.5 + 5e-7], wires=[0])
        assert np.linalg.norm(operation.data[0]) == pytest.approx(1, abs=1e-15)

    def test_order_of_the_wires(self):
        @qml.qnode(qml.device("default.qubit", wires=2))
        def circuit():
            qgen.data_state([[0, 1]], wires=[1, 0])
            return qml.probs(wires=[0, 1])

        np.testing.assert_allclose(circuit(), [0, 0, 1, 0], atol=1e-15)

    @pytest.mark.parametrize(
        ("target", "wires", "message"),
        [
            ([[0, 1]], [0], "The target has 2 wires; got 1 wires"),
            ([[0, 1]], range(3), "The target has 2 wires; got 3 wires"),
            ([[0, 2]], [0, 1], "must hold only 0 and 1; got 2"),
            ([0.5, 0.6], [0], "must sum to 1; got a sum of 1.1"),
            (np.zeros((1, 21)), range(21), r"2\*\*21 amplitudes; at most 20 wires .* Use qgen.mmd"),
        ],
    )
    def test_errors(self, target, wires, message):
        with pytest.raises(ValueError, match=message):
            qgen.data_state(target, wires)
