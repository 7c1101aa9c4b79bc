r"""Linear-optical circuits as Perceval experiments.

Perceval's unitaries have our convention: entry (j, k) is the amplitude from input mode k to output
mode j. A lossy circuit is its singular value decomposition, :math:`A = W \operatorname{diag}(s)
V^\dagger`: two interferometers around one loss channel a mode.
"""

import numpy as np

from ...linear_optics.meshes import mesh_angles, mesh_pairs
from .perceval_computers import import_perceval

_LOSSLESS = 1e-9
"""Loss of a mode below which no channel is made."""


def build_experiment(
    input_counts,
    contraction,
    *,
    mesh: bool = False,
    detector: str = "number",
    min_photons: int = 0,
):
    """Input state, circuit, detectors and filter as one experiment.

    Args:
        input_counts (array-like): photons in each mode, shape ``(n_modes,)``.
        contraction (array-like): matrix of shape ``(n_modes, n_modes)`` without singular values
            above one; a unitary matrix if nothing is lost.
        mesh (bool): whether interferometers are rectangular meshes of beam splitters and phase
            shifters instead of one component.
        detector (str): ``"number"`` or ``"threshold"``.
        min_photons (int): samples with fewer detected photons are discarded by the computer.

    Returns:
        perceval.Experiment: the experiment.

    **Example**

    >>> from pennylane_qgen.devices.photonic.perceval_experiment import build_experiment
    >>> build_experiment([1, 0], np.eye(2)).circuit_size
    2
    """
    perceval = import_perceval()
    contraction = np.asarray(contraction, dtype=complex)
    n_modes = len(contraction)
    interferometer = _mesh if mesh else _one_component
    experiment = perceval.Experiment(n_modes)
    output, strengths, inputs = np.linalg.svd(contraction)
    losses = 1 - np.minimum(strengths, 1) ** 2
    if (losses < _LOSSLESS).all():
        experiment.add(0, interferometer(contraction))
    else:
        experiment.add(0, interferometer(inputs))
        for mode in np.flatnonzero(losses >= _LOSSLESS):
            experiment.add(int(mode), perceval.LC(float(losses[mode])))
        experiment.add(0, interferometer(output))
    if detector == "threshold":
        for mode in range(n_modes):
            experiment.add(mode, perceval.Detector.threshold())
    experiment.with_input(perceval.FockState([int(count) for count in input_counts]))
    experiment.min_detected_photons_filter(min_photons)
    return experiment


def _one_component(unitary: np.ndarray):
    perceval = import_perceval()
    return perceval.Unitary(perceval.Matrix(unitary))


def _mesh(unitary: np.ndarray):
    """Phase shifter and beam splitter a mesh element, and a phase on each output."""
    perceval = import_perceval()
    n_modes = len(unitary)
    circuit = perceval.Circuit(n_modes)
    if n_modes == 1:
        return circuit.add(0, perceval.PS(float(np.angle(unitary[0, 0]))))
    thetas, phis, phases = mesh_angles(unitary)
    for (first, _), theta, phi in zip(mesh_pairs(n_modes), thetas, phis, strict=True):
        circuit.add(int(first), perceval.PS(float(phi)))
        # Perceval's angle is twice ours.
        circuit.add(int(first), perceval.BS.Ry(theta=2 * float(theta)))
    for mode, phase in enumerate(phases):
        circuit.add(mode, perceval.PS(float(phase)))
    return circuit
