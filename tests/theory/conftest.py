"""Random families of distributions, drawn plainly, and the comparison with closed forms."""

import numpy as np
import pytest

from pennylane_qgen.reference import bit_strings


def product_distributions(u):
    """Probability vectors of independent bits with <Z> = u, shape (batch, 2**n)."""
    strings = bit_strings(u.shape[1])
    factors = (1 + (1 - 2 * strings)[None] * u[:, None, :]) / 2
    return factors.prod(axis=2)


@pytest.fixture
def draw_products():
    """Distributions of the named family, from n_wires, size and a generator."""

    def draw(family, n_wires, size, rng):
        u = rng.uniform(-1, 1, (size, n_wires))
        if family == "angle":
            u = np.cos(rng.uniform(0, 2 * np.pi, (size, n_wires)))
        return product_distributions(u)

    return draw


def z_of_mean(values, expected):
    """Deviation of the sample mean in standard errors."""
    return (values.mean() - expected) / (values.std(ddof=1) / np.sqrt(len(values)))


def z_of_variance(values, expected):
    """Deviation of the sample variance in standard errors."""
    return z_of_mean((values - values.mean()) ** 2, expected)


@pytest.fixture
def within_errors():
    """Assert that samples have the given mean, and variance if one is given, within 4 errors."""

    def check(values, mean, variance=None):
        assert abs(z_of_mean(values, mean)) < 4
        if variance is not None:
            assert abs(z_of_variance(values, variance)) < 4

    return check
