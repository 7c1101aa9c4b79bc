"""Guards against wrong numbers that a measurement or a loss can foresee but not repair.

Nothing that PennyLane hands to them tells how the result will be used. The QNode that is being
evaluated knows, and it stands on the call stack.
"""

import inspect

import pennylane as qml
from pennylane.exceptions import QuantumFunctionError

GRADIENT_TRANSFORM_ADVICE = (
    "A loss is not linear in the state, so a gradient transform such as qml.gradients.param_shift "
    "or qml.metric_tensor cannot be applied to the QNode that returns it. Differentiate the call "
    "instead, qml.grad(qnode)(weights), or the same with torch or jax; the transform is then "
    "chosen with diff_method=, as in @qml.qnode(device, diff_method='parameter-shift')."
)


def evaluated_qnode() -> qml.QNode | None:
    """The QNode that is being evaluated, or ``None`` outside of all."""
    frame = inspect.currentframe()
    while frame is not None:
        caller = frame.f_locals.get("self")
        if isinstance(caller, qml.QNode):
            return caller
        frame = frame.f_back
    return None


def refuse_wrong_adjoint() -> None:
    """Raise inside a QNode on ``default.qubit`` that asks for the adjoint method.

    There PennyLane 0.45.1 differentiates the state vector for any measurement but expectation
    values, and binds the trainable parameters to the first gates that have parameters, trainable
    or not. If a constant gate stands before, value and gradient are wrong, without an error in
    autograd and jax. It concerns ``qml.probs`` itself.

    Raises:
        QuantumFunctionError: if the result could be wrong.
    """
    qnode = evaluated_qnode()
    if qnode is None or qnode.diff_method != "adjoint" or qnode.device.name != "default.qubit":
        return
    raise QuantumFunctionError(
        "diff_method='adjoint' of default.qubit gives wrong values and gradients of probabilities. "
        "Use diff_method='backprop' there, or the device qgen.lightning with 'adjoint'."
    )


def refuse_gradient_transform() -> None:
    """Raise inside a QNode to which a gradient or metric transform was applied.

    The transform would be given the derivative of the measurement, and a loss would be computed
    from it as if it were the measurement.

    Raises:
        QuantumFunctionError: naming the right call.
    """
    qnode = evaluated_qnode()
    if qnode is None:
        return
    # Transforms that differentiate also need the derivative of the classical processing.
    if any(transform.classical_cotransform is not None for transform in qnode.compile_pipeline):
        raise QuantumFunctionError(GRADIENT_TRANSFORM_ADVICE)
