"""Error rates of a machine's gates and of its readout."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log1p

import numpy as np

from .machine import is_qiskit_backend


@dataclass(frozen=True)
class ErrorRates:
    """Average probabilities that a gate or the readout of a qubit goes wrong.

    Args:
        one_qubit (float): of a gate on one qubit.
        two_qubit (float): of a gate on two qubits or more.
        readout (float): of reading one qubit.

    Raises:
        ValueError: if one is not in [0, 1).

    **Example**

    >>> rates = ErrorRates(one_qubit=1e-4, two_qubit=1e-2, readout=0.02)
    >>> round(rates.of_circuit([1, 1, 2], n_measured=2), 4)
    0.0494
    """

    one_qubit: float
    two_qubit: float
    readout: float

    def __post_init__(self):
        for name, rate in vars(self).items():
            if not 0 <= rate < 1:
                raise ValueError(f"{name} must be a probability below 1; got {rate}.")

    def of_circuit(self, gate_sizes: Iterable[int], n_measured: int) -> float:
        r"""Probability that anything goes wrong, :math:`1 - \prod_k (1 - \epsilon_k)`.

        Errors are taken as independent, and idle qubits as perfect, so it is a rough number.

        Args:
            gate_sizes (Iterable[int]): number of qubits of each gate.
            n_measured (int): number of qubits read.

        Returns:
            float: in [0, 1).
        """
        rates = [self.one_qubit if size == 1 else self.two_qubit for size in gate_sizes]
        return combine([*rates, *[self.readout] * n_measured])


def combine(rates: Iterable[float]) -> float:
    """Probability that at least one of independent errors occurs."""
    total = sum(log1p(-min(rate, 1 - 1e-12)) for rate in rates)
    return float(-np.expm1(total))


def two_qubit_error(machine, pair: tuple[int, int]) -> float:
    """Smallest known error of a gate on a pair of qubits; 0 if nothing is known."""
    if not is_qiskit_backend(machine):
        return 0.0
    directions = pair, pair[::-1]
    known = [
        properties.error
        for name in machine.target.operation_names
        for qubits, properties in _instructions(machine, name)
        if qubits in directions and properties is not None and properties.error is not None
    ]
    return min(known, default=0.0)


def readout_error(machine, qubit: int) -> float:
    """Error of reading a qubit; 0 if it is not known."""
    if not is_qiskit_backend(machine):
        return 0.0
    properties = dict(_instructions(machine, "measure")).get((qubit,))
    return (getattr(properties, "error", None) or 0.0) if properties else 0.0


def gate_error(machine, name: str, qubits: tuple[int, ...]) -> float:
    """Error of a gate on physical qubits; 0 if it is not known."""
    properties = dict(_instructions(machine, name)).get(qubits)
    return (getattr(properties, "error", None) or 0.0) if properties else 0.0


def _instructions(machine, name: str):
    if name not in machine.target.operation_names:
        return ()
    return ((qubits, p) for qubits, p in machine.target[name].items() if qubits is not None)
