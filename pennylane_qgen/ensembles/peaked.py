"""A flat distribution on few outcomes among many."""

import numpy as np

from ..checks import check_integer
from .base import begin
from .iqp import iqp


def peaked(n_wires: int, n_vectors: int, *, n_core: int | None = None, seed=None) -> np.ndarray:
    r"""IQP circuits on a few wires, whose outcomes are put on a random set of bit strings.

    The :math:`K = 2^m` outcomes of :func:`iqp` on :math:`m` wires go to a uniformly random subset
    of :math:`K` of the :math:`2^n` bit strings, in random order; all others have probability zero.

    Args:
        n_wires (int): number of wires, from 1 to 20.
        n_vectors (int): number of distributions.
        n_core (int or None): :math:`m`; :math:`\lfloor\log_2 n\rfloor`, but at least 1, by default.
        seed (int, numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: of shape ``(n_vectors, 2**n_wires)``.

    Raises:
        ValueError: if a size is out of range.

    **Example**

    >>> p = peaked(5, 3, seed=0)
    >>> (p > 0).sum(axis=1)
    array([4, 4, 4])

    Source: definition 3 of arXiv:2512.24801. The template :class:`~pennylane_qgen.Peaked` is a
    circuit with the same idea, whose support is a random affine subspace.
    """
    rng = begin(n_wires, n_vectors, seed)
    n_core = max(1, n_wires.bit_length() - 1) if n_core is None else n_core
    check_integer("n_core", n_core, 1, n_wires)
    core = iqp(n_core, n_vectors, seed=rng)
    keys = rng.random((n_vectors, 2**n_wires))
    support = np.argpartition(keys, 2**n_core - 1, axis=1)[:, : 2**n_core]
    result = np.zeros((n_vectors, 2**n_wires))
    np.put_along_axis(result, rng.permuted(support, axis=1), core, axis=1)
    return result
