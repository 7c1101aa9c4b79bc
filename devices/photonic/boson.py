"""``qgen.boson``: photons in linear optics, exactly or by sampling.

Fock states enter, beam splitters and phase shifters mix the modes, detectors click or count.
``qml.probs`` and ``qml.sample`` are those of click patterns, so every loss for bits trains a
photonic Born machine too.
"""

from collections.abc import Sequence
from math import prod
from pathlib import Path

import numpy as np
from pennylane.devices import ExecutionConfig
from pennylane.devices.modifiers import simulator_tracking, single_tape_support
from pennylane.exceptions import DeviceError
from pennylane.measurements import ProbabilityMP
from pennylane.tape import QuantumScript

from ...checks import check_choice, check_integer
from ...linear_optics.distinguishability import check_gram, check_overlap
from ...photonics import PhotonProbsMP
from ...randomness import DeviceRandomness
from ..seeded import Seeded
from ..vector_jacobian import VectorJacobianDevice, own_route
from .click_samples import sampled_results
from .photon_simulation import Light, Limits, PhotonSimulator, half_of_memory
from .photonic_circuit import away_from_the_boundary, read_circuit
from .photonic_measurements import is_analytic
from .photonic_preprocessing import SHIFT_METHODS, photonic_pipeline, with_photonic_shift
from .table_readout import Detectors, TableReadout

_METHODS = ("auto", "exact", "sample")
_DETECTORS = ("number", "threshold")
_SWEEP_METHODS = ("best", "adjoint", "device")


