import numpy as np
import pennylane as qml
import pytest
from pennylane import numpy as pnp

import pennylane_qgen as qgen
from pennylane_qgen import diagnostics, theory
from pennylane_qgen.bits import empirical_distribution
from pennylane_qgen.diagnostics.pauli_rotations import CLIFFORDS, ROTATIONS, pauli_rotations
from pennylane_qgen.kernels import HammingKernel
from pennylane_qgen.walsh import popcounts, walsh_hadamard_transform

N_WIRES = 4
TARGET = np.random.default_rng(0).dirichlet(np.full(2**N_WIRES, 0.3))
SAMPLES = np.random.default_rng(1).integers(0, 2, (25, N_WIRES))

ANSATZE = {
    "hardware efficient": (qgen.HardwareEfficient, {"n_layers": 2}, {}),
    "cz": (qgen.HardwareEfficient, {"n_layers": 1, "entangler": "cz"}, {"entangler": "cz"}),
    "trainable entangler": (
        qgen.HardwareEfficient,
        {"n_layers": 1, "rotations": ("RZ", "RY", "RZ"), "entangler": "yx"},
        {"rotations": ("RZ", "RY", "RZ"), "entangler": "yx"},
    ),
    "brickwork": (qgen.Brickwork, {"n_layers": 2}, {}),
    "matrix product": (qgen.MatrixProduct, {}, {}),
    "iqp": (qgen.IQP, {}, {}),
    "product": (qgen.Product, {}, {}),
}


def make(name):
    """The ansatz as a function of its weights, and a function that draws weights."""
    template, options, arguments = ANSATZE[name]

    def ansatz(weights):
        template(weights, wires=range(N_WIRES), **arguments)

    return ansatz, lambda seed: template.init(n_wires=N_WIRES, seed=seed, **options)


def random_wires(rng, size):
    """Haar-random single-wire states, a batch of them."""
    for wire in range(N_WIRES):
        qml.RY(np.arccos(rng.uniform(-1, 1, size)), wires=wire)
        qml.RZ(rng.uniform(0, 2 * np.pi, size), wires=wire)


def random_distributions(ansatz, init, first_layer, size, rng):
    """Distributions of the circuit at random weights, shape ``(size, 2**n)``."""

    @qml.qnode(qml.device("default.qubit", wires=N_WIRES))
    def circuit(weights):
        if first_layer == "haar":
            random_wires(rng, size)
        ansatz(weights)
        return qml.probs()

    return circuit(np.array([init(rng) for _ in range(size)]))


def cross_terms(distributions, bandwidth):
    """The part 2 sum w z <Z> of the loss of each distribution."""
    w = HammingKernel(bandwidth).spectrum(N_WIRES)[popcounts(N_WIRES)]
    z = walsh_hadamard_transform(TARGET)
    return 2 * walsh_hadamard_transform(distributions) @ (w * z)


@pytest.mark.parametrize("name", ANSATZE)
@pytest.mark.parametrize("first_layer", ["haar", "zero"])
def test_variance_of_the_cross_term(name, first_layer):
    """Monte Carlo over circuits and over Clifford circuits agree within their errors."""
    ansatz, init = make(name)
    rng = np.random.default_rng(2)
    distributions = random_distributions(ansatz, init, first_layer, 2000, rng)
    values = cross_terms(distributions, 0.8)
    squares = (values - values.mean()) ** 2
    found = diagnostics.light_cone_variance(
        ansatz, init(0), TARGET, 0.8, first_layer=first_layer, n_circuits=4000, seed=3
    )
    error = np.hypot(squares.std(ddof=1) / np.sqrt(len(squares)), found.standard_error)
    assert abs(squares.mean() - found.variance) < 4 * error


def test_bounds_the_variance_of_the_loss():
    """With a Haar layer first, the rest of the loss is uncorrelated with the cross term."""
    ansatz, init = make("hardware efficient")
    difference = random_distributions(ansatz, init, "haar", 2000, np.random.default_rng(4)) - TARGET
    losses = (difference * HammingKernel(1.0).apply(difference)).sum(axis=1)
    squares = (losses - losses.mean()) ** 2
    found = diagnostics.light_cone_variance(ansatz, init(0), TARGET, 1.0, seed=6)
    error = np.hypot(squares.std(ddof=1) / np.sqrt(len(squares)), found.standard_error)
    assert found.lower_bound < found.variance
    assert found.variance < squares.mean() + 4 * error


@pytest.mark.parametrize("bandwidth", [0.5, 2.0, [0.5, 2.0]])
def test_without_gates_it_is_theorem_2(bandwidth):
    """No sampling error is left: 4 C of a Haar layer."""
    tape = qml.tape.QuantumScript([qml.Identity(wire) for wire in range(N_WIRES)])
    found = diagnostics.light_cone_variance(tape, None, TARGET, bandwidth, seed=0)
    both = theory.product_target_loss(TARGET, bandwidth).variance
    model = theory.product_target_loss("uniform", bandwidth, n_wires=N_WIRES).variance
    np.testing.assert_allclose(found.variance, both - model, rtol=1e-10)
    assert found.standard_error < 1e-15
    assert found.n_rotations == 0


