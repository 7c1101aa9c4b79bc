"""Probabilities that are differentiated right, or not at all."""

import pennylane as qml
from pennylane.measurements import ProbabilityMP


class DistributionMP(ProbabilityMP):
    """``qml.probs`` of the computational basis, as losses measure it.

    To every device it is the native measurement, but for one trivial diagonalizing gate. That
    gate keeps ``default.qubit`` from its adjoint method, which in PennyLane 0.45 returns wrong
    gradients of probabilities to autograd without a word and fails in torch; with the gate it
    refuses. Backpropagation, parameter-shift and the devices of this package are not affected.
    """

    def diagonalizing_gates(self) -> list:
        """The native gates, or an identity where there are none."""
        return super().diagonalizing_gates() or trivial_gates(self.wires)


def trivial_gates(wires) -> list:
    """A list of gates that is not empty and does nothing."""
    with qml.QueuingManager.stop_recording():
        return [qml.Identity(wires[:1])]
