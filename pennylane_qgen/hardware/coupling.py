"""Which qubits of a chip to take, and which pairs of them are coupled."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ..checks import check_integer
from ..templates import Pattern, nearest_neighbours
from .error_rates import readout_error, two_qubit_error
from .machine import is_qiskit_backend, machine_of


@dataclass(frozen=True)
class Chip:
    """Connected qubits of a machine, as wires 0, 1, ... of a circuit.

    Args:
        qubits (tuple[int, ...]): the physical qubit of each wire; the ``initial_layout`` of Qiskit.
        edges (tuple[tuple[int, int], ...]): coupled pairs of wires, in an order in which gates on
            neighbours in the list act at the same time where they can. It is the ``topology`` of
            :class:`~pennylane_qgen.HardwareEfficient`.

    **Example**

    >>> chip = from_backend([(0, 1), (1, 2), (2, 3)], n_wires=4)
    >>> chip.edges
    ((0, 1), (2, 3), (1, 2))
    >>> chip.pattern.to_lists()
    [[[0]], [[1]], [[2]], [[3]], [[0, 1]], [[2, 3]], [[1, 2]]]
    >>> shape = qgen.HardwareEfficient.shape(n_layers=1, n_wires=4, topology=chip.edges)
    """

    qubits: tuple[int, ...]
    edges: tuple[tuple[int, int], ...]

    @property
    def n_wires(self) -> int:
        """Number of wires."""
        return len(self.qubits)

    @property
    def pattern(self) -> Pattern:
        """Generators of :class:`~pennylane_qgen.IQP`: every wire, and every coupled pair."""
        return nearest_neighbours(self.edges, self.n_wires)


def from_backend(backend, n_wires: int | None = None) -> Chip:
    """Qubits and couplings of a machine, so that a circuit runs on it without swaps.

    Of all qubits, a connected set with small errors of couplings and readout is taken: it grows
    from each qubit in turn by the best neighbour, and the best of all sets is kept.

    Args:
        backend (qml.devices.Device or Backend or Iterable): a ``qiskit.*`` or ``braket.*`` device,
            a Qiskit backend, a Braket device, or pairs of qubits.
        n_wires (int or None): number of wires; all qubits by default.

    Returns:
        Chip: the qubits and their couplings.

    Raises:
        ValueError: if the machine has no couplings, too few qubits, or no connected set of so many.

    **Example**

    >>> from_backend([(3, 5), (5, 4), (9, 8)], n_wires=3).qubits
    (3, 5, 4)
    """
    machine = machine_of(backend)
    pairs = _coupled_pairs(machine)
    neighbours = defaultdict(set)
    for i, j in pairs:
        neighbours[i].add(j)
        neighbours[j].add(i)
    n_wires = len(neighbours) if n_wires is None else check_integer("n_wires", n_wires, 1)
    if n_wires > len(neighbours):
        raise ValueError(
            f"The machine has {len(neighbours)} coupled qubits; got n_wires={n_wires}. Take fewer "
            "wires or a larger machine."
        )
    errors = {pair: two_qubit_error(machine, pair) for pair in pairs}
    readout = {qubit: readout_error(machine, qubit) for qubit in neighbours}
    qubits = _best_connected_set(neighbours, n_wires, errors, readout)
    wire = {qubit: position for position, qubit in enumerate(qubits)}
    edges = [(wire[i], wire[j]) for i, j in pairs if i in wire and j in wire]
    return Chip(qubits, _parallel_order(edges))


def _coupled_pairs(machine) -> list[tuple[int, int]]:
    """Couplings without direction, sorted."""
    if is_qiskit_backend(machine):
        coupling_map = machine.coupling_map
        edges = [] if coupling_map is None else coupling_map.get_edges()
    elif hasattr(machine, "properties"):
        edges = _braket_edges(machine.properties)
    else:
        edges = machine
    if not isinstance(edges, Iterable):
        raise ValueError(
            "from_backend needs a qiskit or braket device, a Qiskit backend, or a list of pairs of "
            f"qubits; got {type(machine).__name__}, which has no couplings."
        )
    pairs = sorted({tuple(sorted((int(i), int(j)))) for i, j in edges})
    if not pairs:
        raise ValueError(
            "This machine has no coupling map: it is a simulator, or all its qubits are coupled. "
            "Choose a topology yourself, such as 'line', or give from_backend a list of pairs."
        )
    for i, j in pairs:
        if i == j or i < 0:
            raise ValueError(f"A coupling must join two different qubits, from 0; got {(i, j)}.")
    return pairs


def _braket_edges(properties) -> list[tuple[int, int]]:
    """Couplings of Braket's ``paradigm.connectivity``, a dictionary of texts."""
    connectivity = getattr(properties.paradigm, "connectivity", None)
    if connectivity is None or connectivity.fullyConnected:
        return []
    graph = connectivity.connectivityGraph
    return [(int(i), int(j)) for i, neighbours in graph.items() for j in neighbours]


def _best_connected_set(neighbours, n_wires, errors, readout) -> tuple[int, ...]:
    grown = (_grow(start, neighbours, n_wires, errors, readout) for start in sorted(neighbours))
    whole = [(total, qubits) for total, qubits in grown if len(qubits) == n_wires]
    if not whole:
        raise ValueError(
            f"No {n_wires} qubits of this machine are connected. Take fewer wires, or check the "
            "pairs."
        )
    return min(whole)[1]


def _grow(start, neighbours, n_wires, errors, readout) -> tuple[float, tuple[int, ...]]:
    """A connected set from one qubit on, by the neighbour with the smallest error each time."""
    qubits, total = [start], readout[start]
    while len(qubits) < n_wires:
        offers = [
            (errors[tuple(sorted((inside, outside)))] + readout[outside], len(qubits) - k, outside)
            for k, inside in enumerate(qubits)
            for outside in neighbours[inside].difference(qubits)
        ]
        if not offers:
            break
        # Of equal errors the last qubit's neighbour comes first, so that lines stay lines.
        error, _, qubit = min(offers)
        qubits.append(qubit)
        total += error
    return total, tuple(qubits)


def _parallel_order(edges) -> tuple[tuple[int, int], ...]:
    """Edges in groups without a common wire: a layer is as deep as there are groups."""
    groups: list[list[tuple[int, int]]] = []
    for edge in sorted(edges):
        free = (group for group in groups if not any(set(edge) & set(other) for other in group))
        group = next(free, None)
        if group is None:
            groups.append([edge])
        else:
            group.append(edge)
    return tuple(edge for group in groups for edge in group)
