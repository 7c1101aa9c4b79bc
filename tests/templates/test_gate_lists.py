"""Gate lists and dictionaries against the libraries that read them."""

import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.iqp.bitflip import BitflipWords
from pennylane_qgen.reference import bit_strings
from pennylane_qgen.templates.gate_lists import pattern_from_gates, to_gate_dictionary, to_gates
from pennylane_qgen.templates.patterns import Pattern, all_up_to_weight

SHARED = {2: [[0, 1, 3]], 0: [[0], [2]], 1: [[1, 2], [0, 3]], 3: [[3]]}
"""Keys out of order, weights with more than one generator, a generator of weight 3."""


def parity_expectations(pattern, weights, spin_sym=False):
    """Expectation values of all Z words but the empty one, by a state vector."""
    n_wires = pattern.n_wires

    @qml.qnode(qml.device("default.qubit", wires=n_wires))
    def circuit():
        qgen.IQP(weights, range(n_wires), pattern, spin_sym=spin_sym)
        return qgen.parities(bit_strings(n_wires)[1:])

    return np.asarray(circuit())


def phox_config(gates, n_wires, n_samples=40_000):
    import jax
    from pennylane.labs import phox

    words = 3 * bit_strings(n_wires)[1:]
    key = jax.random.PRNGKey(0)
    return phox.CircuitConfig(
        gates=gates, observables=words, n_samples=n_samples, key=key, n_qubits=n_wires
    )


def assert_within_errors(estimates, errors, exact):
    assert (np.abs(np.asarray(estimates) - exact) < 5 * np.asarray(errors) + 1e-5).all()


@pytest.mark.parametrize("n_wires", [4, 5])
def test_labs_expectation_values(n_wires):
    """Same angles, same keys: no factor of 2, no reordering."""
    from pennylane.labs import phox

    pattern = pattern_from_gates(SHARED, n_wires)
    weights = np.random.default_rng(0).uniform(-2, 2, pattern.n_weights)
    evaluate = phox.build_expval_func(phox_config(SHARED, n_wires))
    assert_within_errors(*evaluate(weights), parity_expectations(pattern, weights))


def test_labs_read_what_we_write():
    """The dictionary of a pattern gives the labs the same circuit, sample by sample."""
    from pennylane.labs import phox

    weights = np.array([0.3, -0.4, 0.5, 0.6])
    written = to_gate_dictionary(pattern_from_gates(SHARED, 4))
    ours, theirs = (
        phox.build_expval_func(phox_config(gates, 4, n_samples=100))(weights)[0]
        for gates in (written, SHARED)
    )
    assert np.allclose(ours, theirs, atol=1e-6)


def test_labs_gate_makers():
    from pennylane.labs import phox

    assert pattern_from_gates(phox.create_local_gates(4, 3), 4) == all_up_to_weight(4, 3)
    lattice = phox.create_lattice_gates(2, 3, max_weight=2, periodic=True)
    assert to_gate_dictionary(pattern_from_gates(lattice, 6)) == lattice
    random = phox.create_random_gates(6, 10, max_weight=4, seed=1)
    assert to_gate_dictionary(pattern_from_gates(random, 6)) == random


def test_labs_bitflip():
    """The labs take the coherence-free model's angles by generator, as ours does."""
    from pennylane.labs import phox

    pattern, words = all_up_to_weight(5, 2), bit_strings(5)[1:]
    angles = np.random.default_rng(1).uniform(-2, 2, pattern.n_generators)
    generators = np.zeros((pattern.n_generators, 5), dtype=int)
    for row, (_, wires) in zip(generators, pattern.generators(), strict=True):
        row[wires] = 1
    theirs, _ = phox.bitflip_expval(generators, angles, words)
    ours = BitflipWords(pattern, words).evaluate(angles).values
    assert np.allclose(ours, theirs, atol=1e-5)


@pytest.mark.parametrize("spin_sym", [False, True])
def test_gate_list_in_pennylane(spin_sym):
    """qml.qnn.iqp_expval grew out of iqpopt: the same lists, angles and cat state."""
    import jax

    pattern = pattern_from_gates(SHARED, 4)
    weights = np.random.default_rng(2).uniform(-2, 2, 4)
    estimates, errors = qml.qnn.iqp_expval(
        bit_strings(4)[1:],
        weights,
        to_gates(pattern),
        4,
        40_000,
        jax.random.PRNGKey(1),
        spin_sym=spin_sym,
    )
    assert_within_errors(estimates, errors, parity_expectations(pattern, weights, spin_sym))


def test_sign_of_the_angle():
    """exp(+i theta X) has the conjugate amplitudes and the same probabilities."""
    pattern = pattern_from_gates(SHARED, 4)
    weights = np.random.default_rng(3).uniform(-2, 2, 4)

    @qml.qnode(qml.device("default.qubit", wires=4))
    def state(values):
        qgen.IQP(values, range(4), pattern)
        return qml.state()

    assert np.allclose(state(-weights), state(weights).conj())
    assert np.abs(state(weights).imag).max() > 0.1


@pytest.mark.parametrize("gates", [SHARED, [[[1, 0]], [[2]]], ([(0, 1)], [(np.int64(2),)])])
def test_round_trips(gates):
    pattern = pattern_from_gates(gates, 4)
    assert pattern_from_gates(to_gates(pattern), 4) == pattern
    assert pattern_from_gates(to_gate_dictionary(pattern), 4) == pattern
    assert list(to_gate_dictionary(pattern)) == list(range(pattern.n_weights))
    numbers = [w for group in to_gates(pattern) for generator in group for w in generator]
    assert {type(number) for number in numbers} == {int}


def test_large_patterns():
    pattern = all_up_to_weight(200, 2)
    assert pattern_from_gates(to_gate_dictionary(pattern), 200) == pattern


@pytest.mark.parametrize(
    ("gates", "message"),
    [
        ({0: [[0]], 2: [[1]]}, r"indices from 0 to 1; got \[0, 2\], without 1"),
        ({"a": [[0]]}, r"indices from 0 to 0; got \['a'\], without 0"),
        ({}, "at least one generator"),
        ([], "at least one generator"),
        ({0: []}, "Every weight of a pattern must have at least one generator"),
        ([[[0, 0]]], "name a wire once; got wire 0 twice"),
        ([[[4]]], "from 0 to 3; got 4"),
        ([[0]], "each a list of wire positions"),
        ([[[0.5]]], "must be integers; got float64"),
    ],
)
def test_bad_values(gates, message):
    with pytest.raises(ValueError, match=message):
        pattern_from_gates(gates, 4)


@pytest.mark.parametrize("gates", [None, "01", 3, Pattern.from_lists([[[0]]], 1)])
def test_bad_types(gates):
    with pytest.raises(TypeError, match="list with the generators of each parameter"):
        pattern_from_gates(gates, 1)
