"""A guard against a wrong result of PennyLane's own.

With ``diff_method="adjoint"`` and a measurement that is no expectation value, ``default.qubit``
differentiates the state vector. In PennyLane 0.45.1 it then binds the trainable parameters to the
first gates that have parameters, trainable or not: if a constant gate stands before, value and
gradient are wrong, without an error in autograd and jax. It concerns ``qml.probs`` itself. A loss
cannot repair it, and nothing that PennyLane hands to a loss tells the method; the QNode that is
being evaluated does, and it stands on the call stack.
"""

import inspect

import pennylane as qml
from pennylane.exceptions import QuantumFunctionError
from pennylane.measurements import ExpectationMP, MeasurementProcess


def refuse_wrong_adjoint(measurement: MeasurementProcess) -> None:
    """Raise inside a QNode on ``default.qubit`` that asks for the adjoint method.

    Args:
        measurement (MeasurementProcess): what a loss measures; expectation values are right.

    Raises:
        QuantumFunctionError: if the loss could be wrong.
    """
    qnode = None if isinstance(measurement, ExpectationMP) else evaluated_qnode()
    if qnode is None or qnode.diff_method != "adjoint" or qnode.device.name != "default.qubit":
        return
    raise QuantumFunctionError(
        "diff_method='adjoint' of default.qubit gives wrong values and gradients of probabilities. "
        "Use diff_method='backprop' there, or the device qgen.lightning with 'adjoint'."
    )


def evaluated_qnode() -> qml.QNode | None:
    """The QNode that is being evaluated, found on the call stack."""
    frame = inspect.currentframe()
    while frame is not None:
        caller = frame.f_locals.get("self")
        if isinstance(caller, qml.QNode):
            return caller
        frame = frame.f_back
    return None
