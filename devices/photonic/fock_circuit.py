"""A tape as states of modes and a list of gates in the Fock basis.

Operators of PennyLane 0.45 without an equivalent in this package are known by their names; later
releases do not have them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from pennylane import math
from pennylane.exceptions import DeviceError
from pennylane.operation import Operator
from pennylane.queuing import QueuingManager
from pennylane.tape import QuantumScript

from ...photonics import Mesh
from ...photonics.superposition import check_ket
from . import fock_gates

GATES: dict[str, Callable[..., fock_gates.FockGate]] = {
    "PhaseShifter": fock_gates.phase_shifter,
    "BeamSplitter": fock_gates.beam_splitter,
    "Attenuation": fock_gates.attenuation,
    "Displacement": fock_gates.displacement,
    "CoherentState": fock_gates.displacement,
    "Squeezing": fock_gates.squeezing,
    "SqueezedState": fock_gates.squeezing,
    "TwoModeSqueezing": fock_gates.two_mode_squeezing,
    "Kerr": fock_gates.kerr,
    "CrossKerr": fock_gates.cross_kerr,
    "CubicPhase": fock_gates.cubic_phase,
}

KETS = ("CatState", "FockStateVector", "FockSuperposition", "Photons")
_PREPARATIONS = (
    *KETS,
    "CoherentState",
    "DisplacedSqueezedState",
    "FockDensityMatrix",
    "GaussianState",
    "SqueezedState",
    "ThermalState",
)


@dataclass(frozen=True)
class Step:
    """A gate of the circuit.

    Attributes:
        make (Callable): makes the gate from its parameters and the cutoff.
        values (tuple[float]): its parameters.
        indices (tuple[int]): their places among all parameters of the tape, none for constants.
        modes (tuple[int]): the modes on which it acts.
    """

    make: Callable[..., fock_gates.FockGate]
    values: tuple[float, ...]
    indices: tuple[int, ...]
    modes: tuple[int, ...]


@dataclass(frozen=True)
class FockCircuit:
    """Initial states of groups of modes, and gates.

    Attributes:
        cutoff (int): number of Fock states of a mode.
        kets (list[tuple]): pairs of modes and amplitudes, with an axis a mode; all modes once.
        steps (list[Step]): the gates in their order.
    """

    cutoff: int
    kets: list[tuple[tuple[int, ...], np.ndarray]]
    steps: list[Step]


def fock_circuit(
    tape: QuantumScript, parameters: Sequence[np.ndarray], n_modes: int, cutoff: int
) -> FockCircuit:
    """Read a tape.

    Args:
        tape (QuantumScript): operations on wires ``0, 1, ...`` that are in ``fock.toml``.
        parameters (Sequence[numpy.ndarray]): all parameters of the tape.
        n_modes (int): number of modes.
        cutoff (int): number of Fock states of a mode.

    Returns:
        FockCircuit: the circuit.

    Raises:
        DeviceError: if the cutoff is too small for the photons, or a mode is prepared after
            something was done to it.
    """
    steps, start = [], 0
    for op in tape.operations:
        indices = tuple(range(start, start + len(op.data)))
        start += len(op.data)
        if op.name not in KETS:
            steps.extend(_steps(op, [parameters[index] for index in indices], indices))
    return FockCircuit(cutoff, initial_kets(tape, n_modes, cutoff), steps)


def initial_kets(
    tape: QuantumScript, n_modes: int, cutoff: int
) -> list[tuple[tuple[int, ...], np.ndarray]]:
    """States in which the modes begin.

    Args:
        tape (QuantumScript): operations on wires ``0, 1, ...``.
        n_modes (int): number of modes.
        cutoff (int): number of Fock states of a mode.

    Returns:
        list[tuple]: groups of modes and their amplitudes, with an axis a mode; all modes once.

    Raises:
        DeviceError: as for :func:`fock_circuit`.
    """
    check_preparations(tape)
    kets = [ket for op in tape.operations if op.name in KETS for ket in _kets(op, cutoff)]
    prepared = {mode for modes, _ in kets for mode in modes}
    vacuum = np.eye(1, cutoff)[0]
    return kets + [((mode,), vacuum) for mode in range(n_modes) if mode not in prepared]


def check_preparations(tape: QuantumScript) -> None:
    """Raise a DeviceError if a mode is prepared after something was done to it."""
    touched: set = set()
    for op in tape.operations:
        if op.name in _PREPARATIONS and touched.intersection(op.wires):
            raise DeviceError(
                f"{op.name} on wires {op.wires.tolist()} must come before everything else there: "
                "states are prepared only at the beginning."
            )
        touched.update(op.wires)


def _kets(op: Operator, cutoff: int):
    wires = op.wires.tolist()
    if op.name in ("FockSuperposition", "FockStateVector"):
        yield tuple(wires), _cut_ket(math.unwrap(op.data)[0], len(wires), cutoff)
    elif op.name == "CatState":
        yield tuple(wires), _cat(*map(float, math.unwrap(op.data)), cutoff)
    else:
        for wire, count in zip(wires, op.counts, strict=True):
            if count >= cutoff:
                raise DeviceError(
                    f"Wire {wire} has {count} photons, but the cutoff {cutoff} leaves room for at "
                    f"most {cutoff - 1}; use a cutoff of at least {sum(op.counts) + 1}."
                )
            yield (wire,), np.eye(1, cutoff, count)[0]


def _cut_ket(ket: np.ndarray, n_wires: int, cutoff: int) -> np.ndarray:
    """Amplitudes with ``cutoff`` entries an axis."""
    ket = check_ket(ket, n_wires)
    largest = np.argwhere(ket).max()
    if largest >= cutoff:
        raise DeviceError(
            f"The state has amplitudes of {largest} photons in a mode, but the cutoff {cutoff} "
            f"leaves room for at most {cutoff - 1}; use a larger cutoff."
        )
    inside = ket[(slice(cutoff),) * n_wires]
    return np.pad(inside, [(0, cutoff - size) for size in inside.shape])


def _cat(a: float, phi: float, p: float, cutoff: int) -> np.ndarray:
    """The superposition of two coherent states, as ``qml.CatState`` defines it."""
    plus = fock_gates.displacement(a, phi, cutoff).matrix[:, 0]
    signs = (-1.0) ** np.arange(cutoff)
    norm = np.sqrt(2 * (1 + np.cos(np.pi * p) * np.exp(-2 * a**2)))
    return (plus + np.exp(1j * np.pi * p) * signs * plus) / norm


def _steps(op: Operator, values: list[np.ndarray], indices: tuple[int, ...]):
    wires = tuple(op.wires)
    if op.name == "UnitaryInterferometer":
        for part in mesh_of(values[0], wires):
            # The matrix is not trainable, so its gates have no place among the parameters.
            yield Step(GATES[part.name], tuple(map(float, part.data)), (), tuple(part.wires))
    elif op.name == "DisplacedSqueezedState":
        a, phi_a, r, phi_r = map(float, values)
        yield Step(fock_gates.squeezing, (r, phi_r), indices[2:], wires)
        yield Step(fock_gates.displacement, (a, phi_a), indices[:2], wires)
    elif op.name == "Attenuation":
        for wire in wires:
            yield Step(GATES[op.name], (float(values[0]),), indices, (wire,))
    elif op.name != "Identity":
        yield Step(GATES[op.name], tuple(map(float, values)), indices, wires)


def mesh_of(unitary: np.ndarray, wires: Sequence) -> list[Operator]:
    """An interferometer as phase shifters and beam splitters."""
    with QueuingManager.stop_recording():
        return Mesh(Mesh.from_unitary(unitary), wires=wires).decomposition()
