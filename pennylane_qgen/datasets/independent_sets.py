"""Independent sets of a graph."""

import numpy as np

from .base import Dataset, all_bits, check_exact, from_patterns

CYCLE = tuple((i, (i + 1) % 8) for i in range(8))


def independent_sets(graph=CYCLE, *, n_samples: int | None = None, seed=None) -> Dataset:
    """Sets of nodes of which no two are neighbours, all with the same probability.

    Args:
        graph (networkx.Graph | Sequence[tuple]): a graph, or its edges as pairs of nodes; a
            cycle of eight nodes by default. Wire i is the i-th node of the graph; of a list of
            edges, the i-th node in sorted order. At most 20 nodes.
        n_samples (int | None): number of sets to draw; None gives every set once.
        seed (int | numpy.random.Generator | None): source of the draws.

    Returns:
        Dataset: a bit is 1 where the node is in the set; with exact probabilities.

    Raises:
        ValueError: if the graph has no node or more than 20, or a node is its own neighbour.

    **Example**

    >>> independent_sets([(0, 1), (1, 2)]).samples
    array([[0, 0, 0],
           [0, 0, 1],
           [0, 1, 0],
           [1, 0, 0],
           [1, 0, 1]], dtype=int8)
    """
    is_graph = hasattr(graph, "edges")
    edges = [tuple(edge)[:2] for edge in (graph.edges if is_graph else graph)]
    nodes = list(graph.nodes) if is_graph else sorted({node for edge in edges for node in edge})
    check_exact(len(nodes), "independent_sets")
    strings = all_bits(len(nodes))
    allowed = np.ones(len(strings), dtype=bool)
    for a, b in edges:
        if a == b:
            raise ValueError(f"No node may be its own neighbour; got the edge ({a}, {b}).")
        allowed &= ~(strings[:, nodes.index(a)] & strings[:, nodes.index(b)]).astype(bool)
    return from_patterns(
        strings[allowed],
        n_samples=n_samples,
        seed=seed,
        name=f"independent sets, {len(nodes)} nodes",
        source=f"generated: independent sets of a graph with {len(nodes)} nodes and "
        f"{len(edges)} edges",
    )
