r"""The Fock states of n photons in m modes, in a fixed order, and their index.

The order is lexicographic and descending, (2, 0), (1, 1), (0, 2): first come the states with most
photons in mode 0. It has a property that the fast algorithms rest on: the states of n photons with
at least one photon in mode 0 stand first, in the order of the states of n - 1 photons; and within
the block of states that agree in the first modes the same holds for the next mode.
"""

from math import comb

import numba
import numpy as np


def n_fock_states(n_photons: int, n_modes: int) -> int:
    r"""Number of ways to put n photons into m modes, :math:`\binom{n + m - 1}{n}`.

    Args:
        n_photons (int): number of photons, at least 0.
        n_modes (int): number of modes, at least 1.

    Returns:
        int: the number of states.

    Raises:
        ValueError: if a number is out of range.

    **Example**

    >>> n_fock_states(8, 16)
    490314
    """
    if n_photons < 0 or n_modes < 1:
        raise ValueError(
            "There must be at least 0 photons and at least 1 mode; "
            f"got {n_photons} photons and {n_modes} modes."
        )
    return comb(n_photons + n_modes - 1, n_photons)


def fock_basis(n_photons: int, n_modes: int) -> np.ndarray:
    """All states of n photons in m modes, one a row, in the order of every distribution here.

    Args:
        n_photons (int): number of photons, from 0 to 255.
        n_modes (int): number of modes.

    Returns:
        numpy.ndarray: ``uint8`` photon numbers of shape ``(n_states, n_modes)``.

    Raises:
        ValueError: if a number is out of range.

    **Example**

    >>> fock_basis(2, 2)
    array([[2, 0],
           [1, 1],
           [0, 2]], dtype=uint8)
    """
    if n_photons > 255:
        raise ValueError(f"fock_basis lists states of at most 255 photons; got {n_photons}.")
    basis = np.zeros((n_fock_states(n_photons, n_modes), n_modes), dtype=np.uint8)
    _fill_basis(basis, n_photons)
    return basis


@numba.njit(cache=True)
def _fill_basis(basis, n_photons):
    """Each state from the one before: a photon of the last mode that can give one moves right."""
    n_modes = basis.shape[1]
    basis[0, 0] = n_photons
    for row in range(1, len(basis)):
        state = basis[row]
        state[:] = basis[row - 1]
        freed = state[n_modes - 1] + 1
        state[n_modes - 1] = 0
        giver = n_modes - 2
        while state[giver] == 0:
            giver -= 1
        state[giver] -= 1
        state[giver + 1] = freed


def fock_index(counts) -> np.ndarray:
    r"""Position of states in :func:`fock_basis`.

    With r photons behind mode i, the states with more photons in mode i stand before, so

    .. math:: \text{index} = \sum_{i=0}^{m-2} \binom{r_i + m - 2 - i}{m - 1 - i}, \qquad
              r_i = \sum_{j > i} n_j .

    Args:
        counts (array-like): photon numbers of shape ``(..., n_modes)``; states of one array may
            differ in their number of photons, each is counted in its own basis.

    Returns:
        numpy.ndarray: ``int64`` of shape ``(...)``.

    Raises:
        ValueError: if a number is negative or an index does not fit 63 bits.

    **Example**

    >>> fock_index([[2, 0], [1, 1], [0, 2]])
    array([0, 1, 2])
    """
    counts = np.asarray(counts, dtype=np.int64)
    if counts.ndim < 1 or counts.shape[-1] < 1:
        raise ValueError(f"counts must have shape (..., n_modes); got {counts.shape}.")
    if counts.size and counts.min() < 0:
        raise ValueError(f"Photon numbers must not be negative; got {counts.min()}.")
    n_modes = counts.shape[-1]
    most = int(counts.sum(axis=-1).max(initial=0))
    if n_fock_states(most, n_modes) >= 2**63:
        raise ValueError(f"The states of {most} photons in {n_modes} modes exceed 63-bit integers.")
    behind = np.cumsum(counts[..., :0:-1], axis=-1)[..., ::-1]
    index = np.zeros(counts.shape[:-1], dtype=np.int64)
    for mode in range(n_modes - 1):
        before = [comb(r + n_modes - 2 - mode, n_modes - 1 - mode) for r in range(most + 1)]
        index += np.array(before, dtype=np.int64)[behind[..., mode]]
    return index


def fock_states(indices, n_photons: int, n_modes: int) -> np.ndarray:
    """The states at some positions of :func:`fock_basis`, without the table of all of them.

    Args:
        indices (array-like): positions, of shape ``(n_samples,)``.
        n_photons (int): number of photons.
        n_modes (int): number of modes.

    Returns:
        numpy.ndarray: ``int16`` photon numbers of shape ``(n_samples, n_modes)``.

    Raises:
        ValueError: if a position is out of range.

    **Example**

    >>> fock_states([0, 2], n_photons=2, n_modes=2)
    array([[2, 0],
           [0, 2]], dtype=int16)
    """
    indices = np.array(indices, dtype=np.int64)
    n_states = n_fock_states(n_photons, n_modes)
    if indices.size and not 0 <= indices.min() <= indices.max() < n_states:
        raise ValueError(
            f"Positions must lie in [0, {n_states}); got {indices.min()} to {indices.max()}."
        )
    states = np.zeros((len(indices), n_modes), dtype=np.int16)
    left = np.full(len(indices), n_photons)
    for mode in range(n_modes - 1):
        # With r photons behind the mode, comb(r + k, k + 1) states stand before; k modes follow.
        k = n_modes - 2 - mode
        before = np.array([comb(r + k, k + 1) for r in range(n_photons + 1)])
        behind = np.searchsorted(before, indices, side="right") - 1
        states[:, mode] = left - behind
        indices -= before[behind]
        left = behind
    states[:, -1] = left
    return states
