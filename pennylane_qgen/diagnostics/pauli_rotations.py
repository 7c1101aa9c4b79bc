r"""A circuit as a list of Pauli rotations, some by a random angle and some Clifford.

Every Clifford gate is a product of rotations :math:`e^{-i \pi P / 4}`, up to a phase: a CNOT is the
three words Z, X and ZX. So one rule says how a Pauli word Q moves backwards through any gate, up
to its sign: if it anticommutes with P, it becomes PQ, at a random angle with probability one half.
"""

from dataclasses import dataclass

import numpy as np
import pennylane as qml

ROTATIONS = {
    "RX": "X", "RY": "Y", "RZ": "Z", "PhaseShift": "Z", "U1": "Z",
    "IsingXX": "XX", "IsingYY": "YY", "IsingZZ": "ZZ",
}  # fmt: skip
CLIFFORDS = {
    "Identity": (), "GlobalPhase": (), "Barrier": (),
    "PauliX": (), "PauliY": (), "PauliZ": (),
    "Hadamard": ("Z", "X", "Z"), "S": ("Z",), "Adjoint(S)": ("Z",), "SX": ("X",),
    "Adjoint(SX)": ("X",),
    "CNOT": ("ZI", "IX", "ZX"), "CY": ("ZI", "IY", "ZY"), "CZ": ("ZI", "IZ", "ZZ"),
    "SWAP": ("XX", "YY", "ZZ"), "ISWAP": ("XX", "YY"), "Adjoint(ISWAP)": ("XX", "YY"),
    "ECR": ("ZX",),
}  # fmt: skip
"""Words of the quarter rotations that make up each gate. Signs and Paulis do not matter here."""


@dataclass(frozen=True)
class PauliRotation:
    """One rotation about a Pauli word.

    Args:
        word (str): letters X, Y and Z, one a wire it acts on.
        wires (tuple): the wires, one a letter.
        random (bool): whether the angle is a weight; else it is a quarter turn.
    """

    word: str
    wires: tuple
    random: bool


def pauli_rotations(tape) -> list[PauliRotation]:
    """The gates of a circuit as Pauli rotations, in the order of the circuit.

    Args:
        tape (qml.tape.QuantumScript): a circuit whose weights require a gradient; all other angles
            must be multiples of a quarter turn.

    Returns:
        list[PauliRotation]: the rotations.

    Raises:
        ValueError: if a gate is neither a Pauli rotation nor Clifford, one weight drives several
            rotations of one gate, or a constant angle is not Clifford.

    **Example**

    >>> angle = qml.numpy.array(0.3, requires_grad=True)
    >>> tape = qml.tape.QuantumScript([qml.RY(angle, "a"), qml.CZ(["a", "b"])])
    >>> pauli_rotations(tape)[0]
    PauliRotation(word='Y', wires=('a',), random=True)
    >>> [rotation.word for rotation in pauli_rotations(tape)]
    ['Y', 'Z', 'Z', 'ZZ']
    """
    return [rotation for operation in tape.operations for rotation in _expand(operation)]


def _expand(operation) -> list[PauliRotation]:
    name, wires = operation.name, tuple(operation.wires)
    if name in CLIFFORDS:
        return [_strip(word, wires, False) for word in CLIFFORDS[name]]
    word = _rotation_word(operation)
    if word is not None:
        return _rotation(operation, word, wires)
    if not operation.has_decomposition:
        raise ValueError(
            f"{operation} is neither a Pauli rotation nor a Clifford gate, and has no "
            "decomposition into them."
        )
    with qml.QueuingManager.stop_recording():
        gates = operation.decomposition()
    expanded = [rotation for gate in gates for rotation in _expand(gate)]
    n_random, n_weights = sum(r.random for r in expanded), _number_of_weights(operation)
    if n_random > n_weights:
        raise ValueError(
            f"{name} turns about {n_random} Pauli words by {n_weights} weight, but the angles must "
            "be independent. Use rotations about one word each."
        )
    return expanded


def _rotation_word(operation) -> str | None:
    if operation.name == "PauliRot":
        return operation.hyperparameters["pauli_word"]
    if operation.name == "MultiRZ":
        return "Z" * len(operation.wires)
    return ROTATIONS.get(operation.name)


def _rotation(operation, word, wires):
    angle = operation.data[0]
    if qml.math.requires_grad(angle):
        return [_strip(word, wires, True)]
    quarters = float(qml.math.unwrap([angle])[0]) / (np.pi / 2)
    if abs(quarters - round(quarters)) > 1e-9:
        raise ValueError(
            f"The constant angle of {operation} is not a multiple of pi/2, so the gate is not "
            "Clifford. Make it a weight, or leave the gate out."
        )
    return [_strip(word, wires, False)] if round(quarters) % 2 else []


def _strip(word: str, wires: tuple, random: bool) -> PauliRotation:
    """The rotation without the wires on which the word is the identity."""
    acted = [(letter, wire) for letter, wire in zip(word, wires, strict=True) if letter != "I"]
    return PauliRotation(
        "".join(letter for letter, _ in acted), tuple(wire for _, wire in acted), random
    )


def _number_of_weights(operation) -> int:
    return sum(
        int(np.prod(qml.math.shape(data), dtype=int))
        for data in operation.data
        if qml.math.requires_grad(data)
    )
