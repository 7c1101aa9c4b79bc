"""A tape as a program of Strawberry Fields."""

import warnings
from collections.abc import Sequence

import numpy as np
from pennylane import math
from pennylane.operation import Operator
from pennylane.tape import QuantumScript

from .fock_circuit import KETS, check_preparations, initial_kets, mesh_of
from .fock_tensors import product_state
from .strawberryfields_import import import_strawberryfields

_OPERATIONS = {
    "Attenuation": "LossChannel",
    "BeamSplitter": "BSgate",
    "CatState": "Catstate",
    "CoherentState": "Coherent",
    "ControlledAddition": "CXgate",
    "ControlledPhase": "CZgate",
    "CrossKerr": "CKgate",
    "CubicPhase": "Vgate",
    "Displacement": "Dgate",
    "DisplacedSqueezedState": "DisplacedSqueezed",
    "FockDensityMatrix": "DensityMatrix",
    "GaussianState": "Gaussian",
    "Kerr": "Kgate",
    "PhaseShifter": "Rgate",
    "QuadraticPhase": "Pgate",
    "SqueezedState": "Squeezed",
    "Squeezing": "Sgate",
    "ThermalState": "Thermal",
    "TwoModeSqueezing": "S2gate",
    "UnitaryInterferometer": "Interferometer",
}
"""The operation of Strawberry Fields with the same parameters, in the same order."""

_ON_VACUUM = {"CoherentState": "Displacement", "SqueezedState": "Squeezing"}
_SINGLE_MODE = ("Attenuation",)


def fock_program(tape: QuantumScript, n_modes: int, cutoff: int):
    """Program for the fock engine, whose pure inputs are one joint ket.

    Preparing single modes would make the engine work with a density matrix of all modes, the square
    of the numbers.

    Args:
        tape (QuantumScript): operations on wires ``0, 1, ...``.
        n_modes (int): number of modes.
        cutoff (int): number of Fock states of a mode.

    Returns:
        strawberryfields.Program: the program.
    """
    sf = import_strawberryfields()
    kets = initial_kets(tape, n_modes, cutoff)
    program = sf.Program(n_modes)
    with program.context as modes:
        if any(op.name in KETS for op in tape.operations):
            joint = product_state(kets).ordered(range(n_modes))
            sf.ops.Ket(joint) | modes
        for op in tape.operations:
            if op.name in _ON_VACUUM:
                _append(sf, _ON_VACUUM[op.name], _parameters(op), op.wires.tolist(), modes)
            elif op.name == "DisplacedSqueezedState":
                a, phi_a, r, phi_r = _parameters(op)
                _append(sf, "Squeezing", (r, phi_r), op.wires.tolist(), modes)
                _append(sf, "Displacement", (a, phi_a), op.wires.tolist(), modes)
            elif op.name not in KETS:
                _append(sf, op.name, _parameters(op), op.wires.tolist(), modes)
    return program


def phase_space_program(tape: QuantumScript, n_modes: int):
    """Program for the gaussian and bosonic engines.

    The bosonic engine knows no interferometers, so they are taken apart.

    Args:
        tape (QuantumScript): operations on wires ``0, 1, ...``.
        n_modes (int): number of modes.

    Returns:
        strawberryfields.Program: the program.
    """
    sf = import_strawberryfields()
    check_preparations(tape)
    program = sf.Program(n_modes)
    with program.context as modes:
        for op in tape.operations:
            wires = op.wires.tolist()
            if op.name == "Photons":
                for count, wire in zip(op.counts, wires, strict=True):
                    sf.ops.Fock(count) | modes[wire]
            elif op.name == "UnitaryInterferometer":
                for part in mesh_of(*_parameters(op), wires):
                    _append(sf, part.name, _parameters(part), part.wires.tolist(), modes)
            else:
                _append(sf, op.name, _parameters(op), wires, modes)
    return program


def run_program(program, engine: str, **options):
    """Final state of a program on a new engine.

    Args:
        program (strawberryfields.Program): the program.
        engine (str): ``"fock"``, ``"gaussian"`` or ``"bosonic"``.
        **options: of the engine's backend.

    Returns:
        strawberryfields.backends.BaseState: the state.
    """
    sf = import_strawberryfields()
    with warnings.catch_warnings():
        # Modes that nothing joins are no mistake.
        warnings.filterwarnings("ignore", "The circuit consists of", UserWarning)
        return sf.Engine(engine, backend_options=options).run(program).state


def _append(sf, name: str, parameters: Sequence, wires: list[int], modes) -> None:
    if name == "Identity":
        return
    operation = getattr(sf.ops, _OPERATIONS[name])(*parameters)
    groups = [[wire] for wire in wires] if name in _SINGLE_MODE else [wires]
    for group in groups:
        operation | [modes[wire] for wire in group]


def _parameters(op: Operator) -> list:
    values = [np.asarray(value) for value in math.unwrap(op.data)]
    return [value.item() if value.ndim == 0 else value for value in values]
