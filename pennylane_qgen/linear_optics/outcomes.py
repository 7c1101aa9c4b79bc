r"""Exact distribution of what detectors report, from the distribution of photon numbers.

With the states in lexicographic order it is a recursion over modes, which never makes a table of
states times outcomes: all states that agree in the first modes are a block, and a block's outcomes
are sums of those of the blocks inside it.
"""

from collections import namedtuple

import numba
import numpy as np

from .detection import threshold_response
from .fock_space import n_fock_states
from .polynomials import block_sizes


def outcome_probabilities(
    probabilities, n_photons: int, n_modes: int, modes, responses
) -> np.ndarray:
    """Distribution of what detectors on some modes report together; other modes are not looked at.

    Args:
        probabilities (array-like): distribution over ``fock_basis(n_photons, n_modes)``.
        n_photons (int): number of photons.
        n_modes (int): number of modes.
        modes (Sequence[int]): the modes with detectors.
        responses (array-like): a response ``(n_outcomes, n_photons + 1)`` for all of them, or one
            for each, ``(len(modes), n_outcomes, n_photons + 1)``.

    Returns:
        numpy.ndarray: float64 of length ``n_outcomes ** len(modes)``, the first mode of the list
        the most significant digit.

    Raises:
        ValueError: if a shape does not fit or a mode is out of range or named twice.

    **Example**

    >>> outcome_probabilities([0.5, 0.2, 0.3], 2, 2, [1, 0], threshold_response(2))
    array([0. , 0.5, 0.3, 0.2])
    """
    detectors, order = _check_detectors(n_photons, n_modes, modes, responses)
    sizes = block_sizes(n_photons, n_modes)
    probabilities = np.ascontiguousarray(probabilities, dtype=float)
    if probabilities.shape != (sizes[n_photons, n_modes],):
        raise ValueError(
            f"The distribution of {n_photons} photons in {n_modes} modes must have shape "
            f"({sizes[n_photons, n_modes]},); got {probabilities.shape}."
        )
    n_outcomes = detectors.responses.shape[1]
    length = n_outcomes ** len(order)
    work = np.zeros(2 * length + len(order))
    _gather(work, 0, length, probabilities, sizes, detectors, n_photons, 0, 0)
    out = work[:length]
    return out.reshape((n_outcomes,) * len(order)).transpose(order).reshape(-1)


def outcome_pull_back(cotangent, n_photons: int, n_modes: int, modes, responses) -> np.ndarray:
    """Cotangent of a distribution from that of :func:`outcome_probabilities`, its transpose.

    Args:
        cotangent (array-like): float64 of length ``n_outcomes ** len(modes)``.
        n_photons (int): as for :func:`outcome_probabilities`.
        n_modes (int): as for :func:`outcome_probabilities`.
        modes (Sequence[int]): as for :func:`outcome_probabilities`.
        responses (array-like): as for :func:`outcome_probabilities`.

    Returns:
        numpy.ndarray: float64 over ``fock_basis(n_photons, n_modes)``.

    Raises:
        ValueError: as for :func:`outcome_probabilities`.

    **Example**

    >>> outcome_pull_back([0.0, 1.0, 2.0, 3.0], 2, 2, [0, 1], threshold_response(2))
    array([2., 3., 1.])
    """
    detectors, order = _check_detectors(n_photons, n_modes, modes, responses)
    n_outcomes = detectors.responses.shape[1]
    cotangent = np.asarray(cotangent, dtype=float)
    if cotangent.shape != (n_outcomes ** len(order),):
        raise ValueError(
            f"The cotangent must have shape ({n_outcomes ** len(order)},); got {cotangent.shape}."
        )
    axes = cotangent.reshape((n_outcomes,) * len(order)).transpose(np.argsort(order))
    work = np.concatenate([axes.reshape(-1), np.empty(cotangent.size + len(order))])
    out = np.empty(n_fock_states(n_photons, n_modes))
    sizes = block_sizes(n_photons, n_modes)
    _spread(work, 0, cotangent.size, out, sizes, detectors, n_photons, 0, 0)
    return out


