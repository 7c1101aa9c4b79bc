"""Where the Fock basis is cut off: what needs no choice, what does not fit, what is lost."""

import warnings

import numpy as np
from pennylane import math
from pennylane.exceptions import DeviceError
from pennylane.operation import Operator
from pennylane.tape import QuantumScript

MAX_AMPLITUDES = 2**27
"""Numbers in the largest tensor that is made, two gibibytes."""

WARN_LOST = 1e-4
MAX_LOST = 0.1
"""Norm that may be lost beyond the cutoff before there is a warning, and before an error."""

_KETS = ("FockStateVector", "FockSuperposition", "Photons")
_KEEP_PHOTONS = frozenset(
    {
        *_KETS,
        "Attenuation",
        "BeamSplitter",
        "CrossKerr",
        "Identity",
        "Kerr",
        "PhaseShifter",
        "UnitaryInterferometer",
    }
)


def check_cutoff(cutoff) -> int | None:
    """Return a cutoff that is ``None`` or an integer of at least 2, else raise a ValueError.

    **Example**

    >>> check_cutoff(5)
    5
    """
    if cutoff is None or (isinstance(cutoff, int | np.integer) and cutoff >= 2):
        return cutoff
    raise ValueError(f"cutoff must be an integer of at least 2; got {cutoff!r}.")


def exact_cutoff(circuit: QuantumScript, device: str) -> int:
    """One more than all photons of a circuit, which no mode can exceed if gates keep their number.

    Args:
        circuit (QuantumScript): the circuit.
        device (str): name of the device, for the message.

    Returns:
        int: the cutoff, at least 2.

    Raises:
        DeviceError: if a gate does not keep the number of photons.
    """
    for op in circuit.operations:
        if op.name not in _KEEP_PHOTONS:
            raise DeviceError(
                f"{op.name} does not keep the number of photons, so the cutoff must be chosen: "
                f'qml.device("{device}", cutoff=...). Take more than the photons that a mode can '
                "have; what is lost is reported."
            )
    photons = sum(_most_photons(op) for op in circuit.operations if op.name in _KETS)
    return max(photons + 1, 2)


def _most_photons(op: Operator) -> int:
    if op.name == "Photons":
        return sum(op.counts)
    return int(np.argwhere(np.asarray(math.unwrap(op.data)[0])).sum(axis=1).max())


def check_size(cutoff: int, n_axes: int, device: str) -> None:
    """Refuse a tensor that does not fit, with an estimate of its size.

    Args:
        cutoff (int): number of Fock states of an axis.
        n_axes (int): number of axes: modes, twice if the state is mixed, and environments.
        device (str): name of the device, for the message.

    Raises:
        DeviceError: above ``MAX_AMPLITUDES``.

    **Example**

    >>> check_size(10, 6, "qgen.fock")
    """
    if float(cutoff) ** n_axes > MAX_AMPLITUDES:
        gibibytes = 16 * float(cutoff) ** n_axes / 2**30
        raise DeviceError(
            f"The state takes {cutoff}**{n_axes} amplitudes, {gibibytes:.3g} GiB; {device} goes up "
            f"to {16 * MAX_AMPLITUDES / 2**30:.0f} GiB. Use a smaller cutoff, fewer modes or fewer "
            "losses, qgen.boson for photons in linear optics, or qgen.sf.gaussian for Gaussian "
            "states."
        )


def report_lost_norm(lost: float, cutoff: int, device: str) -> None:
    """Warn of a norm that the cutoff has lost, or refuse the result.

    Args:
        lost (float): the norm that is missing.
        cutoff (int): the cutoff.
        device (str): name of the device, for the message.

    Raises:
        DeviceError: if more than ``MAX_LOST`` is missing.
    """
    message = (
        f"The cutoff {cutoff} loses {lost:.2g} of the norm of the state; use a larger cutoff, "
        f'qml.device("{device}", cutoff=...).'
    )
    if lost > MAX_LOST:
        raise DeviceError(message)
    if lost > WARN_LOST:
        warnings.warn(message, UserWarning, stacklevel=2)
