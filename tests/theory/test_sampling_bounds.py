import numpy as np
import pytest

from pennylane_qgen import metrics, theory


def test_threshold_has_the_probability_of_the_level():
    threshold = theory.mmd_acceptance_threshold(70, 200, level=0.1)
    np.testing.assert_allclose(theory.mmd_deviation_probability(threshold, 70, 200), 0.1)


def test_equal_numbers_give_the_form_of_gretton():
    """4 K sqrt(log(1 / alpha) / m)."""
    threshold = theory.mmd_acceptance_threshold(100, 100, level=0.05, kernel_maximum=3.0)
    np.testing.assert_allclose(threshold, 12 * np.sqrt(np.log(20) / 100))


def test_the_smaller_sample_decides():
    """The printed m + l in the exponent would shrink with l alone; m l / (m + l) does not."""
    limit = theory.mmd_acceptance_threshold(10, 10**9)
    np.testing.assert_allclose(limit, np.sqrt(8 * np.log(20) / 10), rtol=1e-6)


def test_deviations_are_rarer_than_the_bound():
    """Equal distributions: the unbiased estimate exceeds t at most as often as allowed."""
    rng = np.random.default_rng(0)
    estimates = np.array([
        metrics.mmd(rng.integers(0, 2, (12, 3)), rng.integers(0, 2, (40, 3)), bandwidth=0.5)
        for _ in range(500)
    ])  # fmt: skip
    for deviation in (0.0, 0.05, 0.1, 0.3):
        bound = theory.mmd_deviation_probability(deviation, 12, 40)
        assert (estimates >= deviation).mean() <= bound


def test_number_of_samples():
    samples = theory.samples_for_acceptance(0.1, level=0.01)
    assert theory.mmd_acceptance_threshold(samples, samples, level=0.01) <= 0.1
    assert theory.mmd_acceptance_threshold(samples - 1, samples - 1, level=0.01) > 0.1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": 0}, "level must lie strictly between 0 and 1; got 0"),
        ({"kernel_maximum": -1}, "kernel_maximum must be positive; got -1"),
    ],
)
def test_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        theory.mmd_acceptance_threshold(10, 10, **arguments)


def test_too_few_samples():
    with pytest.raises(ValueError, match="m_samples must be an integer of at least 2; got 1"):
        theory.mmd_acceptance_threshold(10, 1)


def test_wrong_deviation_and_threshold():
    with pytest.raises(ValueError, match="deviation must not be negative; got -1"):
        theory.mmd_deviation_probability(-1, 10, 10)
    with pytest.raises(ValueError, match="threshold must be positive; got 0"):
        theory.samples_for_acceptance(0)
