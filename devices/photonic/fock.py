"""``qgen.fock``: pure states of optical modes as tensors in the Fock basis.

It runs gates that are not Gaussian and inputs that are superpositions, and differentiates whatever
it measures by one reverse sweep.
"""

from pathlib import Path

import numpy as np
import pennylane as qml
from autograd import make_vjp
from pennylane.devices import ExecutionConfig
from pennylane.devices.modifiers import simulator_tracking, single_tape_support
from pennylane.exceptions import DeviceError
from pennylane.measurements import ExpectationMP, VarianceMP
from pennylane.tape import QuantumScript

from ...photonics import QuadratureMomentsMP
from ...randomness import DeviceRandomness
from ..seeded import Seeded
from ..vector_jacobian import VectorJacobianDevice, numpy_parameters, own_route
from .fock_circuit import FockCircuit, fock_circuit
from .fock_cutoff import check_cutoff, check_size, exact_cutoff, report_lost_norm
from .fock_gates import FockGate
from .fock_readout import FockReadout
from .fock_statistics import quadrature_operators
from .fock_tensors import (
    FockTensor,
    apply_gate,
    apply_matrix,
    product_state,
    pull_back_gate,
)
from .optical_gradients import chooses_gradient, with_chosen_gradient
from .optical_measurements import (
    exact_result,
    quadrature_angle,
    sampled_results,
    with_translation,
)

_SWEEP_METHODS = ("best", "adjoint", "device")