def click_probabilities(
    probabilities,
    n_photons: int,
    n_modes: int,
    modes=None,
    *,
    efficiency: float = 1.0,
    dark_counts: float = 0.0,
) -> np.ndarray:
    """Distribution of the click patterns of threshold detectors.

    Args:
        probabilities (array-like): distribution over ``fock_basis(n_photons, n_modes)``.
        n_photons (int): number of photons.
        n_modes (int): number of modes.
        modes (Sequence[int] or None): the modes with detectors; ``None`` for all.
        efficiency (float): probability in [0, 1] that a photon is detected.
        dark_counts (float): probability in [0, 1] of a click without light.

    Returns:
        numpy.ndarray: float64 of length ``2 ** len(modes)``, the first mode the most significant
        bit.

    Raises:
        ValueError: as for :func:`outcome_probabilities`.

    **Example**

    >>> click_probabilities([0.5, 0.2, 0.3], n_photons=2, n_modes=2)
    array([0. , 0.3, 0.5, 0.2])
    """
    response = threshold_response(n_photons, efficiency=efficiency, dark_counts=dark_counts)
    modes = range(n_modes) if modes is None else modes
    return outcome_probabilities(probabilities, n_photons, n_modes, modes, response)


_Detectors = namedtuple("_Detectors", "responses watched silent_in_the_dark")
"""Responses and whether a mode is looked at, by mode; whether no light means outcome 0 for sure."""


def _check_detectors(n_photons: int, n_modes: int, modes, responses):
    """Detectors by mode, and the place of each listed mode in the order of modes."""
    modes = [int(mode) for mode in modes]
    if len(set(modes)) < len(modes) or not all(0 <= mode < n_modes for mode in modes):
        raise ValueError(f"modes must be different numbers from 0 to {n_modes - 1}; got {modes}.")
    responses = np.asarray(responses, dtype=float)
    if responses.ndim == 2:
        responses = np.broadcast_to(responses, (len(modes), *responses.shape))
    if responses.ndim != 3 or responses.shape[::2] != (len(modes), n_photons + 1):
        raise ValueError(
            f"responses must have shape (n_outcomes, {n_photons + 1}), or "
            f"({len(modes)}, n_outcomes, {n_photons + 1}); got {responses.shape}."
        )
    by_mode = np.zeros((n_modes, *responses.shape[1:]))
    by_mode[modes] = responses
    watched = np.zeros(n_modes, dtype=bool)
    watched[modes] = True
    silent = bool((responses[:, 0, 0] == 1).all())
    return _Detectors(by_mode, watched, silent), np.argsort(np.argsort(modes)).astype(int)


@numba.njit(cache=True)
def _gather(work, place, length, probabilities, sizes, detectors, degree, mode, start):
    """Add the outcomes of one block: ``degree`` photons in the modes from ``mode`` on.

    They go to ``work[place : place + length]``; what follows there is free for the blocks inside.
    """
    left = len(detectors.watched) - mode
    watched, n_outcomes = detectors.watched[mode], detectors.responses.shape[1]
    if (degree == 0 and detectors.silent_in_the_dark) or (left == 1 and not watched):
        work[place] += probabilities[start]
        return
    if left == 1:
        for outcome in range(n_outcomes):
            weight = detectors.responses[mode, outcome, degree]
            work[place + outcome] += weight * probabilities[start]
        return
    for behind in range(degree + 1):
        if watched:
            inner, inner_length = place + length, length // n_outcomes
            work[inner : inner + inner_length] = 0
            _gather(
                work, inner, inner_length, probabilities, sizes, detectors, behind, mode + 1, start
            )
            for outcome in range(n_outcomes):
                weight = detectors.responses[mode, outcome, degree - behind]
                if weight != 0:
                    for i in range(inner_length):
                        work[place + outcome * inner_length + i] += weight * work[inner + i]
        else:
            _gather(work, place, length, probabilities, sizes, detectors, behind, mode + 1, start)
        start += sizes[behind, left - 1]


@numba.njit(cache=True)
def _spread(work, place, length, out, sizes, detectors, degree, mode, start):
    """The transpose of :func:`_gather`, block by block."""
    left = len(detectors.watched) - mode
    watched, n_outcomes = detectors.watched[mode], detectors.responses.shape[1]
    if (degree == 0 and detectors.silent_in_the_dark) or (left == 1 and not watched):
        out[start] = work[place]
        return
    if left == 1:
        out[start] = 0.0
        for outcome in range(n_outcomes):
            out[start] += detectors.responses[mode, outcome, degree] * work[place + outcome]
        return
    for behind in range(degree + 1):
        if watched:
            inner, inner_length = place + length, length // n_outcomes
            work[inner : inner + inner_length] = 0
            for outcome in range(n_outcomes):
                weight = detectors.responses[mode, outcome, degree - behind]
                if weight != 0:
                    for i in range(inner_length):
                        work[inner + i] += weight * work[place + outcome * inner_length + i]
            _spread(work, inner, inner_length, out, sizes, detectors, behind, mode + 1, start)
        else:
            _spread(work, place, length, out, sizes, detectors, behind, mode + 1, start)
        start += sizes[behind, left - 1]
