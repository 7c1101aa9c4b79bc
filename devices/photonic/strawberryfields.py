"""``qgen.sf.fock``, ``qgen.sf.gaussian`` and ``qgen.sf.bosonic``: engines of Strawberry Fields.

Strawberry Fields is frozen since 2022; its simulators are still the reference for continuous
variables. Here they run behind PennyLane's device API.
"""

from abc import abstractmethod
from pathlib import Path

import numpy as np
import pennylane as qml
from pennylane.devices import Device, ExecutionConfig
from pennylane.devices.modifiers import simulator_tracking, single_tape_support
from pennylane.tape import QuantumScript

from ...randomness import DeviceRandomness
from ..seeded import Seeded
from ..standard_wires import on_integers
from .fock_cutoff import check_cutoff, check_size, exact_cutoff, report_lost_norm
from .fock_readout import FockReadout
from .gaussian_readout import GaussianReadout, GaussianSumReadout
from .optical_gradients import chooses_gradient, with_chosen_gradient
from .optical_measurements import exact_result, sampled_results, with_translation
from .strawberryfields_import import import_strawberryfields
from .strawberryfields_program import fock_program, phase_space_program, run_program

_MIXED = ("Attenuation", "FockDensityMatrix", "GaussianState", "ThermalState")
"""Operations after which the fock engine works with a density matrix."""


