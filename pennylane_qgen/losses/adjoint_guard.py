"""A guard against a wrong gradient of PennyLane's own.

With ``diff_method="adjoint"``, ``default.qubit`` differentiates probabilities through the complex
state vector, and in PennyLane 0.45.1 the result is wrong wherever the state is not real: without
an error in autograd and jax, with an obscure one in torch. It concerns ``qml.probs`` itself. A
loss cannot repair it, and nothing that PennyLane hands to a loss tells the method; the QNode that
is being evaluated does, and it stands on the call stack.
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
        QuantumFunctionError: if the gradient of the loss would be wrong.
    """
    qnode = None if isinstance(measurement, ExpectationMP) else _evaluated_qnode()
    if qnode is None or qnode.diff_method != "adjoint" or qnode.device.name != "default.qubit":
        return
    raise QuantumFunctionError(
        "diff_method='adjoint' of default.qubit gives wrong gradients of probabilities. Use "
        "diff_method='backprop' there, or the device qgen.lightning with 'adjoint'."
    )


def _evaluated_qnode() -> qml.QNode | None:
    frame = inspect.currentframe()
    while frame is not None:
        caller = frame.f_locals.get("self")
        if isinstance(caller, qml.QNode):
            return caller
        frame = frame.f_back
    return None
