r"""The observable whose gradient is a vector-Jacobian product of measurements.

For results :math:`r_k = \langle \psi | O_k | \psi \rangle` with cotangents :math:`v_k`, the
product is the gradient of :math:`\langle \sum_k v_k O_k \rangle`. Probabilities and parities
contribute diagonal observables, which add up to one vector of :math:`2^n` numbers.
"""

import numpy as np
from pennylane.measurements import ExpectationMP, MeasurementProcess, ProbabilityMP
from pennylane.operation import Operator

from ..bits import bits_to_integers
from ..walsh import walsh_hadamard_transform
from .z_words import z_words


def observable_of(
    measurements: list[MeasurementProcess], cotangents: list[np.ndarray], n_wires: int
) -> tuple[np.ndarray | None, list[tuple[float, Operator]]]:
    """Sum of the measured observables weighted by cotangents.

    Args:
        measurements (list[MeasurementProcess]): ``probs``, ``parities`` and ``expval``, on wires
            ``0, 1, ...``.
        cotangents (list[numpy.ndarray]): one of the shape of each result.
        n_wires (int): number of wires of the state.

    Returns:
        tuple: the diagonal part, a vector of length ``2**n_wires`` or ``None`` if it is zero, and
        the other terms as pairs of coefficient and observable.
    """
    diagonal, observables = None, []
    for measurement, cotangent in zip(measurements, cotangents, strict=True):
        if not np.any(cotangent):
            continue
        part = _diagonal(measurement, cotangent, n_wires)
        if part is None:
            observables.append((float(cotangent), measurement.obs))
        else:
            diagonal = part if diagonal is None else diagonal + part
    return diagonal, observables


def _diagonal(measurement, cotangent, n_wires: int) -> np.ndarray | None:
    """Diagonal of the weighted observable, or ``None`` if it is not known to be diagonal."""
    if isinstance(measurement, ExpectationMP):
        terms = z_words(measurement.obs, n_wires)
        if terms is None:
            return None
        words, coefficients = terms
        return _from_words(words, cotangent * coefficients, n_wires)
    wires = measurement.wires.tolist() or list(range(n_wires))
    if not isinstance(measurement, ProbabilityMP):
        cotangent = _from_words(measurement.words, measurement.sum_batches(cotangent), len(wires))
    return _spread(cotangent, wires, n_wires)


def _from_words(words: np.ndarray, coefficients: np.ndarray, n_wires: int) -> np.ndarray:
    """Diagonal of a sum of Z words."""
    spectrum = np.bincount(bits_to_integers(words), weights=coefficients, minlength=2**n_wires)
    return walsh_hadamard_transform(spectrum)


def _spread(values: np.ndarray, wires: list[int], n_wires: int) -> np.ndarray:
    """A function of the bits of some wires as a function of the bits of all."""
    order = np.argsort(wires)
    shape = [2 if wire in wires else 1 for wire in range(n_wires)]
    values = values.reshape([2] * len(wires)).transpose(order).reshape(shape)
    return np.broadcast_to(values, [2] * n_wires).reshape(-1)
