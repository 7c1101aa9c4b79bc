r"""Closed forms for photon numbers: averages over Haar-random interferometers, click probabilities.

n photons enter the first n of m modes, one each. With :math:`V_{jk} = |U_{jk}|^2` and
:math:`D_j = \sum_k V_{jk}`, photons of overlap x have

.. math:: E[n_j] = D_j, \qquad E[n_j (n_j - 1)] = (1 + x^2) \Big( D_j^2 - \sum_k V_{jk}^2 \Big).

The moments behind a given interferometer are in :mod:`pennylane_qgen.linear_optics.moments`. The
averages follow from the moments of the first row of a Haar-random unitary,
:math:`E[V_{jk} V_{jl}] = (1 + \delta_{kl}) / (m (m + 1))`.
"""

from math import comb, factorial

import numpy as np

from ..checks import check_integer
from ..linear_optics import check_isometry
from ..linear_optics.distinguishability import check_overlap


def haar_squared_mean(n_photons: int, n_modes: int) -> float:
    r"""Haar average of a squared mean photon number, :math:`E[D_j^2] = n (n + 1) / (m (m + 1))`.

    Args:
        n_photons (int): number n of photons.
        n_modes (int): number m of modes, at least n.

    Returns:
        float: exact for every n and m.

    Raises:
        ValueError: if a number is out of range.

    **Example**

    >>> round(haar_squared_mean(8, 16), 4)
    0.2647

    Source: setting of arXiv:2508.19857; second moments of Haar-random rows.
    """
    n, m = _check_numbers(n_photons, n_modes)
    return n * (n + 1) / (m * (m + 1))


def haar_purity(n_photons: int, n_modes: int) -> float:
    r"""Haar average of the paths' collision, :math:`E \sum_k V_{jk}^2 = 2 n / (m (m + 1))`.

    Args:
        n_photons (int): number n of photons.
        n_modes (int): number m of modes, at least n.

    Returns:
        float: exact for every n and m.

    Raises:
        ValueError: if a number is out of range.

    **Example**

    >>> round(haar_purity(8, 16), 4)
    0.0588

    Source: setting of arXiv:2508.19857; second moments of Haar-random rows.
    """
    n, m = _check_numbers(n_photons, n_modes)
    return 2 * n / (m * (m + 1))


def haar_fano_factor(n_photons: int, n_modes: int, *, indistinguishability: float = 1.0) -> float:
    r"""Fano factor of the photon number of a mode, variance and mean averaged over Haar.

    .. math:: F = \frac{E_U \operatorname{Var} n_j}{E_U E[n_j]}
                = 1 + \frac{x^2 (n - 1) - 2}{m + 1}

    Photons that interfere bunch, :math:`F > 1`; those that do not are sub-Poissonian, so that the
    control differs in the distribution of a single mode already.

    Args:
        n_photons (int): number n of photons.
        n_modes (int): number m of modes, at least n.
        indistinguishability (float): overlap x in [0, 1].

    Returns:
        float: exact for every n and m.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    >>> round(haar_fano_factor(8, 16), 3), round(
    ...     haar_fano_factor(8, 16, indistinguishability=0.0), 3)
    (1.294, 0.882)

    Source: setting of arXiv:2508.19857; follows from :func:`haar_squared_mean` and
    :func:`haar_purity`.
    """
    overlap = check_overlap(indistinguishability)
    n, m = _check_numbers(n_photons, n_modes)
    return 1 + (overlap**2 * (n - 1) - 2) / (m + 1)


def click_means(
    columns, *, indistinguishability: float = 1.0, transmission: float = 1.0
) -> np.ndarray:
    r"""Probability that a threshold detector behind each mode clicks.

    The photon number of a single mode j has the generating function

    .. math:: E[(1 - \eta)^{n_j}] = \sum_{k=0}^n (-\eta)^k \, w_k \,
              e_k(V_{j1}, \dots, V_{jn}), \qquad
              w_k = \sum_{l=0}^k \binom{k}{l} x^l (1 - x)^{k-l} \, l!

    with the elementary symmetric polynomials :math:`e_k`: the permanents in it are of matrices of
    rank one, so that it costs :math:`O(n^2)` a mode where joint probabilities cost :math:`2^n`.

    Args:
        columns (array-like): isometry of shape ``(n_modes, n_photons)``, one column a photon.
        indistinguishability (float): overlap x in [0, 1].
        transmission (float): probability :math:`\eta` in [0, 1] that a photon is not lost.

    Returns:
        numpy.ndarray: float64 of shape ``(n_modes,)``.

    Raises:
        ValueError: if the columns are not orthonormal or a number is out of range.

    **Example**

    Two photons that leave a balanced beam splitter together:

    >>> from pennylane_qgen.linear_optics import beam_splitter
    >>> click_means(beam_splitter(np.pi / 4)).round(3)
    array([0.5, 0.5])

    Source: derived from the generating function
    :math:`\operatorname{perm}(1 - \eta A)`; S. Scheel, arXiv:quant-ph/0406127, on permanents in
    linear optics.
    """
    paths = np.abs(check_isometry(columns, "columns")) ** 2
    overlap = check_overlap(indistinguishability)
    transmission = check_overlap(transmission, "transmission")
    symmetric = np.zeros((paths.shape[1] + 1, len(paths)))
    symmetric[0] = 1.0
    for path in paths.T:
        symmetric[1:] += path * symmetric[:-1]
    dark = sum(
        (-transmission) ** k * _together(k, overlap) * symmetric[k] for k in range(len(symmetric))
    )
    return 1 - dark


def _together(n_photons: int, overlap: float) -> float:
    """Permanent of the Gram matrix of photons of one overlap."""
    return sum(
        comb(n_photons, k) * overlap**k * (1 - overlap) ** (n_photons - k) * factorial(k)
        for k in range(n_photons + 1)
    )


def _check_numbers(n_photons: int, n_modes: int) -> tuple[int, int]:
    n_photons = check_integer("n_photons", n_photons, 1)
    return n_photons, check_integer("n_modes", n_modes, n_photons)
