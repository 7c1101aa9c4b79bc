from itertools import product

import numpy as np
import pytest

from pennylane_qgen.linear_optics import (
    click_probabilities,
    detect,
    distribution,
    fock_basis,
    haar_unitary,
    number_response,
    outcome_probabilities,
    outcome_pull_back,
    sample,
    threshold_response,
)

RESPONSES = {
    "ideal clicks": threshold_response(3),
    "real clicks": threshold_response(3, efficiency=0.7, dark_counts=0.1),
    "ideal counts": number_response(3),
    "real counts": number_response(3, efficiency=0.6, dark_counts=0.1),
    "few counts": number_response(3, cutoff=1, efficiency=0.6),
    "no counts": number_response(3, cutoff=0),
    "each its own": np.stack(
        [threshold_response(3, efficiency=e, dark_counts=e / 3) for e in (0.2, 0.8)]
    ),
}


@pytest.fixture
def probabilities():
    return distribution(haar_unitary(4, seed=0), [1, 1, 1, 0])


@pytest.mark.parametrize("modes", [(0, 1), (3, 1), (0, 3), (2, 0)])
@pytest.mark.parametrize("name", RESPONSES)
class TestOutcomes:
    def test_against_a_sum_over_states(self, name, modes, probabilities):
        responses = np.broadcast_to(RESPONSES[name], (2, *RESPONSES[name].shape[-2:]))
        expected = [
            sum(
                p * responses[0, first, state[modes[0]]] * responses[1, second, state[modes[1]]]
                for p, state in zip(probabilities, fock_basis(3, 4), strict=True)
            )
            for first, second in product(range(responses.shape[1]), repeat=2)
        ]
        result = outcome_probabilities(probabilities, 3, 4, modes, RESPONSES[name])
        np.testing.assert_allclose(result, expected, atol=1e-14)

    def test_pull_back_is_the_transpose(self, name, modes, probabilities):
        result = outcome_probabilities(probabilities, 3, 4, modes, RESPONSES[name])
        cotangent = np.random.default_rng(0).normal(size=result.shape)
        pulled = outcome_pull_back(cotangent, 3, 4, modes, RESPONSES[name])
        np.testing.assert_allclose(pulled @ probabilities, cotangent @ result)


@pytest.mark.parametrize("detector", ["threshold", "number"])
def test_all_modes_at_once(probabilities, detector):
    make = threshold_response if detector == "threshold" else number_response
    result = outcome_probabilities(probabilities, 3, 4, range(4), make(3))
    expected = np.zeros((len(make(3)),) * 4)
    for p, state in zip(probabilities, fock_basis(3, 4), strict=True):
        expected[tuple(np.minimum(state, len(make(3)) - 1))] += p
    np.testing.assert_allclose(result, expected.reshape(-1), atol=1e-15)


def test_no_mode(probabilities):
    np.testing.assert_allclose(
        outcome_probabilities(probabilities, 3, 4, [], threshold_response(3)), [1]
    )


def test_click_probabilities_of_all_modes(probabilities):
    result = click_probabilities(probabilities, 3, 4, efficiency=0.8, dark_counts=0.05)
    response = threshold_response(3, efficiency=0.8, dark_counts=0.05)
    expected = outcome_probabilities(probabilities, 3, 4, [0, 1, 2, 3], response)
    np.testing.assert_array_equal(result, expected)
    assert result.sum() == pytest.approx(1)


@pytest.mark.parametrize("detector", ["threshold", "number"])
def test_samples_follow_the_distribution(probabilities, detector, chi_squared_z):
    counts = sample(haar_unitary(4, seed=0), [1, 1, 1, 0], 60_000, seed=0)
    seen = detect(counts, detector=detector, efficiency=0.7, dark_counts=0.1, seed=1)
    make = threshold_response if detector == "threshold" else number_response
    response = make(3, efficiency=0.7, dark_counts=0.1)
    expected = outcome_probabilities(probabilities, 3, 4, range(4), response)
    found = np.bincount(seen @ len(response) ** np.arange(3, -1, -1), minlength=len(expected))
    assert abs(chi_squared_z(found, expected)) < 4


def test_errors(probabilities):
    response = threshold_response(3)
    with pytest.raises(ValueError, match=r"different numbers from 0 to 3; got \[1, 1\]"):
        outcome_probabilities(probabilities, 3, 4, [1, 1], response)
    with pytest.raises(ValueError, match=r"different numbers from 0 to 3; got \[4\]"):
        outcome_probabilities(probabilities, 3, 4, [4], response)
    with pytest.raises(ValueError, match=r"must have shape \(n_outcomes, 4\)"):
        outcome_probabilities(probabilities, 3, 4, [1], threshold_response(2))
    with pytest.raises(ValueError, match=r"4 modes must have shape \(20,\); got \(3,\)"):
        outcome_probabilities(np.ones(3), 3, 4, [1], response)
    with pytest.raises(ValueError, match=r"must have shape \(2,\); got \(3,\)"):
        outcome_pull_back(np.ones(3), 3, 4, [1], response)
