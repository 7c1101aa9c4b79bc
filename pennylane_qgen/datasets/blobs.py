"""Noisy copies of eight 4 x 4 patterns."""

import numpy as np

from .base import Dataset, all_bits


def blobs(n_samples: int = 5000, *, flip_probability: float = 0.05, seed=None) -> Dataset:
    """One of eight 4 x 4 patterns, picked uniformly, each bit flipped with a small probability.

    The patterns are the 2 x 2 blocks in the four corners and in the centre, the two diagonals
    and the four corner pixels.

    Args:
        n_samples (int): number of samples.
        flip_probability (float): probability in [0, 1] that a bit is flipped.
        seed (int | numpy.random.Generator | None): source of patterns and flips.

    Returns:
        Dataset: samples of 16 wires with their exact probabilities.

    Raises:
        ValueError: if ``flip_probability`` is outside [0, 1].

    **Example**

    >>> blobs(3, flip_probability=0, seed=0).samples.sum(axis=1)
    array([4, 4, 4])

    Source: arXiv:2503.02934 (5,000 samples to train on, 10,000 to test).
    """
    if not 0 <= flip_probability <= 1:
        raise ValueError(f"flip_probability must lie in [0, 1]; got {flip_probability}.")
    rng = np.random.default_rng(seed)
    patterns = blob_patterns()
    picked = patterns[rng.integers(len(patterns), size=n_samples)]
    flips = rng.random(picked.shape) < flip_probability
    distance = (all_bits(16)[:, None, :] != patterns).sum(axis=2)
    likelihood = flip_probability**distance * (1 - flip_probability) ** (16 - distance)
    return Dataset(
        picked ^ flips,
        name="8 blobs 4x4",
        source=f"generated: 8 patterns, bits flipped with probability {flip_probability} "
        "(arXiv:2503.02934)",
        probabilities=likelihood.mean(axis=1),
    )


def blob_patterns() -> np.ndarray:
    """The eight patterns without noise, shape ``(8, 16)``, four ones each."""
    images = np.zeros((8, 4, 4), dtype=np.int8)
    for image, (row, column) in zip(images, [(0, 0), (0, 2), (2, 0), (2, 2), (1, 1)], strict=False):
        image[row : row + 2, column : column + 2] = 1
    images[5] = np.eye(4)
    images[6] = np.eye(4)[::-1]
    images[7][np.ix_([0, 3], [0, 3])] = 1
    return images.reshape(8, 16)
