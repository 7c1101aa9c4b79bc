import numpy as np
import pytest

from pennylane_qgen.linear_optics import fock_basis, fock_index, n_fock_states, reference
from pennylane_qgen.linear_optics.fock_space import fock_states

SIZES = [(0, 1), (0, 3), (1, 1), (5, 1), (2, 2), (4, 3), (3, 5), (5, 4)]


@pytest.mark.parametrize(("n_photons", "n_modes"), SIZES)
def test_basis_index_and_states_agree(n_photons, n_modes):
    basis = fock_basis(n_photons, n_modes)
    assert [tuple(row) for row in basis.tolist()] == reference.fock_basis(n_photons, n_modes)
    assert len(basis) == n_fock_states(n_photons, n_modes)
    positions = np.arange(len(basis))
    np.testing.assert_array_equal(fock_index(basis), positions)
    np.testing.assert_array_equal(fock_states(positions, n_photons, n_modes), basis)


def test_states_with_a_photon_in_the_first_mode_stand_first():
    """What the recursion of polynomials rests on."""
    with_photon = fock_basis(4, 3)[: n_fock_states(3, 3)]
    np.testing.assert_array_equal(with_photon - np.array([1, 0, 0]), fock_basis(3, 3))


def test_index_of_many_axes_and_numbers_of_photons():
    assert fock_index(np.array([[[2, 0], [0, 1]], [[0, 0], [1, 2]]])).tolist() == [[0, 1], [0, 2]]


def test_large_indices_are_exact():
    states = np.random.default_rng(0).multinomial(20, np.full(40, 1 / 40), size=100)
    again = fock_states(fock_index(states), 20, 40)
    np.testing.assert_array_equal(again, states)


def test_errors():
    with pytest.raises(ValueError, match="at least 1 mode; got 2 photons and 0 modes"):
        n_fock_states(2, 0)
    with pytest.raises(ValueError, match="at most 255 photons; got 300"):
        fock_basis(300, 1)
    with pytest.raises(ValueError, match="must not be negative; got -1"):
        fock_index([1, -1])
    with pytest.raises(ValueError, match="shape"):
        fock_index(3)
    with pytest.raises(ValueError, match="exceed 63-bit integers"):
        fock_index(np.ones(100, dtype=int))
    with pytest.raises(ValueError, match=r"Positions must lie in \[0, 3\); got 0 to 3"):
        fock_states([0, 3], 2, 2)
