import numpy as np
import pytest
from scipy.linalg import expm

from pennylane_qgen.linear_optics import (
    beam_splitter,
    dilate,
    distribution,
    distribution_pull_back,
    fock_basis,
    fock_index,
    haar_unitary,
    number_response,
    outcome_probabilities,
    reference,
)


def random_gram(n_photons, rank, seed=0):
    rng = np.random.default_rng(seed)
    states = rng.normal(size=(rank, n_photons)) + 1j * rng.normal(size=(rank, n_photons))
    states /= np.linalg.norm(states, axis=0)
    return states.conj().T @ states


def overlap_gram(n_photons, overlap):
    return (1 - overlap) * np.eye(n_photons) + overlap


@pytest.mark.parametrize("counts", [(1, 1, 1, 0), (0, 2, 0, 1), (0, 0, 0, 0)])
def test_indistinguishable_photons_against_permanents(counts):
    unitary = haar_unitary(4, seed=0)
    expected = reference.distribution(unitary, counts)
    np.testing.assert_allclose(distribution(unitary, counts), expected, atol=1e-12)


def test_distinguishable_photons_one_by_one():
    """Every photon chooses its mode by itself; sum over all choices."""
    unitary, expected = haar_unitary(3, seed=0), np.zeros(10)
    chances = np.abs(unitary) ** 2
    for choice in np.ndindex(3, 3, 3):
        counts = np.bincount(choice, minlength=3)
        expected[fock_index(counts)] += np.prod([chances[j, k] for k, j in enumerate(choice)])
    result = distribution(unitary, [1, 1, 1], indistinguishability=0)
    np.testing.assert_allclose(result, expected, atol=1e-14)


@pytest.mark.parametrize("rank", [1, 2, 3])
def test_gram_matrix_against_its_definition(rank):
    """A complex Gram matrix, whose transpose has another distribution."""
    unitary, gram = haar_unitary(4, seed=1), random_gram(3, rank)
    expected = reference.gram_distribution(unitary, (1, 0, 1, 1), gram)
    result = distribution(unitary, [1, 0, 1, 1], gram=gram)
    np.testing.assert_allclose(result, expected, atol=1e-12)


@pytest.mark.parametrize("overlap", [0.0, 0.3, 0.9, 1.0])
def test_overlap_is_a_gram_matrix(overlap):
    unitary = haar_unitary(4, seed=0)
    np.testing.assert_allclose(
        distribution(unitary, [1, 1, 0, 1], indistinguishability=overlap),
        distribution(unitary, [1, 1, 0, 1], gram=overlap_gram(3, overlap)),
        atol=1e-12,
    )


@pytest.mark.parametrize("overlap", [0.0, 0.25, 0.8, 1.0])
def test_visibility_is_the_squared_overlap(overlap):
    coincidences = distribution(beam_splitter(np.pi / 4), [1, 1], indistinguishability=overlap)[1]
    assert coincidences == pytest.approx((1 - overlap**2) / 2, abs=1e-15)


def test_overlap_is_a_mixture_over_sets_of_photons():
    """Photons that share an input mode as well."""
    unitary, modes, overlap = haar_unitary(3, seed=2), np.array([0, 0, 2]), 0.4
    expected = np.zeros(10)
    for joins in np.ndindex(2, 2, 2):
        joins = np.array(joins, dtype=bool)
        sets = [np.bincount(modes[kept], minlength=3) for kept in (joins, ~joins)]
        weight = overlap ** joins.sum() * (1 - overlap) ** (~joins).sum()
        together = distribution(unitary, sets[0])
        apart = distribution(unitary, sets[1], indistinguishability=0)
        for a, p in zip(fock_basis(sets[0].sum(), 3), together, strict=True):
            for b, q in zip(fock_basis(sets[1].sum(), 3), apart, strict=True):
                expected[fock_index(a + b)] += weight * p * q
    result = distribution(unitary, [2, 0, 1], indistinguishability=overlap)
    np.testing.assert_allclose(result, expected, atol=1e-14)


def test_loss_by_dilation_is_thinning_where_it_is_uniform():
    unitary, survival = haar_unitary(3, seed=0), 0.7
    lossy = dilate(np.sqrt(survival) * unitary)
    response = number_response(2, efficiency=survival)
    thinned = outcome_probabilities(distribution(unitary, [1, 0, 1]), 2, 3, range(3), response)
    dilated = outcome_probabilities(
        distribution(lossy, [1, 0, 1]), 2, len(lossy), range(3), number_response(2)
    )
    np.testing.assert_allclose(dilated, thinned, atol=1e-12)


MODELS = {
    "indistinguishable": {},
    "distinguishable": {"indistinguishability": 0.0},
    "overlap": {"indistinguishability": 0.6},
    "gram": {"gram": random_gram(3, 2)},
}
CASES = [(name, (1, 0, 1, 1)) for name in MODELS]
CASES += [(name, (0, 2, 1, 0)) for name in MODELS if name != "gram"]


@pytest.mark.parametrize(("name", "counts"), CASES)
def test_pull_back_against_finite_differences(name, counts):
    model = MODELS[name]
    rng = np.random.default_rng(0)
    unitary = haar_unitary(4, rng)
    generator = rng.normal(size=(4, 4)) + 1j * rng.normal(size=(4, 4))
    generator -= generator.conj().T
    cotangent = rng.normal(size=20)

    def loss(angle):
        return cotangent @ distribution(unitary @ expm(angle * generator), counts, **model)

    result = distribution_pull_back(unitary, counts, cotangent, **model)
    directional = np.vdot(result, unitary @ generator).real
    assert directional == pytest.approx((loss(1e-5) - loss(-1e-5)) / 2e-5, rel=1e-6)


def test_pull_back_does_not_touch_its_cotangent():
    cotangent = np.ones(3)
    distribution_pull_back(np.eye(2), [1, 1], cotangent, indistinguishability=0.5)
    assert (cotangent == 1).all()


class TestErrors:
    def test_gram(self):
        wrong = {
            "smallest eigenvalue is -": [[1, 2], [2, 1]],
            "hermitian": [[1, 0.5j], [0.5j, 1]],
            "ones on its diagonal": [[0.5, 0], [0, 1]],
            r"must have shape \(2, 2\); got \(3, 3\)": np.eye(3),
        }
        for message, gram in wrong.items():
            with pytest.raises(ValueError, match=message):
                distribution(np.eye(2), [1, 1], gram=gram)
        with pytest.raises(ValueError, match=r"at most one photon .* \[2, 0\]"):
            distribution(np.eye(2), [2, 0], gram=np.eye(2))
        with pytest.raises(ValueError, match="either a Gram matrix or an indistinguishability"):
            distribution(np.eye(2), [1, 1], gram=np.eye(2), indistinguishability=0.5)

    @pytest.mark.parametrize("overlap", [-0.1, 1.1, np.nan, [0.5]])
    def test_overlap(self, overlap):
        with pytest.raises(ValueError, match=r"indistinguishability must be .* in \[0, 1\]"):
            distribution(np.eye(2), [1, 1], indistinguishability=overlap)

    def test_cotangent(self):
        with pytest.raises(ValueError, match=r"shape \(3,\); got \(4,\)"):
            distribution_pull_back(np.eye(2), [1, 1], np.ones(4))
