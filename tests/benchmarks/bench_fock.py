"""qgen.fock against the fock engine of Strawberry Fields with one joint ket, one thread.

Single-mode preparations would make the engine work with a density matrix, so its input is one ket
of all modes, as qgen.sf.fock prepares it.
"""

import numpy as np
import pennylane as qml
from timing import best_times, report

from pennylane_qgen.linear_optics import haar_unitary
from pennylane_qgen.photonics import (
    Interferometer,
    Kerr,
    Mesh,
    Photons,
    Squeezing,
    photon_number,
)


def interferometer(n_modes, n_photons):
    """Photons in an interferometer, as in boson sampling."""
    Photons([1] * n_photons + [0] * (n_modes - n_photons), wires=range(n_modes))
    Interferometer(haar_unitary(n_modes, seed=0), wires=range(n_modes))


def kerr_network(weights, n_modes, n_photons):
    """A mesh, Kerr gates, and a mesh: not Gaussian."""
    Photons([1] * n_photons + [0] * (n_modes - n_photons), wires=range(n_modes))
    for layer in weights:
        Mesh(layer, wires=range(n_modes), output_phases=False)
        for wire in range(n_modes):
            Kerr(0.3, wires=wire)


def squeezed_network(n_modes):
    for wire in range(n_modes):
        Squeezing(0.15, 0.0, wires=wire)
    Interferometer(haar_unitary(n_modes, seed=0), wires=range(n_modes))


def qnode(name, n_modes, circuit, **options):
    @qml.qnode(qml.device(name, wires=n_modes, **options))
    def run(*args):
        circuit(*args)
        return photon_number()

    return run


def against_strawberry_fields() -> None:
    cases = {
        "3 photons, 6 modes": (6, lambda: interferometer(6, 3), 4),
        "4 photons, 6 modes": (6, lambda: interferometer(6, 4), 5),
        "3 photons, 8 modes": (8, lambda: interferometer(8, 3), 4),
        "squeezed, 4 modes": (4, lambda: squeezed_network(4), 10),
        "squeezed, 5 modes": (5, lambda: squeezed_network(5), 10),
    }
    for name, (n_modes, circuit, cutoff) in cases.items():
        ours = qnode("qgen.fock", n_modes, circuit, cutoff=cutoff)
        engine = qnode("qgen.sf.fock", n_modes, circuit, cutoff=cutoff)
        np.testing.assert_allclose(ours(), engine(), atol=1e-10)
        times = best_times({"ours": ours, "engine": engine}, rounds=3)
        report(f"{name}, cutoff {cutoff}", times["ours"], "one Ket", times["engine"], ">= 10")


def gradient() -> None:
    n_modes, n_photons, n_layers = 4, 3, 3
    weights = np.random.default_rng(0).uniform(0, 2 * np.pi, (n_layers, n_modes * (n_modes - 1)))
    weights = qml.numpy.array(weights, requires_grad=True)

    def jacobian(name):
        circuit = qnode(name, n_modes, lambda w: kerr_network(w, n_modes, n_photons))
        return lambda: qml.grad(lambda w: (circuit(w) ** 2).sum())(weights)

    ours, engine = jacobian("qgen.fock"), jacobian("qgen.sf.fock")
    np.testing.assert_allclose(ours(), engine(), atol=1e-6)
    times = best_times({"ours": ours, "engine": engine}, rounds=2)
    title = f"gradient by {weights.size} weights"
    report(title, times["ours"], "central differences", times["engine"], "none set")


if __name__ == "__main__":
    against_strawberry_fields()
    gradient()
