import numpy as np
import pytest

from pennylane_qgen.training import cosine, exponential_decay


def test_exponential_decay():
    schedule = exponential_decay(0.01, 0.005, minimum=1e-5)
    steps = [0, 1, 100, 1381, 1382, 5000]
    expected = np.maximum(0.01 * np.exp(-0.005 * np.array(steps)), 1e-5)
    np.testing.assert_allclose([schedule(step) for step in steps], expected)


def test_cosine():
    schedule = cosine(0.2, 10, minimum=0.1)
    np.testing.assert_allclose([schedule(t) for t in (0, 5, 10, 99)], [0.2, 0.15, 0.1, 0.1])


@pytest.mark.parametrize("arguments", [(0, 0.1), (0.1, -1), (np.nan, 0.1)])
def test_exponential_decay_errors(arguments):
    with pytest.raises(ValueError, match=r"exponential_decay needs initial > 0"):
        exponential_decay(*arguments)


@pytest.mark.parametrize("arguments", [(0, 10), (0.1, 0)])
def test_cosine_errors(arguments):
    with pytest.raises(ValueError, match=r"cosine needs initial > 0, steps >= 1"):
        cosine(*arguments)


@pytest.mark.parametrize("schedule", [exponential_decay, cosine])
def test_minimum_above_initial(schedule):
    with pytest.raises(ValueError, match=r"minimum=0.5"):
        schedule(0.1, 1, minimum=0.5)