class StrawberryFieldsDevice(Seeded, Device):
    r"""What the three devices share.

    ``qml.probs``, ``qml.sample``, ``qml.counts``, :func:`~pennylane_qgen.parities` and sums of Z
    words are of the clicks of threshold detectors; ``photon_probs``, ``photon_counts``,
    ``photon_number``, ``photon_correlations`` of photon numbers; ``quadrature_moments`` of
    quadratures. Observables of PennyLane 0.45 (``NumberOperator``, ``QuadX``, ``QuadP``,
    ``QuadOperator``, ``FockStateProjector``) run by their names.

    The engines do not differentiate. ``diff_method="best"`` takes central differences with a step
    of 0.0001, right to about 1e-8; with shots, photonic parameter-shift rules where they hold
    (photons in linear optics), else central differences with a step of 0.1, whose bias is of the
    order of 0.01 and whose standard error is 7 times that of a result. ``qgen.fock`` has exact
    gradients.

    Args:
        wires (int or Sequence): number of modes or their labels; by default those of the circuit.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        seed (int or numpy.random.Generator or None): source of the samples.

    Raises:
        ImportError: if Strawberry Fields is not installed; the message names the extra.
    """

    def __init__(self, wires=None, shots=None, *, seed=None):
        super().__init__(wires=wires, shots=shots)
        import_strawberryfields()
        self._randomness = DeviceRandomness(seed)

    @abstractmethod
    def _readout(self, circuit: QuantumScript, n_modes: int):
        """Run a circuit on wires 0, 1, ... and return what can be read of its state."""

    def setup_execution_config(
        self, config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> ExecutionConfig:
        """Choose how to differentiate."""
        config = with_chosen_gradient(config or ExecutionConfig(), circuit)
        return super().setup_execution_config(config, circuit)

    def supports_derivatives(
        self, execution_config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> bool:
        """Whether this device chooses the gradient transform itself."""
        return execution_config is not None and chooses_gradient(execution_config)

    def preprocess_transforms(
        self, execution_config: ExecutionConfig | None = None
    ) -> qml.CompilePipeline:
        """Translate PennyLane's own operations and decompose."""
        return with_translation(super().preprocess_transforms(execution_config))

    def execute(self, circuits, execution_config: ExecutionConfig | None = None):
        """Results of a batch of circuits."""
        return tuple(self._measure(circuit) for circuit in circuits)

    def _measure(self, circuit: QuantumScript):
        n_modes = circuit.num_wires if self.wires is None else len(self.wires)
        circuit = on_integers(circuit, self.wires)
        readout = self._readout(circuit, n_modes)
        if circuit.shots:
            return sampled_results(circuit, readout, self._rng)
        results = tuple(np.asarray(exact_result(mp, readout)) for mp in circuit.measurements)
        return results[0] if len(results) == 1 else results


@simulator_tracking
@single_tape_support
class StrawberryFieldsFock(StrawberryFieldsDevice):
    """``qgen.sf.fock``: any gate, with a cutoff for the photons of each mode.

    Pure inputs are prepared as one joint ket, so that the state stays a ket of
    ``cutoff**n_modes`` numbers. Losses and mixed inputs make it a density matrix, the square of
    that. Results are normalised; the norm lost beyond the cutoff is reported by a warning above
    0.0001 and an error above 0.1. Circuits that keep the number of photons need no cutoff.

    Measurements and gradients are those of :class:`StrawberryFieldsDevice`.

    Args:
        wires (int or Sequence): number of modes or their labels; by default those of the circuit.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        cutoff (int or None): number of Fock states of a mode, at least 2.
        seed (int or numpy.random.Generator or None): source of the samples.

    Raises:
        ImportError: if Strawberry Fields is not installed; the message names the extra.
        ValueError: if the cutoff is no integer of at least 2.
        DeviceError: at execution, if the cutoff is too small for the photons or missing, or the
            state does not fit into memory.

    **Example**

    >>> dev = qml.device("qgen.sf.fock", wires=2)
    >>> @qml.qnode(dev)
    ... def circuit(theta):
    ...     qgen.photonics.Photons([1, 1], wires=[0, 1])
    ...     qgen.photonics.BeamSplitter(theta, 0.0, wires=[0, 1])
    ...     return qml.probs(wires=[0, 1])
    >>> abs(circuit(np.pi / 4).round(6))
    array([0. , 0.5, 0.5, 0. ])

    Source: Strawberry Fields, Killoran et al., arXiv:1804.03159.
    """

    config_filepath = Path(__file__).parent / "strawberryfields_fock.toml"

    def __init__(self, wires=None, shots=None, *, cutoff: int | None = None, seed=None):
        super().__init__(wires=wires, shots=shots, seed=seed)
        self._cutoff = check_cutoff(cutoff)

    @property
    def name(self) -> str:
        """The device's string."""
        return "qgen.sf.fock"

    def _readout(self, circuit: QuantumScript, n_modes: int) -> FockReadout:
        cutoff = self._cutoff or exact_cutoff(circuit, self.name)
        mixed = any(op.name in _MIXED for op in circuit.operations)
        check_size(cutoff, 2 * n_modes if mixed else n_modes, self.name)
        program = fock_program(circuit, n_modes, cutoff)
        state = run_program(program, "fock", cutoff_dim=cutoff)
        probabilities = state.all_fock_probs().reshape((cutoff,) * n_modes)
        report_lost_norm(1 - probabilities.sum(), cutoff, self.name)
        return FockReadout(probabilities, state.reduced_dm)


@simulator_tracking
@single_tape_support
class StrawberryFieldsGaussian(StrawberryFieldsDevice):
    """``qgen.sf.gaussian``: Gaussian states of many modes, and Gaussian boson sampling.

    There is no cutoff. Click patterns of up to 12 modes are sampled from their exact distribution;
    photon numbers, and clicks of more modes, from a table while it is small, else by the hafnian
    sampler of thewalrus, with so many photons a mode that less than 1e-6 is left out.

    Measurements and gradients are those of :class:`StrawberryFieldsDevice`.

    Args:
        wires (int or Sequence): number of modes or their labels; by default those of the circuit.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        seed (int or numpy.random.Generator or None): source of the samples.

    Raises:
        ImportError: if Strawberry Fields is not installed; the message names the extra.
        DeviceError: at execution, for a gate that is not Gaussian, which it names.

    **Example**

    >>> dev = qml.device("qgen.sf.gaussian", wires=1)
    >>> @qml.qnode(dev)
    ... def circuit(r):
    ...     qgen.photonics.Squeezing(r, 0.0, wires=0)
    ...     return qgen.photonics.photon_number()
    >>> np.allclose(circuit(0.5), np.sinh(0.5) ** 2)
    True

    Source: Strawberry Fields, Killoran et al., arXiv:1804.03159; Gaussian boson sampling, Hamilton
    et al., arXiv:1612.01199.
    """

    config_filepath = Path(__file__).parent / "strawberryfields_gaussian.toml"

    @property
    def name(self) -> str:
        """The device's string."""
        return "qgen.sf.gaussian"

    def _readout(self, circuit: QuantumScript, n_modes: int) -> GaussianReadout:
        program = phase_space_program(circuit, n_modes)
        return GaussianReadout(run_program(program, "gaussian"))


@simulator_tracking
@single_tape_support
class StrawberryFieldsBosonic(StrawberryFieldsDevice):
    """``qgen.sf.bosonic``: sums of Gaussian functions, such as cat states, under Gaussian gates.

    There is no cutoff. Photons enter as sums of Gaussian functions that approximate Fock states to
    about 0.001. The number of terms multiplies with every such mode.

    Measurements and gradients are those of :class:`StrawberryFieldsDevice`. Photon numbers are
    computed from density matrices, so of few modes.

    Args:
        wires (int or Sequence): number of modes or their labels; by default those of the circuit.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        seed (int or numpy.random.Generator or None): source of the samples.

    Raises:
        ImportError: if Strawberry Fields is not installed; the message names the extra.
        DeviceError: at execution, for a gate that is not Gaussian, which it names.

    **Example**

    >>> dev = qml.device("qgen.sf.bosonic", wires=1)
    >>> @qml.qnode(dev)
    ... def circuit(a):
    ...     qgen.photonics.Displacement(a, 0.0, wires=0)
    ...     return qml.probs(wires=0)
    >>> np.allclose(circuit(0.5), [np.exp(-0.25), 1 - np.exp(-0.25)])
    True

    Source: Strawberry Fields, Killoran et al., arXiv:1804.03159; sums of Gaussian functions,
    Bourassa et al., arXiv:2103.05530.
    """

    config_filepath = Path(__file__).parent / "strawberryfields_bosonic.toml"

    @property
    def name(self) -> str:
        """The device's string."""
        return "qgen.sf.bosonic"

    def _readout(self, circuit: QuantumScript, n_modes: int) -> GaussianSumReadout:
        program = phase_space_program(circuit, n_modes)
        return GaussianSumReadout.of_bosonic(run_program(program, "bosonic"))