class TestInputs:
    def test_qnode_function_and_tape_agree(self):
        ansatz, init = make("hardware efficient")
        weights = init(0)

        @qml.qnode(qml.device("lightning.qubit", wires=N_WIRES))
        def qnode(w):
            ansatz(w)
            return qgen.mmd(SAMPLES, bandwidth=1.0)

        tape = qml.tape.make_qscript(ansatz)(pnp.array(weights, requires_grad=True))
        found = [
            diagnostics.light_cone_variance(circuit, w, SAMPLES, 1.0, n_circuits=50, seed=0)
            for circuit, w in ((qnode, weights), (ansatz, weights), (tape, None))
        ]
        assert found[0] == found[1] == found[2]

    def test_samples_and_their_distribution_agree(self):
        ansatz, init = make("iqp")
        p = empirical_distribution(SAMPLES)
        for max_weight in (None, 2):
            found = [
                diagnostics.light_cone_variance(
                    ansatz, init(0), target, 1.0, max_weight=max_weight, n_circuits=50, seed=0
                )
                for target in (SAMPLES, p)
            ]
            np.testing.assert_allclose(found[0].variance, found[1].variance)

    def test_hundred_wires(self):
        def layers(weights):
            qgen.HardwareEfficient(weights, wires=range(100), entangler="cz")

        weights = qgen.HardwareEfficient.init(n_layers=2, n_wires=100, entangler="cz", seed=0)
        zeros = np.zeros((1, 100), dtype=int)
        found = diagnostics.light_cone_variance(
            layers, weights, zeros, 5.0, max_weight=1, n_circuits=100, seed=0
        )
        assert found.n_words == 100
        assert 1 < found.light_cone < 5
        assert found.variance > 1e-5
        assert "100 words" in str(found)

    def test_order_of_wires(self):
        """The bits are the measured wires, whatever gate comes first, and need not be all."""
        first, second = pnp.array([0.1, 0.2], requires_grad=True)
        gates = [qml.RX(second, "b"), qml.RY(first, "a"), qml.CNOT(["a", "b"]), qml.S("c")]
        p = np.array([0.4, 0.3, 0.2, 0.1])
        found = [
            diagnostics.light_cone_variance(
                qml.tape.QuantumScript(gates, [qml.probs(wires=wires)]),
                None,
                p.reshape(2, 2).transpose(axes).ravel(),
                1.0,
                n_circuits=40,
                seed=0,
            )
            for wires, axes in ((["a", "b"], (0, 1)), (["b", "a"], (1, 0)))
        ]
        np.testing.assert_allclose(found[0].variance, found[1].variance)
        reordered = qml.tape.QuantumScript(gates, [qml.probs(wires=["b", "a"])])
        other = diagnostics.light_cone_variance(reordered, None, p, 1.0, n_circuits=40, seed=0)
        assert abs(other.variance / found[0].variance - 1) > 0.01

    def test_wires_of_the_device(self):
        """Wires in reverse order on a tape are put in order; an idle wire of a device counts."""

        @qml.qnode(qml.device("default.qubit", wires=3))
        def qnode(weights):
            qml.RX(weights[0], wires=1)
            qml.RX(weights[1], wires=0)
            return qgen.mmd([[0, 0, 1]], bandwidth=1.0)

        weights = np.zeros(2)
        found = diagnostics.light_cone_variance(qnode, weights, [[0, 0, 1]], 1.0, seed=0)
        assert found.n_words == 7

        def function(weights):
            qml.RX(weights[0], wires=1)
            qml.RX(weights[1], wires=0)
            qml.CNOT([0, 1])

        p = np.array([0.4, 0.3, 0.2, 0.1])
        tape = qml.tape.make_qscript(function)(pnp.array(weights, requires_grad=True))
        measured = qml.tape.QuantumScript(tape.operations, [qml.probs(wires=[0, 1])])
        first, second = (
            diagnostics.light_cone_variance(circuit, w, p, 1.0, n_circuits=40, seed=0)
            for circuit, w in ((function, weights), (measured, None))
        )
        assert first == second

    def test_nothing_found_is_not_certainty(self):
        """The mean square 2^-20 of a word is not met in two circuits; the error says so."""
        weights = qgen.IQP.init(20, seed=0)
        found = diagnostics.light_cone_variance(
            lambda w: qgen.IQP(w, wires=range(20)),
            weights,
            np.zeros((1, 20), dtype=int),
            2.0,
            first_layer="zero",
            n_circuits=2,
            seed=0,
        )
        assert found.variance == 0
        assert found.standard_error > 1e-3

    def test_batches_of_words(self, monkeypatch):
        ansatz, init = make("iqp")
        arguments = (ansatz, init(0), TARGET, 1.0)
        monkeypatch.setattr(diagnostics.light_cone, "_BATCH_ENTRIES", 1)
        one_by_one = diagnostics.light_cone_variance(*arguments, n_circuits=30, seed=0)
        assert one_by_one.n_words == 15

    @pytest.mark.parametrize(
        ("operations", "message"),
        [
            ([qml.Toffoli([0, 1, 2])], r"constant angle .* is not a multiple of pi/2"),
            ([qml.RX(0.3, 0)], r"constant angle .* not a multiple of pi/2"),
            ([qml.CRX(pnp.array(0.3, requires_grad=True), [0, 1])], "by 1 weight"),
            ([qml.AmplitudeDamping(0.1, 0)], "neither a Pauli rotation nor a Clifford gate"),
        ],
    )
    def test_other_gates(self, operations, message):
        tape = qml.tape.QuantumScript([*operations, qml.CZ([0, 1]), qml.CZ([2, 3])])
        with pytest.raises(ValueError, match=message):
            diagnostics.light_cone_variance(tape, None, TARGET, 1.0)

    def test_zeros_need_rotations_first(self):
        weight = pnp.array(0.3, requires_grad=True)
        entangled = qml.tape.QuantumScript([qml.IsingXX(weight, [0, 1]), qml.RX(weight, 0)])
        lonely = qml.tape.QuantumScript([qml.RX(weight, 0), qml.CZ([0, 1])])
        with pytest.raises(ValueError, match=r"The wires \[0, 1\] meet the gate XX before"):
            diagnostics.light_cone_variance(entangled, None, [[0, 0]], 1.0, first_layer="zero")
        with pytest.raises(ValueError, match=r"The wires \[1\] meet no random rotation"):
            diagnostics.light_cone_variance(lonely, None, [[0, 0]], 1.0, first_layer="zero")

    def test_other_mistakes(self):
        ansatz, init = make("iqp")
        with pytest.raises(ValueError, match="The circuit measures 4 wires, the target has 2"):
            diagnostics.light_cone_variance(ansatz, init(0), [[0, 0]], 1.0)
        with pytest.raises(ValueError, match="first_layer must be one of 'haar', 'zero'"):
            diagnostics.light_cone_variance(ansatz, init(0), TARGET, 1.0, first_layer="none")
        with pytest.raises(ValueError, match="together with weights, or a tape"):
            diagnostics.light_cone_variance(ansatz, None, TARGET, 1.0)


