"""Which pairs of wires a layer couples."""

from itertools import combinations

from ..checks import check_choice

TOPOLOGIES = ("line", "ring", "all_to_all")


def normalise_topology(topology, n_wires: int):
    """Return a topology as a name or a tuple of edges, checked and hashable.

    Args:
        topology (str or graph or Iterable): ``"line"``, ``"ring"``, ``"all_to_all"``, a graph with
            nodes 0, 1, ... (networkx or rustworkx), or pairs of wire positions.
        n_wires (int): number of wires.

    Returns:
        str or tuple[tuple[int, int], ...]: the name, or the edges in the order they came.

    Raises:
        ValueError: if the name is unknown, or an edge is no pair of different positions in
            ``range(n_wires)``.

    **Example**

    >>> normalise_topology([[0, 1], [2, 0]], n_wires=3)
    ((0, 1), (2, 0))
    """
    if isinstance(topology, str):
        check_choice("topology", topology, TOPOLOGIES)
        return topology
    if hasattr(topology, "edge_list"):
        topology = topology.edge_list()
    elif hasattr(topology, "edges"):
        topology = topology.edges
    try:
        edges = tuple((int(i), int(j)) for i, j in topology)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"topology must be one of {TOPOLOGIES}, a graph whose nodes are integers, or a list of "
            f"pairs of wire positions; got {topology!r}."
        ) from error
    for i, j in edges:
        if i == j or not (0 <= i < n_wires and 0 <= j < n_wires):
            raise ValueError(
                f"An edge must join two different positions from 0 to {n_wires - 1}; got {(i, j)}."
            )
    return edges


def edges_of(topology, n_wires: int) -> tuple[tuple[int, int], ...]:
    """Pairs of wire positions that a topology couples, in order.

    Args:
        topology (str or graph or Iterable): as in :func:`normalise_topology`.
        n_wires (int): number of wires.

    Returns:
        tuple[tuple[int, int], ...]: the edges. A ring of two wires has one edge, and a single
        wire has none.

    **Example**

    >>> edges_of("ring", n_wires=3)
    ((0, 1), (1, 2), (2, 0))
    """
    topology = normalise_topology(topology, n_wires)
    if not isinstance(topology, str):
        return topology
    if topology == "all_to_all":
        return tuple(combinations(range(n_wires), 2))
    line = tuple((i, i + 1) for i in range(n_wires - 1))
    closed = topology == "ring" and n_wires > 2
    return (*line, (n_wires - 1, 0)) if closed else line
