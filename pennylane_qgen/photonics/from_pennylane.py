"""PennyLane's own continuous-variable operations, which 0.46 removes, as those of this package.

They are recognised by their names, so that nothing is imported that will be gone.
"""

from collections.abc import Iterable
from itertools import zip_longest

from pennylane.operation import Operator
from pennylane.queuing import QueuingManager
from pennylane.tape import QuantumScript

from .beam_splitter import BeamSplitter
from .displacement import Displacement
from .interferometer import Interferometer
from .kerr import Kerr
from .phase_shifter import PhaseShifter
from .photons import Photons
from .squeezing import Squeezing

_EQUIVALENTS = {
    "Beamsplitter": BeamSplitter,
    "Displacement": Displacement,
    "FockState": Photons,
    "InterferometerUnitary": Interferometer,
    "Kerr": Kerr,
    "Rotation": PhaseShifter,
    "Squeezing": Squeezing,
}


def from_pennylane(op: Operator) -> list[Operator]:
    """The operation in terms of this package.

    Args:
        op (Operator): any operation.

    Returns:
        list[Operator]: for one of PennyLane's photonic operations with an equivalent here, that
        equivalent; for PennyLane's ``Interferometer``, its beam splitters and phase shifters;
        otherwise the operation itself.

    **Example**

    >>> from_pennylane(qml.Beamsplitter(0.1, 0.2, wires=[0, 1]))
    [BeamSplitter(0.1, 0.2, wires=[0, 1])]
    """
    with QueuingManager.stop_recording():
        if op.name == "Interferometer" and op.num_params == 3:
            return translate(op.decomposition())
        equivalent = _EQUIVALENTS.get(op.name)
        if equivalent is None or isinstance(op, equivalent):
            return [op]
        return [equivalent(*op.data, wires=op.wires)]


def translate(operations: Iterable[Operator]) -> list[Operator]:
    """All operations in terms of this package.

    Args:
        operations (Iterable[Operator]): any operations.

    Returns:
        list[Operator]: :func:`from_pennylane` of each, one after the other.
    """
    return [part for op in operations for part in from_pennylane(op)]


def translate_circuit(circuit: QuantumScript) -> QuantumScript:
    """A circuit with all operations in terms of this package; itself if nothing changes.

    Args:
        circuit (QuantumScript): the circuit.

    Returns:
        QuantumScript: the translated circuit.
    """
    operations = translate(circuit.operations)
    if all(a is b for a, b in zip_longest(operations, circuit.operations)):
        return circuit
    return circuit.copy(operations=operations, trainable_params=None)
