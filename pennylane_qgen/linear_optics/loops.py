r"""Time-bin interferometers: one pulse a mode, and loops of fibre that make pulses meet.

A loop of delay d couples the pulses i and i + d by a beam splitter of its own angle, for
:math:`i = 0, \dots, m - 1 - d` in order; loops follow each other. One loop of delay 1 is
classically easy (:mod:`~pennylane_qgen.linear_optics.time_bin`), several are not.

Source: arXiv:2508.19857, delays (1, 1) and (1, 3, 9).
"""

from collections.abc import Sequence

import numpy as np

from .two_mode_chain import chain_matrix


def loop_pairs(n_modes: int, delays: Sequence[int]) -> np.ndarray:
    """Time bins that meet at each beam splitter, in order of time and of loops.

    Args:
        n_modes (int): number of time bins.
        delays (Sequence[int]): delay of each loop in bins, from 1 to ``n_modes - 1``.

    Returns:
        numpy.ndarray: ``int64`` of shape ``(n_angles, 2)``, ``n_angles`` the sum of
        ``n_modes - delay``.

    Raises:
        ValueError: if there is no delay or one is out of range.

    **Example**

    >>> loop_pairs(3, (1, 2)).tolist()
    [[0, 1], [1, 2], [0, 2]]

    Source: Motes et al., arXiv:1403.4007.
    """
    delays = list(delays)
    if not delays or any(d != int(d) or not 1 <= d < n_modes for d in delays):
        raise ValueError(
            f"Delays must be one or more whole numbers from 1 to {n_modes - 1} for {n_modes} time "
            f"bins; got {delays}."
        )
    pairs = [(i, i + int(d)) for d in delays for i in range(n_modes - int(d))]
    return np.array(pairs, dtype=np.int64)


def loop_matrix(n_modes: int, delays: Sequence[int], angles) -> np.ndarray:
    """Matrix of a time-bin interferometer.

    Args:
        n_modes (int): number of time bins.
        delays (Sequence[int]): delay of each loop in bins.
        angles (array-like): beam-splitter angles in radians, shape ``(n_angles,)`` in the order of
            :func:`loop_pairs`.

    Returns:
        numpy.ndarray: complex128 of shape ``(n_modes, n_modes)``; the entries are real.

    Raises:
        ValueError: if a delay is out of range or the number of angles is another.

    **Example**

    >>> loop_matrix(3, (1,), [np.pi / 2, 0]).real.round(3) + 0.0
    array([[ 0., -1.,  0.],
           [ 1.,  0.,  0.],
           [ 0.,  0.,  1.]])

    Source: Motes et al., arXiv:1403.4007; the delays (1, 1) and (1, 3, 9), arXiv:2508.19857.
    """
    return chain_matrix(loop_pairs(n_modes, delays), angles, n_modes=n_modes)
