"""Gate angles as affine functions of the parameters of a tape."""

from dataclasses import dataclass

import numpy as np
from pennylane.exceptions import DeviceError


@dataclass(frozen=True)
class _Run:
    """Angles of consecutive gates: ``coefficient * parameter.ravel()[entry] + offset``."""

    parameter: int | None
    entry: np.ndarray
    coefficient: np.ndarray
    offset: np.ndarray


class AffineAngles:
    """Angles of a list of gates, each affine in one entry of one parameter of a tape.

    Built by going through the operations of a tape and telling of each parameter, in their order,
    which angles it gives.
    """

    def __init__(self):
        self._runs: list[_Run] = []
        self._n_parameters = 0

    def append(self, entry, coefficient, offset) -> None:
        """Add angles that depend on the next parameter.

        Args:
            entry (array-like): the entry of the flat parameter for each angle.
            coefficient (array-like): its factor.
            offset (array-like): what is added.
        """
        arrays = np.asarray(entry, int), np.asarray(coefficient, float), np.asarray(offset, float)
        self._runs.append(_Run(self._n_parameters, *arrays))
        self._n_parameters += 1

    def append_constant(self, angle: float) -> None:
        """Add an angle that depends on no parameter."""
        self._runs.append(_Run(None, np.zeros(1, int), np.zeros(1), np.array([angle])))

    def skip(self, n_parameters: int) -> None:
        """Pass over parameters that give no angle."""
        self._n_parameters += n_parameters

    def bind(self, parameters: list) -> np.ndarray:
        """Angles of all gates that have one.

        Args:
            parameters (list): the parameters of a tape of the same structure.

        Returns:
            numpy.ndarray: float64 vector, in the order in which the angles were added.
        """
        values = [
            a.offset
            if a.parameter is None
            else a.coefficient * np.ravel(parameters[a.parameter])[a.entry] + a.offset
            for a in self._runs
        ]
        return np.concatenate(values, dtype=float) if values else np.zeros(0)

    def trainable(self, trainable: list[int]) -> np.ndarray:
        """Which angles depend on the trainable parameters, as sorted indices of angles."""
        chosen = [
            np.full(a.entry.size, a.parameter in trainable) & (a.coefficient != 0)
            for a in self._runs
        ]
        return np.flatnonzero(np.concatenate(chosen)) if chosen else np.zeros(0, int)

    def pull_back(self, gradient: np.ndarray, parameters: list, trainable: list[int]) -> tuple:
        """Chain rule from the angles to the trainable parameters of a tape.

        Args:
            gradient (numpy.ndarray): derivative by every angle, zero where it was not asked for.
            parameters (list): the parameters of the tape.
            trainable (list[int]): indices of the trainable ones.

        Returns:
            tuple[numpy.ndarray]: a derivative of the shape of each trainable parameter.

        Raises:
            DeviceError: if a trainable parameter is no angle, such as an amplitude.
        """
        unknown = set(trainable) - {a.parameter for a in self._runs}
        if unknown:
            raise DeviceError(
                f"Trainable parameters {sorted(unknown)} of the circuit are no angles of a gate; "
                "use diff_method='parameter-shift' or 'finite-diff', or mark them as constant."
            )
        result = {index: np.zeros(np.size(parameters[index])) for index in trainable}
        start = 0
        for a in self._runs:
            stop = start + a.entry.size
            if a.parameter in result:
                weights = a.coefficient * gradient[start:stop]
                result[a.parameter] += np.bincount(a.entry, weights, result[a.parameter].size)
            start = stop
        return tuple(result[i].reshape(np.shape(parameters[i])) for i in trainable)
