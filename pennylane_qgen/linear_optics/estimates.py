"""What a simulation will cost, before it is begun.

The constants were measured on one core with AVX2. They are right within a factor of about three and
meant for choosing a method and for refusing what cannot end.
"""

from dataclasses import dataclass
from math import comb

from .fock_space import n_fock_states

_SECONDS_PER_PRODUCT = 6e-9
"""One coefficient times one entry of a linear form, memory traffic included."""

_SECONDS_PER_TERM_AND_COLUMN = 0.65e-9
_SECONDS_PER_MODE_AND_COLUMN = 1e-9
_SECONDS_PER_PHOTON = 7e-7
_SECONDS_PER_CALL = 3e-4

_ENDLESS = 10**200
"""Larger numbers of states or terms count as this, which is safe to turn into a float."""


@dataclass(frozen=True)
class Cost:
    """What a simulation takes.

    Args:
        bytes (int): memory in bytes.
        seconds (float): time in seconds, on one thread.

    **Example**

    >>> print(Cost(2 * 2**30, 90.0))
    2 GiB, 90 s
    """

    bytes: int
    seconds: float

    def __str__(self):
        gibibytes = self.bytes / 2**30
        size = f"{gibibytes:.3g} GiB" if gibibytes >= 0.1 else f"{gibibytes * 1024:.3g} MiB"
        return f"{size}, {self.seconds:.2g} s"


def estimate_table(
    n_photons: int, n_modes: int, *, gradient: bool = False, mixture: bool = False, rank: int = 1
) -> Cost:
    """Cost of the exact distribution over all Fock states.

    Args:
        n_photons (int): number of photons.
        n_modes (int): number of output modes.
        gradient (bool): whether the reverse sweep is wanted too.
        mixture (bool): whether the indistinguishability lies strictly between 0 and 1.
        rank (int): rank of the Gram matrix, 1 without one.

    Returns:
        Cost: peak memory and time.

    Raises:
        ValueError: if a number is out of range.

    **Example**

    >>> estimate_table(10, 20).bytes / 2**20 < 1000
    True
    """
    modes = n_modes * rank
    sizes = [min(n_fock_states(k, modes), _ENDLESS) for k in range(n_photons + 1)]
    if mixture:
        # A set of s photons behind which n - k others follow, for every k and set.
        products = n_modes * sum(
            comb(k, s) * sizes[s + n_photons - k - 1]
            for k in range(n_photons)
            for s in range(k + 1)
        )
        repeated = 1 + gradient * max(1, n_photons / 2)
        # Real vectors along one path of the tree, as measured.
        stored = 8 * (3 * n_photons + 3 if gradient else n_photons + 5) * sizes[-1]
    else:
        products, repeated = sum(sizes[:-1]) * modes, 4 if gradient else 1
        # Complex vectors: the last two products and squares, or all products and cotangents.
        stored = 16 * (sum(sizes) + 3 * sizes[-1] if gradient else 2 * sizes[-1])
        stored += (rank > 1) * sizes[-1] * (modes + 8)
    seconds = min(products, _ENDLESS) * repeated * _SECONDS_PER_PRODUCT
    return Cost(min(stored, _ENDLESS), seconds + _SECONDS_PER_CALL)


def estimate_sampling(n_photons: int, n_modes: int, n_samples: int, *, rank: int = 1) -> Cost:
    r"""Cost of samples of indistinguishable photons, on one thread.

    A sample with counts s takes half of :math:`\prod_i (s_i + 1)` terms of Glynn's formula; the
    mean of the product over all states of k photons in m modes is
    :math:`\binom{k+2m-1}{k} / \binom{k+m-1}{k}`. Behind an interferometer that keeps photons
    together it is less.

    Args:
        n_photons (int): number of photons.
        n_modes (int): number of output modes.
        n_samples (int): number of samples.
        rank (int): rank of the Gram matrix, 1 without one.

    Returns:
        Cost: memory of the samples and time.

    Raises:
        ValueError: if a number is out of range.

    **Example**

    >>> estimate_sampling(60, 120, 1).seconds > 1e6
    True

    Source: Clifford and Clifford, arXiv:2005.04214; Glynn, Eur. J. Combin. 31, 1887 (2010).
    """
    modes = n_modes * rank
    seconds = 0.0
    for k in range(n_photons):
        terms = min(n_fock_states(k, 2 * modes) // n_fock_states(k, modes), _ENDLESS) / 2
        per_column = max(8, terms) * _SECONDS_PER_TERM_AND_COLUMN
        per_column += modes * _SECONDS_PER_MODE_AND_COLUMN
        seconds += (k + 1) * per_column + _SECONDS_PER_PHOTON
    return Cost(2 * n_samples * n_modes, n_samples * seconds + _SECONDS_PER_CALL)
