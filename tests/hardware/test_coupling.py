from types import SimpleNamespace

import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.hardware import Chip, MeteredDevice, from_backend

HEAVY_HEX = [(0, 1), (1, 2), (1, 4), (2, 3), (3, 5), (4, 7), (5, 8), (6, 7), (7, 10), (8, 9)]


def backend(edges, two_qubit, readout):
    """What Qiskit's backends look like: a target of instructions with properties."""
    pairs = {(i, j): SimpleNamespace(error=two_qubit.get((i, j), 0.01)) for i, j in edges}
    n_qubits = max(max(edge) for edge in edges) + 1
    read = {(q,): SimpleNamespace(error=readout.get(q, 0.01)) for q in range(n_qubits)}

    class Target(dict):
        operation_names = ("cx", "measure")

    return SimpleNamespace(
        target=Target(cx=pairs, measure=read),
        num_qubits=n_qubits,
        coupling_map=SimpleNamespace(get_edges=lambda: edges),
    )


def braket_device(connectivity):
    paradigm = SimpleNamespace(connectivity=connectivity)
    return SimpleNamespace(properties=SimpleNamespace(paradigm=paradigm))


def is_connected(chip):
    reached, edges = {0}, list(chip.edges)
    for _ in edges:
        reached |= {k for edge in edges if set(edge) & reached for k in edge}
    return reached == set(range(chip.n_wires))


@pytest.mark.parametrize("n_wires", [2, 5, 8, 11])
def test_connected_and_on_the_chip(n_wires):
    chip = from_backend(HEAVY_HEX, n_wires=n_wires)
    assert len(set(chip.qubits)) == chip.n_wires == n_wires
    assert is_connected(chip)
    physical = {tuple(sorted((chip.qubits[i], chip.qubits[j]))) for i, j in chip.edges}
    assert physical <= set(HEAVY_HEX)


def test_all_qubits_by_default():
    assert sorted(from_backend(HEAVY_HEX).qubits) == list(range(11))


def test_directions_and_repetitions_do_not_matter():
    both = [*HEAVY_HEX, *[(j, i) for i, j in HEAVY_HEX], (0, 1)]
    assert from_backend(both, 6) == from_backend(HEAVY_HEX, 6)


def test_layers_are_parallel():
    """A line of ten wires takes two rounds of gates, not nine."""
    chip = from_backend([(i, i + 1) for i in range(9)])
    first, second = chip.edges[:5], chip.edges[5:]
    assert len({wire for edge in first for wire in edge}) == 10
    assert len({wire for edge in second for wire in edge}) == 8


def test_avoids_bad_couplings():
    chip = from_backend(backend([(0, 1), (1, 2), (2, 3), (3, 4)], {(1, 2): 0.5}, {}), n_wires=2)
    assert set(chip.qubits) != {1, 2}
    three = from_backend(backend([(0, 1), (1, 2), (2, 3), (3, 4)], {(0, 1): 0.5}, {}), n_wires=4)
    assert set(three.qubits) == {1, 2, 3, 4}


def test_avoids_bad_readout():
    chip = from_backend(backend([(0, 1), (1, 2), (2, 3)], {}, {0: 0.4}), n_wires=3)
    assert set(chip.qubits) == {1, 2, 3}


def test_braket_connectivity():
    graph = SimpleNamespace(fullyConnected=False, connectivityGraph={"0": ["1"], "1": ["0", "7"]})
    assert sorted(from_backend(braket_device(graph)).qubits) == [0, 1, 7]


@pytest.mark.parametrize(
    "connectivity", [None, SimpleNamespace(fullyConnected=True, connectivityGraph={})]
)
def test_all_to_all(connectivity):
    with pytest.raises(ValueError, match=r"no coupling map: .* Choose a topology yourself"):
        from_backend(braket_device(connectivity))


class TestCircuits:
    chip = Chip((3, 4, 5), ((0, 1), (1, 2)))

    def test_pattern(self):
        assert self.chip.pattern.to_lists() == [[[0]], [[1]], [[2]], [[0, 1]], [[1, 2]]]

    def test_hardware_efficient(self):
        weights = qgen.HardwareEfficient.init(1, 3, topology=self.chip.edges, seed=0)
        gates = qgen.HardwareEfficient(weights, wires=range(3), topology=self.chip.edges)
        pairs = [tuple(g.wires) for g in gates.decomposition() if len(g.wires) == 2]
        assert pairs == list(self.chip.edges)

    def test_iqp(self):
        circuit = qgen.IQP(qml.numpy.zeros(5), wires=range(3), pattern=self.chip.pattern)
        pairs = {tuple(g.wires) for g in circuit.decomposition() if len(g.wires) == 2}
        assert pairs == set(self.chip.edges)


class TestErrors:
    def test_too_few_qubits(self):
        with pytest.raises(ValueError, match="has 11 coupled qubits; got n_wires=12"):
            from_backend(HEAVY_HEX, n_wires=12)

    def test_not_connected(self):
        with pytest.raises(ValueError, match="No 3 qubits of this machine are connected"):
            from_backend([(0, 1), (2, 3)], n_wires=3)

    def test_simulator(self):
        for device in (
            qml.device("default.qubit", wires=2),
            MeteredDevice(qml.device("null.qubit")),
        ):
            with pytest.raises(ValueError, match=r"DefaultQubit|NullQubit"):
                from_backend(device)

    @pytest.mark.parametrize("edges", [[(0, 0)], [(-1, 2)]])
    def test_no_edge(self, edges):
        with pytest.raises(ValueError, match="join two different qubits"):
            from_backend(edges)

    @pytest.mark.parametrize("number", [0, 2.5])
    def test_bad_number(self, number):
        with pytest.raises(ValueError, match="n_wires must be an integer"):
            from_backend(HEAVY_HEX, n_wires=number)