@simulator_tracking
@single_tape_support
class BosonSampler(Seeded, VectorJacobianDevice):
    r"""Simulator of n photons in m modes of passive linear optics.

    Circuits prepare :class:`~pennylane_qgen.photonics.Photons` and apply
    :class:`~pennylane_qgen.photonics.BeamSplitter`,
    :class:`~pennylane_qgen.photonics.PhaseShifter`, :class:`~pennylane_qgen.photonics.Mesh`,
    :class:`~pennylane_qgen.photonics.Loops`, :class:`~pennylane_qgen.photonics.Interferometer` and
    :class:`~pennylane_qgen.photonics.Attenuation`. What is measured:

    * click patterns, a bit a mode: ``qml.probs``, ``qml.sample``, ``qml.counts``,
      :func:`~pennylane_qgen.parities`, ``qml.expval`` of sums of Z words, and so every loss;
    * photon numbers: :func:`~pennylane_qgen.photonics.photon_probs`,
      :func:`~pennylane_qgen.photonics.photon_counts`,
      :func:`~pennylane_qgen.photonics.photon_number`,
      :func:`~pennylane_qgen.photonics.photon_correlations`.

    Without shots, results come from the table of all Fock states, and ``diff_method="best"`` or
    ``"adjoint"`` differentiates it in one reverse sweep, whatever the number of angles. With
    shots, samples are drawn from the table or by the algorithm of Clifford and Clifford, whichever
    is estimated to be faster, and gradients are photonic parameter-shift rules
    (:func:`~pennylane_qgen.photonics.photonic_shift`), as they are for
    ``diff_method="parameter-shift"``.

    Args:
        wires (int or Sequence): number of modes or their labels; by default those of the circuit.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        indistinguishability (float): overlap x in [0, 1] of any two photons. The visibility of the
            Hong-Ou-Mandel dip, by which sources are sold, is :math:`V = x^2`.
        gram (array-like): Gram matrix of the photons' internal states instead, complex, positive,
            of shape ``(n_photons, n_photons)`` in the order of the modes.
        efficiency (float or Sequence[float]): probability in [0, 1] that a photon is detected, one
            number or one a mode (loss that depends on the mode).
        dark_counts (float or Sequence[float]): probability in [0, 1] of a count without a photon,
            in each shot, one number or one a mode.
        detector (str): ``"number"``, or ``"threshold"`` for detectors that only click, with which
            photon numbers cannot be measured. Clicks are the same for both.
        method (str): ``"auto"``, ``"exact"`` (from the table, also with shots) or ``"sample"``.
        n_threads (int): threads of the sampler; samples do not depend on it.
        seed (int or numpy.random.Generator or None): seed of the samples.
        memory_limit (float): GiB that a simulation may take; half of the machine's by default.
        time_limit (float): seconds that a circuit may take by the estimate.

    Raises:
        ValueError: for an option that is out of its range or not known.

    **Example**

    >>> dev = qml.device("qgen.boson", wires=2)
    >>> @qml.qnode(dev)
    ... def circuit(theta):
    ...     qgen.Photons([1, 1], wires=[0, 1])
    ...     qgen.BeamSplitter(theta, 0.0, wires=[0, 1])
    ...     return qml.probs(wires=[0, 1])
    >>> circuit(np.pi / 4).round(6)  # the photons leave together, by one mode or the other
    array([0. , 0.5, 0.5, 0. ])

    **Source**: Clifford and Clifford, `arXiv:1706.01260 <https://arxiv.org/abs/1706.01260>`_ and
    `arXiv:2005.04214 <https://arxiv.org/abs/2005.04214>`_; tables, Heurtel et al.,
    `arXiv:2206.10549 <https://arxiv.org/abs/2206.10549>`_.
    """

    config_filepath = Path(__file__).parent / "boson.toml"

    def __init__(
        self,
        wires=None,
        shots=None,
        *,
        indistinguishability: float = 1.0,
        gram=None,
        efficiency: float | Sequence[float] = 1.0,
        dark_counts: float | Sequence[float] = 0.0,
        detector: str = "number",
        method: str = "auto",
        n_threads: int = 1,
        seed=None,
        memory_limit: float | None = None,
        time_limit: float = 3600.0,
    ):
        super().__init__(wires=wires, shots=shots)
        check_choice("method", method, _METHODS)
        check_choice("detector", detector, _DETECTORS)
        self.detector = detector
        self._efficiency = self._check_probabilities("efficiency", efficiency)
        self._dark_counts = self._check_probabilities("dark_counts", dark_counts)
        self._randomness = DeviceRandomness(seed)
        memory = half_of_memory() if memory_limit is None else memory_limit * 2**30
        self._simulator = PhotonSimulator(
            indistinguishability=check_overlap(indistinguishability),
            gram=None if gram is None else _check_gram(gram, indistinguishability),
            method=method,
            n_threads=check_integer("n_threads", n_threads, 1),
            limits=Limits(memory, time_limit),
        )

    @property
    def name(self) -> str:
        """The device's string."""
        return "qgen.boson"

    def _check_probabilities(self, name: str, values) -> np.ndarray:
        values = np.asarray(values, dtype=float)
        n_modes = None if self.wires is None else len(self.wires)
        if values.ndim > 1 or (values.ndim == 1 and len(values) != n_modes):
            raise ValueError(
                f"{name} must be one number or one for each of the device's wires; got shape "
                f"{values.shape} for {n_modes} wires."
            )
        if not ((values >= 0) & (values <= 1)).all():
            raise ValueError(f"{name} must be in [0, 1]; got {values.tolist()}.")
        return values

    # -- preprocessing ---------------------------------------------------------------------------

    def setup_execution_config(
        self, config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> ExecutionConfig:
        """Choose between the reverse sweep through the table and photonic shift rules."""
        config = config or ExecutionConfig()
        sweep = config.gradient_method in _SWEEP_METHODS and config.derivative_order == 1
        if sweep and circuit is not None and self._differentiates(circuit):
            return own_route(config, self)
        return with_photonic_shift(config)

    def preprocess_transforms(self, execution_config: ExecutionConfig | None = None):
        """Take circuits apart to linear optics and check them."""
        return photonic_pipeline(self)

    def _differentiates(self, circuit: QuantumScript) -> bool:
        """Whether the reverse sweep holds for a circuit."""
        return (
            not circuit.shots
            and bool(circuit.measurements)
            and self._simulator.is_differentiable
            and all(is_analytic(mp, self.detector) for mp in circuit.measurements)
        )

    def supports_derivatives(
        self, execution_config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> bool:
        """The reverse sweep where it holds; photonic shift rules are always there."""
        if execution_config is None:
            return True
        method = execution_config.gradient_method
        if method in SHIFT_METHODS:
            return True
        exact = circuit is None or self._differentiates(circuit)
        return method in _SWEEP_METHODS and exact and execution_config.derivative_order == 1

    # -- execution -------------------------------------------------------------------------------

    def measure(self, circuit: QuantumScript):
        """Result of a circuit, exact or from shots."""
        self._check_results(circuit)
        light = Light.of(read_circuit(circuit, self.n_wires_of(circuit)))
        readout = self._readout(circuit, light)
        if circuit.shots:
            return sampled_results(circuit, self._counts(readout, light, circuit.shots.total_shots))
        if self._simulator.method == "sample":
            raise DeviceError("method='sample' needs shots; use method='auto' for exact results.")
        table = self._simulator.table(light)
        results = tuple(readout.read(mp, table) for mp in circuit.measurements)
        return results[0] if len(results) == 1 else results

    def pull_back(self, circuit: QuantumScript, cotangents) -> tuple:
        """Cotangents of the parameters by one sweep back through table and circuit."""
        circuit = away_from_the_boundary(circuit)
        optics = read_circuit(circuit, self.n_wires_of(circuit))
        light = Light.of(optics)
        readout = self._readout(circuit, light)
        of_table = sum(
            readout.pull_back(mp, cotangent)
            for mp, cotangent in zip(circuit.measurements, cotangents, strict=True)
        )
        of_isometry = light.expand(self._simulator.pull_back(light, of_table), optics)
        return optics.pull_back(of_isometry, circuit.trainable_params)

    def _readout(self, circuit: QuantumScript, light: Light) -> TableReadout:
        n_modes = self.n_wires_of(circuit)
        detectors = Detectors(
            np.broadcast_to(self._efficiency, n_modes), np.broadcast_to(self._dark_counts, n_modes)
        )
        return TableReadout(light.n_photons, light.n_outputs, detectors)

    def _check_results(self, circuit: QuantumScript) -> None:
        """Refuse probabilities of more outcomes than fit into memory."""
        for mp in circuit.measurements:
            if isinstance(mp, ProbabilityMP | PhotonProbsMP):
                n_outcomes = prod(mp.shape(num_device_wires=self.n_wires_of(circuit)))
                self._simulator.limits.check_array(n_outcomes, f"{mp}")

    def _counts(self, readout: TableReadout, light: Light, shots: int) -> np.ndarray:
        """Counts of the detectors, shot by shot."""
        photons = self._simulator.sample(light, shots, self._rng)[:, : readout.n_modes]
        return readout.detectors.detect(photons, self._rng)


def _check_gram(gram, indistinguishability: float) -> np.ndarray:
    if indistinguishability != 1:
        raise ValueError("Give either gram= or indistinguishability=, not both.")
    gram = np.asarray(gram)
    return check_gram(gram, np.ones(len(gram), dtype=int))
