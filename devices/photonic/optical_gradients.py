"""Gradients on devices of continuous variables that have no derivatives of their own."""

from dataclasses import replace

import pennylane as qml
from pennylane.devices import ExecutionConfig
from pennylane.exceptions import QuantumFunctionError
from pennylane.tape import QuantumScript

from ...photonics import photonic_shift
from ...photonics.from_pennylane import translate
from .photonic_circuit import is_linear_optics

_EXACT_STEP = 1e-4
_SAMPLED_STEP = 0.1
_METHODS = ("best", "parameter-shift")

central_differences = qml.transform(
    qml.gradients.finite_diff.tape_transform,
    # PennyLane's own would take photonic gates apart to gates of qubits.
    expand_transform=photonic_shift.expand_transform,
    classical_cotransform=qml.gradients.finite_diff.classical_cotransform,
    final_transform=True,
)
"""PennyLane's finite differences, for circuits of photonic gates."""


def chooses_gradient(config: ExecutionConfig) -> bool:
    """Whether :func:`with_chosen_gradient` has a choice for a configuration."""
    return config.gradient_method in _METHODS


def with_chosen_gradient(config: ExecutionConfig, circuit: QuantumScript | None) -> ExecutionConfig:
    """Take photonic shift rules where they hold, else central differences.

    Args:
        config (ExecutionConfig): what the user asked for.
        circuit (QuantumScript or None): the circuit.

    Returns:
        ExecutionConfig: the same for methods other than ``"best"`` and ``"parameter-shift"``.

    Raises:
        QuantumFunctionError: for ``"parameter-shift"`` where no rule of finitely many terms holds.
    """
    if not chooses_gradient(config) or circuit is None:
        return config
    linear = [op for op in translate(circuit.operations) if not is_linear_optics(op)]
    if config.gradient_method == "parameter-shift" and linear:
        raise QuantumFunctionError(
            f"There is no parameter-shift rule for photon statistics with {linear[0].name}; use "
            "diff_method='best' or 'finite-diff'."
        )
    if not linear and (circuit.shots or config.gradient_method == "parameter-shift"):
        return replace(config, gradient_method=photonic_shift)
    settings = {
        "h": _SAMPLED_STEP if circuit.shots else _EXACT_STEP,
        "approx_order": 2,
        "strategy": "center",
        # PennyLane refuses parameters without an analytic derivative, such as a transmission.
        "validate_params": False,
    }
    return replace(
        config,
        gradient_method=central_differences,
        gradient_keyword_arguments=settings | dict(config.gradient_keyword_arguments),
    )
