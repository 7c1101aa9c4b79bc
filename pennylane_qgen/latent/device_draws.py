"""The circuit of a photonic latent run on a device of PennyLane, a photonic chip for one."""

import numpy as np
import pennylane as qml

from ..checks import check_integer
from ..photonics import Interferometer, Loops, Photons, photon_counts
from .sample_bank import SampleBank


def draw_on_device(
    latent, device, n_shots: int, *, complete_only: bool = False, **device_options
) -> SampleBank:
    """Photon numbers that a device measures behind a latent's interferometer.

    See :meth:`pennylane_qgen.latent.BosonSampling.from_device`, whose arguments it takes.
    """
    _check_circuit(latent, complete_only)
    n_shots = check_integer("n_shots", n_shots, 1)
    if isinstance(device, str):
        device = qml.device(device, wires=latent.n_modes, **device_options)
    circuit = qml.set_shots(qml.QNode(_circuit(latent, _wires(device, latent)), device), n_shots)
    shots = np.asarray(circuit()).reshape(n_shots, latent.n_modes)
    if complete_only:
        shots = shots[shots.sum(axis=1) == latent.n_photons]
        if not len(shots):
            raise ValueError(
                f"In none of {n_shots} shots were all {latent.n_photons} photons counted. Take "
                "more shots or fewer photons, or complete_only=False."
            )
    return SampleBank(shots.astype(np.int8) if latent.detector == "threshold" else shots)


def _check_circuit(latent, complete_only: bool) -> None:
    if latent.unitary.shape[1] != latent.n_modes:
        raise ValueError(
            "A device runs square interferometers; got a matrix of shape "
            f"{latent.unitary.shape}. Complete its columns to a unitary."
        )
    if complete_only and latent.detector == "threshold":
        raise ValueError(
            "Clicks do not tell whether all photons arrived, since photons bunch; use "
            "complete_only with detector='number'."
        )


def _wires(device, latent):
    wires = device.wires if device.wires is not None else range(latent.n_modes)
    if len(wires) < latent.n_modes:
        raise ValueError(
            f"The device must have a wire for each of {latent.n_modes} modes; it has {len(wires)}."
        )
    return list(wires)[: latent.n_modes]


def _circuit(latent, wires: list):
    """A function for a QNode; loops stay loops, which is what time-bin machines run."""
    counts = [1] * latent.n_photons + [0] * (latent.n_modes - latent.n_photons)
    loops = latent.loops

    def circuit():
        Photons(counts, wires=wires)
        if loops is None:
            Interferometer(latent.unitary, wires=wires)
        else:
            delays, angles = loops
            Loops(angles, delays=delays, wires=wires)
        return photon_counts(wires) if latent.detector == "number" else qml.sample(wires=wires)

    return circuit
