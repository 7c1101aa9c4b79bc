import numpy as np
import pytest

from pennylane_qgen.datasets import RingMixture


def test_distances_follow_their_law():
    """Pr(d > t) = exp(-t²/2); every blob is as frequent as the others."""
    ring = RingMixture()
    modes, distance = ring.nearest_mode(ring.sample(100_000, seed=0))
    for t in (0.5, 1.0, 2.0, 3.0):
        expected = np.exp(-(t**2) / 2)
        error = np.sqrt(expected * (1 - expected) / 100_000)
        assert abs((distance > t).mean() - expected) < 4 * error
    counts = np.bincount(modes, minlength=7)
    assert abs(counts - 100_000 / 7).max() < 4 * np.sqrt(100_000 / 7)


def test_batches_follow_the_generator():
    ring = RingMixture(n_modes=3, radius=2.0)
    first, same = (ring.batch(5, np.random.default_rng(0)) for _ in range(2))
    np.testing.assert_array_equal(first, same)
    assert ring.describe()["n_modes"] == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_modes": 0}, "n_modes must be an integer of at least 1"),
        ({"radius": 0.0}, "radius must be positive; got 0.0"),
        ({"angular_std": -1.0}, "angular_std must be positive"),
    ],
)
def test_bad_input(options, message):
    with pytest.raises(ValueError, match=message):
        RingMixture(**options)


def test_bad_points():
    with pytest.raises(ValueError, match=r"shape \(n_samples, 2\); got \(3,\)"):
        RingMixture().nearest_mode([1, 2, 3])
