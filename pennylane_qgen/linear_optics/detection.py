r"""Detectors: how they respond to photon numbers, and what they report of samples.

A detector is its *response*: entry ``[outcome, n]`` is the probability of an outcome when n
photons arrive. A threshold detector of efficiency :math:`\eta` and dark-count probability d stays
silent with probability :math:`(1 - d)(1 - \eta)^n`.
"""

from math import comb

import numpy as np

DETECTORS = ("threshold", "number")


def threshold_response(
    n_photons: int, *, efficiency: float = 1.0, dark_counts: float = 0.0
) -> np.ndarray:
    """Response of a detector that tells light from darkness.

    Args:
        n_photons (int): largest number of photons that can arrive.
        efficiency (float): probability in [0, 1] that a photon is detected.
        dark_counts (float): probability in [0, 1] of a click without light.

    Returns:
        numpy.ndarray: float64 of shape ``(2, n_photons + 1)``: silence, click.

    Raises:
        ValueError: if a probability is out of range.

    **Example**

    >>> threshold_response(2, efficiency=0.5)
    array([[1.  , 0.5 , 0.25],
           [0.  , 0.5 , 0.75]])
    """
    efficiency = float(_check_probabilities(efficiency, "efficiency"))
    dark_counts = float(_check_probabilities(dark_counts, "dark_counts"))
    silent = (1 - dark_counts) * (1 - efficiency) ** np.arange(n_photons + 1)
    return np.stack([silent, 1 - silent])


def number_response(
    n_photons: int,
    *,
    cutoff: int | None = None,
    efficiency: float = 1.0,
    dark_counts: float = 0.0,
) -> np.ndarray:
    """Response of a detector that counts: binomial thinning, then at most one dark count.

    Args:
        n_photons (int): largest number of photons that can arrive.
        cutoff (int or None): largest number reported; outcomes above are left out, so that
            probabilities may sum to less than one. ``None`` leaves out none.
        efficiency (float): probability in [0, 1] that a photon is detected.
        dark_counts (float): probability in [0, 1] of one count too many.

    Returns:
        numpy.ndarray: float64 of shape ``(cutoff + 1, n_photons + 1)``.

    Raises:
        ValueError: if a probability is out of range or the cutoff is negative.

    **Example**

    >>> number_response(2, cutoff=1, efficiency=0.5)
    array([[1.  , 0.5 , 0.25],
           [0.  , 0.5 , 0.5 ]])
    """
    efficiency = float(_check_probabilities(efficiency, "efficiency"))
    dark_counts = float(_check_probabilities(dark_counts, "dark_counts"))
    if cutoff is not None and cutoff < 0:
        raise ValueError(f"cutoff must be at least 0; got {cutoff}.")
    thinned = np.zeros((n_photons + 2, n_photons + 1))
    for n in range(n_photons + 1):
        for seen in range(n + 1):
            chance = efficiency**seen * (1 - efficiency) ** (n - seen)
            thinned[seen, n] = comb(n, seen) * chance
    response = (1 - dark_counts) * thinned
    response[1:] += dark_counts * thinned[:-1]
    largest = n_photons + (dark_counts > 0) if cutoff is None else cutoff
    padding = max(0, largest + 1 - len(response))
    return np.pad(response, ((0, padding), (0, 0)))[: largest + 1]


def detect(
    counts, *, detector: str = "threshold", efficiency=1.0, dark_counts=0.0, seed=None
) -> np.ndarray:
    """What detectors report of samples of photon numbers.

    Args:
        counts (array-like): photon numbers of shape ``(n_samples, n_modes)``.
        detector (str): ``"threshold"`` for clicks, ``"number"`` for counts.
        efficiency (float or array-like): probability in [0, 1] that a photon is detected, one
            number or one a mode.
        dark_counts (float or array-like): probability in [0, 1] of a click without light, or of
            one count too many; one number or one a mode.
        seed (int or numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: of the shape of ``counts``; ``int8`` zeros and ones, or ``int16`` counts.

    Raises:
        ValueError: if the detector is unknown or a probability is out of range.

    **Example**

    >>> detect([[2, 0, 1]])
    array([[1, 0, 1]], dtype=int8)
    """
    if detector not in DETECTORS:
        raise ValueError(f"detector must be one of {DETECTORS}; got {detector!r}.")
    efficiency = _check_probabilities(efficiency, "efficiency")
    dark_counts = _check_probabilities(dark_counts, "dark_counts")
    rng, counts = np.random.default_rng(seed), np.asarray(counts)
    if (efficiency < 1).any():
        counts = rng.binomial(counts, efficiency)
    if (dark_counts > 0).any():
        counts = counts + (rng.random(counts.shape) < dark_counts)
    return (counts > 0).astype(np.int8) if detector == "threshold" else counts.astype(np.int16)


def _check_probabilities(values, name: str) -> np.ndarray:
    array = np.asarray(values, dtype=float)
    if not ((array >= 0) & (array <= 1)).all():
        raise ValueError(f"{name} must lie in [0, 1]; got {values!r}.")
    return array
