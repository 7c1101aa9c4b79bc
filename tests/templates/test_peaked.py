import numpy as np
import pennylane as qml
import pytest

from pennylane_qgen.bits import bits_to_integers, integers_to_bits
from pennylane_qgen.templates import IQP, Pattern, Peaked, all_up_to_weight
from pennylane_qgen.templates.peaked import _cnots_of


def probabilities(template, weights, n_wires, **options):
    @qml.qnode(qml.device("default.qubit", wires=n_wires))
    def circuit(weights):
        template(weights, wires=range(n_wires), **options)
        return qml.probs()

    return circuit(weights)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("n_wires", "n_core"), [(1, 1), (4, 2), (6, 3), (5, 5)])
def test_distribution_is_the_core_pushed_through_the_map(n_wires, n_core, seed):
    weights = Peaked.init(n_wires, n_core=n_core, seed=seed)
    probs = probabilities(Peaked, weights, n_wires, n_core=n_core, seed=seed)
    core = probabilities(IQP, weights, n_core)
    matrix, shift = Peaked.affine_map(n_wires, n_core, seed=seed)
    outcomes = (integers_to_bits(np.arange(2**n_core), n_core) @ matrix.T + shift) % 2
    expected = np.zeros(2**n_wires)
    expected[bits_to_integers(outcomes)] = core
    assert len(np.unique(bits_to_integers(outcomes))) == 2**n_core
    np.testing.assert_allclose(probs, expected, atol=1e-12)
    assert (probs > 1e-13).sum() <= 2**n_core


@pytest.mark.parametrize(
    ("n_wires", "n_core"), [(1, 1), (2, 1), (3, 1), (4, 2), (7, 2), (8, 3), (16, 4)]
)
def test_default_size_of_the_core(n_wires, n_core):
    assert Peaked.shape(n_wires) == (n_core * (n_core + 1) // 2,)
    circuit = Peaked(Peaked.init(n_wires, seed=0), wires=range(n_wires))
    assert circuit.hyperparameters["n_core"] == n_core


def test_maps_are_uniform_among_the_injective_ones():
    """Two wires, one of them the core: 3 matrices and 4 shifts, each equally often."""
    n_maps = 3000
    counts = np.zeros((4, 4))
    for seed in range(n_maps):
        matrix, shift = Peaked.affine_map(2, 1, seed=seed)
        counts[bits_to_integers(matrix[:, 0]), bits_to_integers(shift)] += 1
    assert counts[0].sum() == 0
    expected = n_maps / 12
    assert (np.abs(counts[1:] - expected) < 5 * np.sqrt(expected)).all()


def test_dependent_columns_have_no_network():
    assert _cnots_of(np.array([[1, 1], [1, 1], [0, 0]], dtype=np.int8)) is None


def test_map_cannot_be_changed_from_outside():
    matrix, shift = Peaked.affine_map(4, 2, seed=0)
    matrix[:], shift[:] = 0, 0
    assert Peaked.affine_map(4, 2, seed=0)[0].any()


def test_other_core():
    core = Pattern.from_lists([[[0]], [[1]], [[0, 1, 2]]], 3)
    weights = Peaked.init(5, n_core=3, core=core, seed=0)
    assert weights.shape == (3,)
    probs = probabilities(Peaked, weights, 5, n_core=3, core=core)
    expected = probabilities(IQP, weights, 3, pattern=core)
    np.testing.assert_allclose(np.sort(probs)[-8:], np.sort(expected), atol=1e-12)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_core": 5}, "n_core must be at most the number of wires, 4; got 5"),
        ({"n_core": 0}, "n_core must be an integer of at least 1"),
        ({"core": "mps"}, "core must be one of 'iqp'; got 'mps'"),
        ({"core": all_up_to_weight(3, 1)}, "core must be a pattern of 2 wires; got 3"),
        ({"seed": None}, "seed must be an integer"),
        ({"seed": np.random.default_rng(0)}, "seed must be an integer"),
    ],
)
def test_wrong_options(options, message):
    with pytest.raises(ValueError, match=message):
        Peaked(np.zeros(3), wires=range(4), **options)
