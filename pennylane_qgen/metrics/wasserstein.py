"""The Wasserstein distance with the Hamming distance as its cost."""

import numpy as np

from ..hamming import check_pair, hamming_blocks


def wasserstein(samples, reference) -> float:
    r"""Mean number of bits to flip to turn one set of samples into the other.

    .. math:: W_1 = \min_\pi \sum_{x, y} \pi(x, y)\, d_H(x, y)

    over all joint distributions :math:`\pi` of the two. The linear program is solved exactly by
    POT over the distinct strings; a few thousand of them take seconds and 8 bytes a pair.

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``.
        reference (array-like): bits of shape ``(m_samples, n_wires)``.

    Returns:
        float: the distance in bits, from 0 to ``n_wires``.

    Raises:
        ImportError: if POT is missing.
        ValueError: if the arguments are not bits over the same wires.

    **Example**

    >>> round(wasserstein([[0, 0], [1, 1]], [[0, 1], [1, 1]]), 6)
    0.5

    Source: POT, R. Flamary et al., JMLR 22 (2021) 78.
    """
    try:
        import ot
    except ImportError as error:
        raise ImportError("wasserstein needs POT: pip install pennylane-qgen[metrics]") from error
    x, y = check_pair(samples, reference)
    x, x_counts = np.unique(x, axis=0, return_counts=True)
    y, y_counts = np.unique(y, axis=0, return_counts=True)
    cost = np.concatenate([distances for _, distances in hamming_blocks(x, y)]).astype(float)
    return float(
        ot.emd2(x_counts / x_counts.sum(), y_counts / y_counts.sum(), cost, numItermax=10**8)
    )
