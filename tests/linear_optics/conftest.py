"""Fixtures of the tests of linear optics."""

import numpy as np
import pytest


@pytest.fixture
def chi_squared_z():
    """How many standard deviations the chi-squared of observed numbers lies from its mean.

    States that are expected less than five times are taken together.
    """

    def z_score(observed, probabilities):
        expected = observed.sum() * np.asarray(probabilities)
        rare = expected < 5
        observed = np.append(observed[~rare], observed[rare].sum())
        expected = np.append(expected[~rare], expected[rare].sum())
        possible = expected > 1e-9
        assert observed[~possible].sum() == 0
        observed, expected = observed[possible], expected[possible]
        freedom = len(expected) - 1
        chi_squared = ((observed - expected) ** 2 / expected).sum()
        return (chi_squared - freedom) / np.sqrt(2 * freedom)

    return z_score
