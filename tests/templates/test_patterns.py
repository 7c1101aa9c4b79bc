import copy
import pickle

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pennylane_qgen.templates import (
    IQP,
    Pattern,
    all_up_to_weight,
    from_covariance,
    nearest_neighbours,
)
from pennylane_qgen.templates.topology import edges_of, normalise_topology

N_WIRES = 5
generators = st.sets(st.integers(0, N_WIRES - 1), min_size=1).map(sorted)
nested_lists = st.lists(st.lists(generators, min_size=1, max_size=3), min_size=1, max_size=12)


@settings(deadline=None, max_examples=50)
@given(nested_lists)
def test_lists_survive_the_round_trip(lists):
    pattern = Pattern.from_lists(lists, N_WIRES)
    assert pattern.to_lists() == lists
    assert list(pattern) == lists
    assert len(pattern) == pattern.n_weights == len(lists)
    assert pattern.n_generators == sum(map(len, lists))
    assert pickle.loads(pickle.dumps(pattern)) == pattern


@settings(deadline=None, max_examples=50)
@given(nested_lists, nested_lists)
def test_equality_hash_and_text_tell_patterns_apart(first, second):
    """PennyLane's execution cache compares the text of hyperparameters."""
    a, b = Pattern.from_lists(first, N_WIRES), Pattern.from_lists(second, N_WIRES)
    assert (a == b) == (first == second)
    assert (repr(a) == repr(b)) == (first == second)
    if first == second:
        assert hash(a) == hash(b)


def test_the_number_of_wires_counts():
    assert Pattern.from_lists([[[0]]], 1) != Pattern.from_lists([[[0]]], 2)
    assert Pattern.from_lists([[[0]]], 1) != [[[0]]]


def test_order_within_a_generator_does_not_matter():
    assert Pattern.from_lists([[[2, 0]]], 3) == Pattern.from_lists([[[0, 2]]], 3)


def test_long_patterns_print_short_and_differ():
    first = all_up_to_weight(6, 2)
    second = Pattern.from_lists([*first.to_lists()[:-1], [[0, 5]]], 6)
    assert len(repr(first)) < 150
    assert repr(first) != repr(second)
    circuits = [IQP(np.zeros(len(p)), wires=range(6), pattern=p) for p in (first, second)]
    assert circuits[0].hash != circuits[1].hash


def test_immutable():
    pattern = all_up_to_weight(3, 2)
    assert copy.deepcopy(pattern) is pattern
    assert copy.copy(pattern) is pattern
    with pytest.raises(ValueError, match="read-only"):
        pattern.wires[0] = 1
    with pytest.raises(AttributeError):
        pattern.n_wires = 7


@pytest.mark.parametrize(
    ("lists", "message"),
    [
        ([], "at least one generator"),
        ([[]], "at least one generator"),
        ([[[0]], []], "at least one generator"),
        ([[[]]], "at least one wire"),
        ([[[0, 0]]], "wire 0 twice"),
        ([[[0], [1, 3]]], "positions from 0 to 2; got 3"),
        ([[[-1]]], "positions from 0 to 2; got -1"),
        ([[0], [1]], "list of generators"),
        ([[[0.5]]], "must be integers"),
        ([[["a"]]], "must be integers"),
        (3, "list of generators"),
    ],
)
def test_wrong_lists(lists, message):
    with pytest.raises(ValueError, match=message):
        Pattern.from_lists(lists, 3)
    with pytest.raises(ValueError, match=message):
        IQP(np.zeros(1), wires=range(3), pattern=lists)


def test_wrong_arrays():
    with pytest.raises(ValueError, match="offsets"):
        Pattern([0, 1], [0, 1], [0, 1], 2)
    with pytest.raises(ValueError, match="Every weight"):
        Pattern([0, 1], [0, 1, 2], [0, 2], 2)
    with pytest.raises(ValueError, match="Every weight"):
        Pattern([0, 1], [0, 1, 2], [1, 0], 2)


def test_all_up_to_weight():
    pattern = all_up_to_weight(4, 3)
    assert pattern.n_weights == 4 + 6 + 4
    assert pattern.sizes.tolist() == [1] * 4 + [2] * 6 + [3] * 4
    assert pattern.to_lists()[-1] == [[1, 2, 3]]
    for wrong in (0, 5):
        with pytest.raises(ValueError, match="max_weight"):
            all_up_to_weight(4, wrong)


def test_half_a_million_generators():
    pattern = all_up_to_weight(1000, 2)
    assert pattern.n_generators == pattern.n_weights == 500_500
    circuit = IQP(np.zeros(500_500), wires=range(1000), pattern=pattern)
    assert circuit.hyperparameters["pattern"] is pattern


def test_nearest_neighbours_of_graphs():
    expected = [[[0]], [[1]], [[2]], [[0, 1]], [[1, 2]], [[0, 2]]]
    assert nearest_neighbours("ring", 3).to_lists() == expected
    edges = [(0, 1), (2, 1), (0, 2), (1, 0)]
    assert nearest_neighbours(edges, 3).to_lists() == expected
    graph = nx.Graph([(0, 1), (1, 2), (0, 2)])
    assert sorted(nearest_neighbours(graph, 3).to_lists()) == sorted(expected)
    assert nearest_neighbours("line", 1).to_lists() == [[[0]]]


def test_from_covariance_finds_the_dependent_bits():
    rng = np.random.default_rng(0)
    bits = rng.integers(0, 2, (500, 5))
    bits[:, 3] = bits[:, 1]
    flip = rng.random(500) < 0.2
    bits[:, 4] = 1 - bits[:, 0] ^ flip
    singles = [[[i]] for i in range(5)]
    assert from_covariance(bits, n_pairs=2).to_lists() == [*singles, [[1, 3]], [[0, 4]]]
    assert from_covariance(bits, threshold=0.1).to_lists() == [*singles, [[1, 3]], [[0, 4]]]
    assert from_covariance(bits, n_pairs=0).to_lists() == singles


def test_from_covariance_arguments():
    bits = [[0, 1], [1, 1]]
    for wrong in ({}, {"n_pairs": 1, "threshold": 0.1}):
        with pytest.raises(ValueError, match="either n_pairs or threshold"):
            from_covariance(bits, **wrong)
    with pytest.raises(ValueError, match=r"n_pairs must lie in \[0, 1\]; got 2"):
        from_covariance(bits, n_pairs=2)


def test_edges():
    assert edges_of("line", 1) == edges_of("ring", 1) == ()
    assert edges_of("ring", 2) == ((0, 1),)
    assert edges_of("all_to_all", 3) == ((0, 1), (0, 2), (1, 2))


@pytest.mark.parametrize(
    ("topology", "message"),
    [
        ("star", "'line', 'ring', 'all_to_all'; got 'star'"),
        ([(0, 0)], "two different positions"),
        ([(0, 3)], "from 0 to 2"),
        ([(0, 1, 2)], "pairs of wire positions"),
        (nx.grid_2d_graph(2, 2), "nodes are integers"),
        (5, "pairs of wire positions"),
    ],
)
def test_wrong_topology(topology, message):
    with pytest.raises(ValueError, match=message):
        normalise_topology(topology, 3)
