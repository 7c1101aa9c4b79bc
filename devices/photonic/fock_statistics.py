"""Clicks, quadratures and samples from distributions and density matrices in the Fock basis."""

import numpy as np
from pennylane import math

from .fock_gates import hermite_functions, position_grid


def clicks_of_photons(probabilities):
    """Distribution of click patterns, an axis of two entries a mode, from that of photon numbers.

    **Example**

    >>> clicks_of_photons(np.array([0.5, 0.25, 0.25]))
    array([0.5, 0.5])
    """
    for mode in range(math.ndim(probabilities)):
        before = (slice(None),) * mode
        dark = probabilities[(*before, 0)]
        bright = math.sum(probabilities[(*before, slice(1, None))], axis=mode)
        probabilities = math.stack([dark, bright], axis=mode)
    return probabilities


def sample_table(probabilities: np.ndarray, shots: int, rng: np.random.Generator) -> np.ndarray:
    """Independent draws from a joint distribution.

    Args:
        probabilities (numpy.ndarray): an axis a mode; normalised here.
        shots (int): number of draws.
        rng (numpy.random.Generator): source of randomness.

    Returns:
        numpy.ndarray: int64 of shape ``(shots, n_modes)``.

    **Example**

    >>> sample_table(np.array([[0, 0], [1, 0]]), 2, np.random.default_rng(0))
    array([[1, 0],
           [1, 0]])
    """
    cumulative = np.cumsum(probabilities)
    # Draws lie below the last entry, so an outcome of probability zero is never found.
    draws = rng.random(shots) * cumulative[-1]
    outcomes = np.searchsorted(cumulative, draws, side="right")
    return np.stack(np.unravel_index(outcomes, probabilities.shape), axis=1)


def quadrature_operators(angle: float, cutoff: int) -> tuple[np.ndarray, np.ndarray]:
    r"""A quadrature :math:`e^{-i\phi} a + e^{i\phi} a^\dagger` and its square.

    Args:
        angle (float): the angle :math:`\phi`.
        cutoff (int): number of Fock states.

    Returns:
        tuple[numpy.ndarray]: two matrices of shape ``(cutoff, cutoff)``; the second is cut from the
        square of the whole operator.

    **Example**

    >>> quadrature_operators(0.0, 2)[1].real
    array([[1., 0.],
           [0., 3.]])
    """
    lowering = np.exp(-1j * angle) * np.diag(np.sqrt(np.arange(1, cutoff + 1)), 1)
    quadrature = lowering + lowering.conj().T
    square = quadrature @ quadrature
    return quadrature[:cutoff, :cutoff], square[:cutoff, :cutoff]


def sample_homodyne(
    density_matrix: np.ndarray, angle: float, shots: int, rng: np.random.Generator
) -> np.ndarray:
    """Outcomes of homodyne detection of one mode.

    Args:
        density_matrix (numpy.ndarray): shape ``(cutoff, cutoff)``; normalised here.
        angle (float): angle of the quadrature.
        shots (int): number of outcomes.
        rng (numpy.random.Generator): source of randomness.

    Returns:
        numpy.ndarray: float64 of shape ``(shots,)``.

    **Example**

    >>> sample_homodyne(np.diag([1.0, 0.0]), 0.0, 10000, np.random.default_rng(0)).var().round(1)
    np.float64(1.0)
    """
    cutoff = len(density_matrix)
    q, _ = position_grid(cutoff)
    functions = hermite_functions(q, cutoff)
    turn = np.exp(-1j * angle * np.arange(cutoff))
    turned = turn[:, None] * density_matrix * turn.conj()
    density = np.einsum("mq,mn,nq->q", functions, turned.real, functions, optimize=True)
    return sample_density(np.sqrt(2) * q, density, shots, rng)


def sample_density(
    points: np.ndarray, density: np.ndarray, shots: int, rng: np.random.Generator
) -> np.ndarray:
    """Draws from a density that is known on a grid, linear in between.

    Args:
        points (numpy.ndarray): increasing, evenly spaced positions.
        density (numpy.ndarray): the density there, up to a factor.
        shots (int): number of draws.
        rng (numpy.random.Generator): source of randomness.

    Returns:
        numpy.ndarray: float64 of shape ``(shots,)``.

    **Example**

    >>> grid = np.linspace(0, 1, 11)
    >>> sample_density(grid, np.ones(11), 10000, np.random.default_rng(0)).mean().round(1)
    np.float64(0.5)
    """
    pairs = density[1:] + density[:-1]
    cumulative = np.concatenate([[0.0], np.cumsum(np.maximum(pairs, 0))])
    return np.interp(rng.random(shots) * cumulative[-1], cumulative, points)
