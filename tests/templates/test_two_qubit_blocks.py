"""Brickwork, MatrixProduct and RandomPeaked: circuits of general two-wire blocks."""

from itertools import pairwise

import numpy as np
import pennylane as qml
import pytest
from scipy.stats import unitary_group

from pennylane_qgen.templates import Brickwork, MatrixProduct, RandomPeaked
from pennylane_qgen.templates.brickwork import brickwork_pairs
from pennylane_qgen.templates.two_qubit import block_angles, haar_angles, two_qubit_block


def block_matrix(angles):
    return qml.matrix(qml.tape.QuantumScript(two_qubit_block(angles, [0, 1])), wire_order=[0, 1])


def state(template, weights, n_wires, **options):
    @qml.qnode(qml.device("default.qubit", wires=n_wires))
    def circuit(weights):
        template(weights, wires=range(n_wires), **options)
        return qml.state()

    return circuit(weights)


def overlap(first, second):
    """1 if two unitary matrices are equal up to a phase."""
    return abs(np.trace(first.conj().T @ second)) / len(first)


class TestBlock:
    @pytest.mark.parametrize("seed", range(5))
    def test_any_unitary_is_a_block(self, seed):
        unitary = unitary_group.rvs(4, random_state=seed)
        assert np.isclose(overlap(block_matrix(block_angles(unitary)), unitary), 1)

    @pytest.mark.parametrize(
        "unitary",
        [
            np.eye(4),
            qml.CNOT.compute_matrix(),
            qml.SWAP.compute_matrix(),
            qml.ISWAP.compute_matrix(),
            np.kron(qml.Hadamard.compute_matrix(), qml.S.compute_matrix()),
            np.diag(np.exp(1j * np.array([0.1, 0.1, 2, 2]))),
        ],
        ids=["identity", "cnot", "swap", "iswap", "local", "diagonal"],
    )
    def test_degenerate_unitaries(self, unitary):
        assert np.isclose(overlap(block_matrix(block_angles(unitary)), unitary), 1)

    def test_haar_blocks_are_the_unitaries_drawn(self):
        rng = np.random.default_rng(5)
        drawn = [unitary_group.rvs(4, random_state=rng) for _ in range(3)]
        angles = haar_angles(3, np.random.default_rng(5))
        for row, unitary in zip(angles, drawn, strict=True):
            assert np.isclose(overlap(block_matrix(row), unitary), 1)

    def test_not_unitary(self):
        with pytest.raises(ValueError, match="unitary matrix of shape"):
            block_angles(np.ones((4, 4)))
        with pytest.raises(ValueError, match="unitary matrix of shape"):
            block_angles(np.eye(2))


class TestBrickwork:
    def test_pairs(self):
        assert brickwork_pairs(3, 4) == [(0, 1), (2, 3), (1, 2), (0, 1), (2, 3)]
        assert brickwork_pairs(2, 2) == [(0, 1), (0, 1)]
        assert brickwork_pairs(1, 3, first_layer=1) == [(1, 2)]

    @pytest.mark.parametrize("n_wires", [2, 3, 4, 5])
    def test_layers_follow_from_the_shape(self, n_wires):
        for n_layers in range(1, 5):
            shape = Brickwork.shape(n_layers, n_wires)
            circuit = Brickwork(np.zeros(shape), wires=range(n_wires))
            assert len(circuit.decomposition()) == 15 * shape[0]

    def test_product_of_dense_blocks(self):
        weights = Brickwork.init(2, 3, strategy="haar", seed=0)
        first, second = block_matrix(weights[0]), block_matrix(weights[1])
        expected = np.kron(np.eye(2), second) @ np.kron(first, np.eye(2))
        np.testing.assert_allclose(state(Brickwork, weights, 3), expected[:, 0], atol=1e-12)

    def test_identity(self):
        assert np.isclose(state(Brickwork, Brickwork.init(2, 3, strategy="identity"), 3)[0], 1)

    def test_incomplete_layers(self):
        message = r"2 and 1 blocks in alternating layers on 4 wires.*got \(4, 15\)"
        with pytest.raises(ValueError, match=message):
            Brickwork(np.zeros((4, 15)), wires=range(4))
        with pytest.raises(ValueError, match=r"got \(2, 14\)"):
            Brickwork(np.zeros((2, 14)), wires=range(4))

    def test_one_wire(self):
        with pytest.raises(ValueError, match="at least 2 wires"):
            Brickwork(np.zeros((1, 15)), wires=0)
        with pytest.raises(ValueError, match="n_wires must be an integer of at least 2"):
            Brickwork.init(1, 1)


class TestMatrixProduct:
    @pytest.mark.parametrize("block_size", [2, 3, 4])
    def test_bond_dimension(self, block_size):
        """Rank across every cut: as large as the blocks and the cut allow, and no larger."""
        n_wires = 7
        weights = MatrixProduct.init(n_wires, block_size=block_size, strategy="haar", seed=0)
        vector = state(MatrixProduct, weights, n_wires, block_size=block_size)
        for cut in range(1, n_wires):
            singular = np.linalg.svd(vector.reshape(2**cut, -1), compute_uv=False)
            expected = 2 ** min(block_size - 1, cut, n_wires - cut)
            assert (singular > 1e-4).sum() == expected
            assert singular[expected:].max(initial=0) < 1e-12

    def test_block_size(self):
        with pytest.raises(ValueError, match="at most the number of wires, 3; got 4"):
            MatrixProduct.init(3, block_size=4)
        with pytest.raises(ValueError, match="block_size must be an integer of at least 2; got 1"):
            MatrixProduct(np.zeros((2, 15)), wires=range(3), block_size=1)


class TestRandomPeaked:
    def test_layers_alternate(self):
        for n_random_layers in (1, 2, 3):
            circuit = RandomPeaked(
                np.zeros((1, 15)), wires=range(3), n_random_layers=n_random_layers
            )
            gates = [gate for gate in circuit.decomposition() if gate.name == "IsingZZ"]
            starts = [gate.wires[0] for gate in gates]
            assert starts[-2:] == [1, 0]
            assert all(first != second for first, second in pairwise(starts))

    def test_trained_layer_can_undo_the_random_one(self):
        options = {"n_random_layers": 1, "seed": 3}
        identity = RandomPeaked(np.zeros((1, 15)), wires=range(2), **options)
        unitary = qml.matrix(qml.tape.QuantumScript(identity.decomposition()), wire_order=[0, 1])
        weights = block_angles(unitary.conj().T)[None]
        assert np.isclose(abs(state(RandomPeaked, weights, 2, **options)[0]), 1)

    def test_seed_decides_on_the_random_layers(self):
        weights = RandomPeaked.init(1, 3, strategy="identity")
        first, again, other = (
            state(RandomPeaked, weights, 3, n_random_layers=2, seed=seed) for seed in (0, 0, 1)
        )
        np.testing.assert_array_equal(first, again)
        assert abs(np.vdot(first, other)) < 0.999

    def test_no_random_layers(self):
        weights = Brickwork.init(2, 3, seed=0)
        np.testing.assert_allclose(
            state(RandomPeaked, weights, 3, n_random_layers=0), state(Brickwork, weights, 3)
        )

    def test_wrong_options(self):
        with pytest.raises(ValueError, match="seed must be an integer"):
            RandomPeaked(np.zeros((1, 15)), wires=range(2), n_random_layers=1, seed=None)
        with pytest.raises(ValueError, match="n_random_layers must be an integer"):
            RandomPeaked(np.zeros((1, 15)), wires=range(2), n_random_layers=-1)
