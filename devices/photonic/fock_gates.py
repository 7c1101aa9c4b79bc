r"""Gates of continuous-variable optics in the Fock basis, cut off at a number of photons.

A gate is the exact block of its infinite matrix with fewer than ``cutoff`` photons in every mode,
and so are its derivatives. Amplitude that a gate would bring beyond the cutoff is lost. The
matrices and derivatives of displacement, squeezing and beam splitter are those of thewalrus
(`arXiv:2004.11002 <https://arxiv.org/abs/2004.11002>`_), with :math:`\hbar = 2`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numba
import numpy as np
from scipy.special import comb

from .strawberryfields_import import import_photonic_package

_LEAST_LOSS = 1e-14
"""Loss and transmission are kept this far from zero, where their amplitudes have no derivative."""

_GRID_POINTS = 8192


@dataclass(frozen=True)
class FockGate:
    """A gate on one or two modes.

    Attributes:
        matrix (numpy.ndarray): of shape ``(n_rows, cutoff**n_modes)``, the first mode the most
            significant digit; a vector if the gate is diagonal. The gate leaves an environment
            behind if there are more rows than columns; its state is the most significant digit.
        blocks (tuple[slice]): rows and columns outside of which the matrix is zero.
        derivatives (Callable): returns the derivative of the matrix by each parameter.
    """

    matrix: np.ndarray
    blocks: tuple[slice, ...]
    derivatives: Callable[[], tuple[np.ndarray, ...]]

    @property
    def is_diagonal(self) -> bool:
        """Whether the matrix is given by its diagonal."""
        return self.matrix.ndim == 1


@cache
def _walrus(name: str) -> Callable:
    """A function of thewalrus, which compiles it anew in each process, compiled once for all."""
    function = getattr(import_photonic_package("thewalrus.fock_gradients"), name)
    return numba.njit(cache=True)(function.py_func)


def phase_shifter(phi: float, cutoff: int) -> FockGate:
    r"""Phase shifter :math:`e^{i \phi \hat n}`."""
    return _exponential_of_diagonal(phi, np.arange(cutoff))


def kerr(kappa: float, cutoff: int) -> FockGate:
    r"""Kerr gate :math:`e^{i \kappa \hat n^2}`."""
    return _exponential_of_diagonal(kappa, np.arange(cutoff) ** 2)


def cross_kerr(kappa: float, cutoff: int) -> FockGate:
    r"""Cross-Kerr gate :math:`e^{i \kappa \hat n_1 \hat n_2}`."""
    return _exponential_of_diagonal(kappa, np.outer(np.arange(cutoff), np.arange(cutoff)).ravel())


def _exponential_of_diagonal(angle: float, generator: np.ndarray) -> FockGate:
    diagonal = np.exp(1j * angle * generator)
    return FockGate(diagonal, (slice(None),), lambda: (1j * generator * diagonal,))


def displacement(r: float, phi: float, cutoff: int) -> FockGate:
    r"""Displacement :math:`e^{\alpha a^\dagger - \alpha^* a}` with :math:`\alpha = r e^{i\phi}`."""
    matrix = _walrus("displacement")(r, phi, cutoff)
    return FockGate(matrix, (slice(None),), lambda: _walrus("grad_displacement")(matrix, r, phi))


def squeezing(r: float, phi: float, cutoff: int) -> FockGate:
    r"""Squeezing :math:`e^{(z^* a^2 - z a^{\dagger 2}) / 2}` with :math:`z = r e^{i\phi}`."""
    matrix = _walrus("squeezing")(r, phi, cutoff)
    parities = (slice(0, None, 2), slice(1, None, 2))
    return FockGate(matrix, parities, lambda: _walrus("grad_squeezing")(matrix, r, phi))


def beam_splitter(theta: float, phi: float, cutoff: int) -> FockGate:
    r"""Beam splitter :math:`e^{\theta (e^{i\phi} a b^\dagger - e^{-i\phi} a^\dagger b)}`."""
    tensor = _walrus("beamsplitter")(theta, phi, cutoff)
    return _on_two_modes(
        tensor, _same_sum(cutoff), lambda: _walrus("grad_beamsplitter")(tensor, theta, phi)
    )


def two_mode_squeezing(r: float, phi: float, cutoff: int) -> FockGate:
    r"""Two-mode squeezing :math:`e^{z a^\dagger b^\dagger - z^* a b}`, :math:`z = r e^{i\phi}`."""
    tensor = _walrus("two_mode_squeezing")(r, phi, cutoff)
    return _on_two_modes(
        tensor, _same_difference(cutoff), lambda: _walrus("grad_two_mode_squeezing")(tensor, r, phi)
    )


def _on_two_modes(tensor: np.ndarray, blocks: tuple[slice, ...], derivatives) -> FockGate:
    size = tensor.shape[0] ** 2
    return FockGate(
        tensor.reshape(size, size),
        blocks,
        lambda: tuple(derivative.reshape(size, size) for derivative in derivatives()),
    )


def _same_sum(cutoff: int) -> tuple[slice, ...]:
    """Indices of the pairs with each total number of photons."""
    totals = range(2 * cutoff - 1)
    ranges = [(max(0, t - cutoff + 1), min(t, cutoff - 1), t) for t in totals]
    step = cutoff - 1
    return tuple(slice(low * step + t, high * step + t + 1, step) for low, high, t in ranges)


def _same_difference(cutoff: int) -> tuple[slice, ...]:
    """Indices of the pairs with each difference of the numbers of photons."""
    more_in_first = [slice(d * cutoff, None, cutoff + 1) for d in range(cutoff)]
    more_in_second = [slice(d, (cutoff - d) * cutoff, cutoff + 1) for d in range(1, cutoff)]
    return tuple(more_in_first + more_in_second)


def cubic_phase(gamma: float, cutoff: int) -> FockGate:
    r"""Cubic phase gate :math:`e^{i \gamma \hat x^3 / 3 \hbar}`, by quadrature over :math:`x`."""
    q, spacing = position_grid(cutoff)
    functions = hermite_functions(q, cutoff) * np.sqrt(spacing)
    generator = np.sqrt(2) / 3 * q**3
    phases = np.exp(1j * gamma * generator)
    return FockGate(
        (functions * phases) @ functions.T,
        (slice(None),),
        lambda: ((functions * (1j * generator * phases)) @ functions.T,),
    )


def position_grid(cutoff: int) -> tuple[np.ndarray, float]:
    """Evenly spaced positions that cover the wave functions of all Fock states below a cutoff.

    Args:
        cutoff (int): number of Fock states.

    Returns:
        tuple[numpy.ndarray, float]: the positions and their distance.

    **Example**

    >>> q, spacing = position_grid(10)
    >>> gram = hermite_functions(q, 10) @ hermite_functions(q, 10).T * spacing
    >>> np.allclose(gram, np.eye(10), atol=1e-12)
    True
    """
    end = np.sqrt(2 * cutoff) + 6
    q, spacing = np.linspace(-end, end, _GRID_POINTS, retstep=True)
    return q, float(spacing)


def hermite_functions(q: np.ndarray, cutoff: int) -> np.ndarray:
    r"""Wave functions :math:`\langle q | n \rangle` of the Fock states, with :math:`x = \sqrt 2 q`.

    Args:
        q (numpy.ndarray): positions, shape ``(n_points,)``.
        cutoff (int): number of Fock states.

    Returns:
        numpy.ndarray: float64 of shape ``(cutoff, n_points)``.

    **Example**

    >>> hermite_functions(np.array([0.0]), 3).round(4).ravel()
    array([ 0.7511,  0.    , -0.5311])
    """
    functions = np.zeros((cutoff, len(q)))
    functions[0] = np.pi**-0.25 * np.exp(-(q**2) / 2)
    for n in range(1, cutoff):
        functions[n] = np.sqrt(2 / n) * q * functions[n - 1]
        functions[n] -= np.sqrt((n - 1) / n) * functions[n - 2]
    return functions


def attenuation(transmission: float, cutoff: int) -> FockGate:
    r"""Loss, as the isometry that keeps the number of lost photons as an environment.

    .. math:: |n\rangle \mapsto \sum_k \sqrt{\tbinom nk T^{n-k} (1-T)^k}\, |k\rangle |n-k\rangle

    Args:
        transmission (float): probability :math:`T` that a photon passes.
        cutoff (int): number of Fock states.

    Returns:
        FockGate: with ``cutoff**2`` rows.
    """
    transmission = np.clip(transmission, _LEAST_LOSS, 1 - _LEAST_LOSS)
    lost, left = np.indices((cutoff, cutoff))
    probabilities = comb(lost + left, lost) * transmission**left * (1 - transmission) ** lost
    inside = (lost + left) < cutoff
    matrix = np.zeros((cutoff, cutoff, cutoff))
    matrix[lost[inside], left[inside], (lost + left)[inside]] = np.sqrt(probabilities[inside])
    slope = (left / transmission - lost / (1 - transmission)) / 2
    return FockGate(
        matrix.reshape(cutoff**2, cutoff),
        (slice(None),),
        lambda: ((slope[..., None] * matrix).reshape(cutoff**2, cutoff),),
    )
