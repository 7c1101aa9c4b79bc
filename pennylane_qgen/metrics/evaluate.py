"""The main metrics of a set of samples in one call."""

from dataclasses import asdict

import numpy as np

from ..hamming import check_pair
from .covariance import covariance_distance
from .divergences import classical_fidelity, jensen_shannon, kl_divergence, total_variation
from .mmd import mmd_with_error
from .precision_recall import precision_recall

MAX_WIRES = 20
"""Above this number of wires samples hardly repeat, and divergences of their counts mean little."""


def evaluate(
    samples, reference, *, bandwidth=None, n_neighbors: int = 5, epsilon: float = 1e-6
) -> dict[str, float]:
    """Compare samples of a model with samples of the data.

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``, from the model.
        reference (array-like): bits of shape ``(m_samples, n_wires)``, best a test set.
        bandwidth (float | Sequence[float] | None): of `mmd`; by default half the square root
            of the number of wires, the trainable bandwidth n / 4 of arXiv:2305.02881.
        n_neighbors (int): of `precision_recall`.
        epsilon (float): clipping of `kl_divergence`.

    Returns:
        dict[str, float]: ``mmd`` (squared, unbiased), ``mmd_standard_error``,
        ``covariance_distance``, ``precision``, ``recall``, ``density``, ``coverage``; up to 20
        wires also ``total_variation`` (0 to 1), ``kl_divergence`` (of the data from the model),
        ``jensen_shannon`` and ``classical_fidelity`` of the relative frequencies. These have a
        floor at finite samples: compare with two halves of the data.

    Raises:
        ValueError: if the arguments are not bits over the same wires, or too few.

    **Example**

    >>> metrics = evaluate([[0, 0], [1, 1]] * 5, [[0, 0], [1, 1]] * 5)
    >>> metrics["total_variation"], metrics["coverage"]
    (0.0, 1.0)
    """
    x, y = check_pair(samples, reference)
    n_wires = x.shape[1]
    estimate = mmd_with_error(
        x, y, bandwidth=np.sqrt(n_wires) / 2 if bandwidth is None else bandwidth
    )
    metrics = {
        "mmd": estimate.value,
        "mmd_standard_error": estimate.standard_error,
        "covariance_distance": covariance_distance(x, y),
        **asdict(precision_recall(x, y, n_neighbors=n_neighbors)),
    }
    if n_wires <= MAX_WIRES:
        metrics |= {
            "total_variation": total_variation(x, y),
            "kl_divergence": kl_divergence(y, x, epsilon=epsilon),
            "jensen_shannon": jensen_shannon(x, y),
            "classical_fidelity": classical_fidelity(x, y),
        }
    return metrics