class TestPauliRotations:
    @pytest.mark.parametrize("name", sorted(set(CLIFFORDS) - {"Barrier", "GlobalPhase"}))
    def test_cliffords_are_their_rotations(self, name):
        """A word behind the gate and behind its rotations is the same word, up to a sign."""
        gate = clifford(name)
        quarters = [qml.PauliRot(np.pi / 2, word, gate.wires) for word in CLIFFORDS[name] if word]
        other = qml.matrix(qml.prod(*reversed(quarters)) if quarters else qml.Identity(0), [0, 1])
        matrix = qml.matrix(gate, [0, 1])
        for word in ("XI", "ZI", "IX", "IZ", "YZ"):
            pauli = qml.matrix(qml.pauli.string_to_pauli_word(word), [0, 1])
            overlap = np.trace(matrix.conj().T @ pauli @ matrix @ other.conj().T @ pauli @ other)
            assert abs(abs(overlap) - 4) < 1e-12

    @pytest.mark.parametrize("name", sorted(ROTATIONS))
    def test_rotations_have_their_word(self, name):
        word, wires = ROTATIONS[name], list(range(len(ROTATIONS[name])))
        generator = qml.matrix(qml.generator(getattr(qml, name)(0.3, wires=wires), "observable"))
        pauli = qml.matrix(qml.pauli.string_to_pauli_word(word))
        traceless = generator - np.trace(generator) / len(generator) * np.eye(len(generator))
        traceless /= np.linalg.norm(traceless)
        assert abs(abs(np.vdot(traceless, pauli / np.linalg.norm(pauli))) - 1) < 1e-12

    def test_constant_angles(self):
        tape = qml.tape.QuantumScript([
            qml.RX(np.pi, 0), qml.RY(-np.pi / 2, 0), qml.PauliRot(np.pi / 2, "XIZ", [0, 1, 2]),
            qml.MultiRZ(2 * np.pi, [0, 1, 2]),
        ])  # fmt: skip
        found = [(r.word, r.wires, r.random) for r in pauli_rotations(tape)]
        assert found == [("Y", (0,), False), ("XZ", (0, 2), False)]


def clifford(name):
    base = getattr(qml, name.removeprefix("Adjoint(").removesuffix(")"))
    gate = base(wires=range(base.num_wires or 1))
    return qml.adjoint(gate) if name.startswith("Adjoint") else gate