@simulator_tracking
@single_tape_support
class FockSimulator(Seeded, VectorJacobianDevice):
    r"""Simulator of optical modes in the Fock basis, with gradients by a reverse sweep.

    The state is a tensor of ``cutoff**n_modes`` amplitudes. Results are those of the normalised
    tensor; the norm lost beyond the cutoff is reported by a warning above 0.0001 and an error above
    0.1. Circuits that keep the number of photons need no ``cutoff``: they are simulated exactly. A
    loss multiplies the size of the tensor by the cutoff.

    ``qml.probs``, ``qml.sample``, ``qml.counts`` and :func:`~pennylane_qgen.parities` are of the
    clicks of threshold detectors, so every loss trains here. ``photon_probs``, ``photon_counts``,
    ``photon_number``, ``photon_correlations`` and ``quadrature_moments`` are of photons and
    fields. PennyLane 0.45's own operators and observables run by their names. With
    ``diff_method="best"`` all but samples is differentiated by one sweep over the gates, which
    keeps the states between them in memory.

    Args:
        wires (int or Sequence): number of modes or their labels; by default those of the circuit.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        cutoff (int or None): number of Fock states of a mode, at least 2.
        seed (int or numpy.random.Generator or None): source of the samples.

    Raises:
        ValueError: if the cutoff is no integer of at least 2.
        DeviceError: at execution, if the cutoff is too small for the photons or missing, or the
            tensor does not fit into memory.

    **Example**

    Two photons that meet on a balanced beam splitter leave together:

    >>> dev = qml.device("qgen.fock", wires=2)
    >>> @qml.qnode(dev)
    ... def circuit(theta):
    ...     qgen.photonics.Photons([1, 1], wires=[0, 1])
    ...     qgen.photonics.BeamSplitter(theta, 0.0, wires=[0, 1])
    ...     return qgen.photonics.photon_probs(cutoff=3)
    >>> circuit(np.pi / 4).round(6)
    array([[0. , 0. , 0.5],
           [0. , 0. , 0. ],
           [0.5, 0. , 0. ]])

    Source: matrices of the gates, Miatto and Quesada, arXiv:2004.11002.
    """

    config_filepath = Path(__file__).parent / "fock.toml"

    def __init__(self, wires=None, shots=None, *, cutoff: int | None = None, seed=None):
        super().__init__(wires=wires, shots=shots)
        self._cutoff = check_cutoff(cutoff)
        self._randomness = DeviceRandomness(seed)

    @property
    def name(self) -> str:
        """The device's string."""
        return "qgen.fock"

    def setup_execution_config(
        self, config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> ExecutionConfig:
        """Choose the reverse sweep where it holds."""
        config = config or ExecutionConfig()
        if config.gradient_method in _SWEEP_METHODS and _sweep_holds(config, circuit):
            return own_route(config, self)
        return super().setup_execution_config(with_chosen_gradient(config, circuit), circuit)

    def preprocess_transforms(
        self, execution_config: ExecutionConfig | None = None
    ) -> qml.CompilePipeline:
        """Translate PennyLane's own operations and decompose."""
        return with_translation(super().preprocess_transforms(execution_config))

    def supports_derivatives(
        self, execution_config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> bool:
        """First derivatives of everything without shots by the sweep, others by a transform."""
        config = execution_config or ExecutionConfig()
        if chooses_gradient(config):
            return True
        return config.gradient_method in (None, *_SWEEP_METHODS) and _sweep_holds(config, circuit)

    def measure(self, circuit: QuantumScript):
        """Result of a circuit."""
        n_modes = self.n_wires_of(circuit)
        state = self._forward(self._read(circuit))[-1][1]
        readout = FockReadout(state.probabilities(n_modes), state.reduced)
        if circuit.shots:
            return sampled_results(circuit, readout, self._rng)
        results = tuple(np.asarray(exact_result(mp, readout)) for mp in circuit.measurements)
        return results[0] if len(results) == 1 else results

    def pull_back(self, circuit: QuantumScript, cotangents: list[np.ndarray]) -> tuple:
        """Cotangents of the trainable parameters by a reverse sweep."""
        parameters = numpy_parameters(circuit)
        gradient = dict.fromkeys(circuit.trainable_params, 0.0)
        fock = self._read(circuit)
        _check_trainable(circuit, fock)
        *sweep, (_, state) = self._forward(fock)
        image = _observable_image(circuit, cotangents, state, self.n_wires_of(circuit))
        for step, (gate, before) in zip(reversed(fock.steps), reversed(sweep), strict=True):
            trainable = any(index in gradient for index in step.indices)
            image, derivatives = pull_back_gate(
                gate, before, image, step.modes, trainable=trainable
            )
            # Constant gates and gates after which nothing is asked have no derivatives.
            for index, derivative in zip(step.indices, derivatives, strict=trainable):
                if index in gradient:
                    gradient[index] += derivative
        return tuple(
            np.asarray(gradient[index]).reshape(np.shape(parameters[index]))
            for index in circuit.trainable_params
        )

    def _read(self, circuit: QuantumScript) -> FockCircuit:
        cutoff = self._cutoff or exact_cutoff(circuit, self.name)
        return fock_circuit(circuit, numpy_parameters(circuit), self.n_wires_of(circuit), cutoff)

    def _forward(self, fock: FockCircuit) -> list[tuple[FockGate | None, FockTensor]]:
        """Each gate with the state before it, then the final state."""
        gates = [step.make(*step.values, fock.cutoff) for step in fock.steps]
        losses = sum(len(gate.matrix) > gate.matrix.shape[-1] for gate in gates)
        n_modes = sum(len(modes) for modes, _ in fock.kets)
        check_size(fock.cutoff, n_modes + losses, self.name)
        state, sweep = product_state(fock.kets), []
        for step, gate in zip(fock.steps, gates, strict=True):
            before, state = apply_gate(gate, state, step.modes)
            sweep.append((gate, before))
        lost = 1 - np.linalg.norm(state.amplitudes) ** 2
        report_lost_norm(lost, fock.cutoff, self.name)
        return [*sweep, (None, state)]


def _sweep_holds(config: ExecutionConfig, circuit: QuantumScript | None) -> bool:
    return config.derivative_order == 1 and not (circuit is not None and circuit.shots)


def _check_trainable(circuit: QuantumScript, fock: FockCircuit) -> None:
    angles = {index for step in fock.steps for index in step.indices}
    for index in circuit.trainable_params:
        if index not in angles:
            name = circuit.par_info[index]["op"].name
            raise DeviceError(
                f"A trainable parameter of {name} is not the parameter of a gate; qgen.fock cannot "
                "differentiate it. Mark it as constant, or use Mesh instead of a matrix."
            )


def _observable_image(
    circuit: QuantumScript, cotangents: list[np.ndarray], state: FockTensor, n_modes: int
) -> FockTensor:
    r"""The vector :math:`O |\psi\rangle` for the observable whose mean has the wanted gradient.

    A function f of the distribution has the diagonal observable :math:`\partial f / \partial p`,
    for which normalisation and variances need no thought. Quadratures are not diagonal.
    """
    probabilities = state.probabilities(n_modes)
    diagonal, quadratures = np.zeros_like(probabilities), []
    for measurement, cotangent in zip(circuit.measurements, cotangents, strict=True):
        terms = _quadrature_terms(measurement, cotangent, FockReadout(probabilities, state.reduced))
        if terms is not None:
            quadratures += terms
        elif np.any(cotangent):
            result = make_vjp(lambda p, mp=measurement: exact_result(mp, FockReadout(p)))
            pull_back, _ = result(probabilities)
            diagonal = diagonal + pull_back(np.asarray(cotangent, dtype=float))
    environments = tuple(axis for axis in state.axes if axis < 0)
    axes = (*environments, *range(n_modes))
    amplitudes = state.ordered(axes)
    image = diagonal * amplitudes
    norm = probabilities.sum()
    for mode, angle, order, factor in quadratures:
        operator = quadrature_operators(angle, len(probabilities))[order - 1]
        mean = FockReadout(probabilities, state.reduced).quadrature_moment(mode, angle, order)
        product = apply_matrix(operator - mean * np.eye(len(operator)), state, mode)
        image = image + factor / norm * product.ordered(axes)
    return FockTensor(image, axes)


def _quadrature_terms(measurement, cotangent, readout: FockReadout) -> list[tuple] | None:
    """Modes, angles, powers and factors of quadratures, ``None`` for other measurements."""
    if isinstance(measurement, QuadratureMomentsMP):
        modes = measurement.wires or range(readout.n_modes)
        return [
            (mode, measurement.angle, measurement.order, factor)
            for mode, factor in zip(modes, np.ravel(cotangent), strict=True)
        ]
    if not isinstance(measurement, ExpectationMP | VarianceMP):
        return None
    angle = quadrature_angle(measurement.obs)
    if angle is None:
        return None
    mode, factor = measurement.wires[0], float(cotangent)
    if isinstance(measurement, ExpectationMP):
        return [(mode, angle, 1, factor)]
    mean = readout.quadrature_moment(mode, angle, 1)
    return [(mode, angle, 2, factor), (mode, angle, 1, -2 * mean * factor)]
