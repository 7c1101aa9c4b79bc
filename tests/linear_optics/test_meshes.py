import numpy as np
import pytest

from pennylane_qgen.linear_optics import (
    beam_splitter,
    chain_matrix,
    chain_pull_back,
    haar_mesh_angles,
    haar_unitary,
    mesh_angles,
    mesh_pairs,
)
from pennylane_qgen.linear_optics.meshes import SHAPES


def rebuild(unitary, shape):
    n_modes = len(unitary)
    return chain_matrix(mesh_pairs(n_modes, shape), *mesh_angles(unitary, shape), n_modes=n_modes)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("n_modes", range(1, 10))
class TestAngles:
    def test_of_random_unitaries(self, n_modes, shape):
        unitary = haar_unitary(n_modes, seed=n_modes)
        np.testing.assert_allclose(rebuild(unitary, shape), unitary, atol=1e-12)
        thetas, _, _ = mesh_angles(unitary, shape)
        assert ((thetas >= 0) & (thetas <= np.pi / 2)).all()

    def test_of_permutations(self, n_modes, shape):
        """Zeros everywhere, where angles of quotients would fail."""
        unitary = np.eye(n_modes)[np.random.default_rng(0).permutation(n_modes)]
        np.testing.assert_allclose(rebuild(unitary, shape), unitary, atol=1e-12)


def test_numbers_and_depths():
    for shape in SHAPES:
        assert mesh_pairs(6, shape).shape == (15, 2)
    layers = np.split(mesh_pairs(6), np.cumsum([3, 2, 3, 2, 3]))
    assert [len(np.unique(layer)) for layer in layers] == [6, 4, 6, 4, 6, 4]


def test_haar_mesh_is_the_mesh_of_a_haar_unitary():
    angles = haar_mesh_angles(5, seed=3)
    matrix = chain_matrix(mesh_pairs(5), *angles, n_modes=5)
    np.testing.assert_allclose(matrix, haar_unitary(5, seed=3), atol=1e-12)


def test_chain_is_a_product_of_elements():
    pairs, thetas, phis, phases = [(0, 2), (2, 1)], [0.3, 1.1], [0.5, -2.0], [0.1, 0.2, 0.3]
    expected = np.eye(3, dtype=complex)
    for pair, theta, phi in zip(pairs, thetas, phis, strict=True):
        element = np.eye(3, dtype=complex)
        element[np.ix_(pair, pair)] = beam_splitter(theta) @ np.diag([np.exp(1j * phi), 1])
        expected = element @ expected
    expected = np.diag(np.exp(1j * np.array(phases))) @ expected
    np.testing.assert_allclose(
        chain_matrix(pairs, thetas, phis, phases, n_modes=3), expected, atol=1e-12
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_pull_back_against_finite_differences(shape):
    n_modes, rng = 5, np.random.default_rng(0)
    pairs = mesh_pairs(n_modes, shape)
    angles = rng.uniform(0, 6, 2 * len(pairs) + n_modes)
    cotangent = rng.normal(size=(n_modes, n_modes)) + 1j * rng.normal(size=(n_modes, n_modes))
    edges = [len(pairs), 2 * len(pairs)]

    def loss(angles):
        return np.vdot(cotangent, chain_matrix(pairs, *np.split(angles, edges), n_modes=5)).real

    steps = 1e-6 * np.eye(len(angles))
    expected = [(loss(angles + step) - loss(angles - step)) / 2e-6 for step in steps]
    result = np.concatenate(chain_pull_back(pairs, *np.split(angles, edges), cotangent))
    np.testing.assert_allclose(result, expected, atol=1e-8)


def test_errors():
    with pytest.raises(ValueError, match=r"shape must be one of .* got 'round'"):
        mesh_pairs(3, "round")
    with pytest.raises(ValueError, match="at least 1 mode; got 0"):
        mesh_pairs(0)
    with pytest.raises(ValueError, match="as many outputs as inputs"):
        mesh_angles(np.eye(3)[:, :2])
    with pytest.raises(ValueError, match="must be unitary"):
        mesh_angles(np.ones((2, 2)))
    with pytest.raises(ValueError, match=r"thetas must have shape \(1,\); got \(2,\)"):
        chain_matrix([(0, 1)], [0.1, 0.2], n_modes=2)
    with pytest.raises(ValueError, match="modes from 0 to 1"):
        chain_matrix([(0, 2)], [0.1], n_modes=2)
    with pytest.raises(ValueError, match="two different modes"):
        chain_matrix([(1, 1)], [0.1], n_modes=2)
