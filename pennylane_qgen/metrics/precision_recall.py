"""Precision, recall, density and coverage by nearest neighbours."""

from dataclasses import dataclass

import numpy as np

from ..hamming import check_pair, hamming_blocks


@dataclass(frozen=True)
class PrecisionRecall:
    """How real the samples look, and how much of the reference they cover.

    Args:
        precision (float): share of the samples inside some ball of the reference, 0 to 1.
        recall (float): share of the reference inside some ball of the samples, 0 to 1.
        density (float): mean number of balls of the reference a sample lies in, divided by the
            number of neighbours; can exceed 1.
        coverage (float): share of the balls of the reference with a sample in them, 0 to 1.

    **Example**

    >>> PrecisionRecall(precision=1.0, recall=0.5, density=1.2, coverage=0.5).recall
    0.5
    """

    precision: float
    recall: float
    density: float
    coverage: float


def precision_recall(samples, reference, *, n_neighbors: int = 5) -> PrecisionRecall:
    r"""Precision, recall, density and coverage with the Hamming distance.

    Each point of a set has a ball that reaches to its ``n_neighbors``-th nearest neighbour in
    the set, itself left out. Balls are closed: a point at the radius is inside. On bit strings
    this matters, as distances tie, and a string that occurs more than ``n_neighbors`` times has
    a ball of radius 0, which holds its copies. The original code takes open balls, which is the
    same on continuous data, and holds no copy here.

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``.
        reference (array-like): bits of shape ``(m_samples, n_wires)``.
        n_neighbors (int): from 1 to the smaller number of samples minus 1.

    Returns:
        PrecisionRecall: the four numbers.

    Raises:
        ValueError: if the arguments are not bits over the same wires, or there are too few of
            them for the neighbours.

    **Example**

    >>> precision_recall([[0, 0], [0, 0]], [[0, 0], [0, 0], [1, 1]], n_neighbors=1)
    PrecisionRecall(precision=1.0, recall=0.6666666666666666, density=3.0, coverage=1.0)

    Source: M. F. Naeem et al., arXiv:2002.09797.
    """
    fake, real = check_pair(samples, reference)
    fewest = min(len(fake), len(real))
    if not 1 <= n_neighbors < fewest:
        raise ValueError(
            f"n_neighbors must lie in [1, {fewest - 1}] for {len(fake)} samples and {len(real)} "
            f"of the reference; got {n_neighbors}."
        )
    real_radii, fake_radii = _radii(real, n_neighbors), _radii(fake, n_neighbors)
    balls_with_fake = np.zeros(len(fake), dtype=np.int64)
    recalled = covered = 0
    for rows, distances in hamming_blocks(real, fake):
        inside = distances <= real_radii[rows, None]
        balls_with_fake += inside.sum(axis=0)
        covered += inside.any(axis=1).sum()
        recalled += (distances <= fake_radii).any(axis=1).sum()
    return PrecisionRecall(
        precision=float((balls_with_fake > 0).mean()),
        recall=float(recalled / len(real)),
        density=float(balls_with_fake.mean() / n_neighbors),
        coverage=float(covered / len(real)),
    )


def _radii(points: np.ndarray, n_neighbors: int) -> np.ndarray:
    """Distance of each point to its nearest neighbours; the 0 to itself comes first."""
    radii = np.empty(len(points), dtype=np.int64)
    for rows, distances in hamming_blocks(points, points):
        radii[rows] = np.partition(distances, n_neighbors, axis=1)[:, n_neighbors]
    return radii
