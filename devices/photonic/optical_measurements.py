"""Results of PennyLane's measurements from what can be read of an optical state.

A readout has ``click_probabilities``, ``photon_probabilities``, ``photon_moments``,
``quadrature_moment``, ``sample_clicks``, ``sample_photons`` and ``sample_quadrature``; see
:class:`~pennylane_qgen.devices.photonic.fock_readout.FockReadout`. ``qml.probs``, ``qml.sample``,
``qml.counts`` and ``parities`` are of the clicks of threshold detectors.
"""

import numpy as np
import pennylane as qml
from pennylane import math
from pennylane.exceptions import DeviceError
from pennylane.measurements import (
    ExpectationMP,
    MeasurementProcess,
    SampleMP,
    VarianceMP,
)
from pennylane.tape import QuantumScript
from pennylane.wires import Wires

from ...bits import integers_to_bits
from ...measurements import ParityMP
from ...photonics import PhotonCountsMP, PhotonMomentsMP, PhotonProbsMP, QuadratureMomentsMP
from ...photonics.from_pennylane import translate_circuit
from ..z_words import z_words

_SINGLE = ("FockStateProjector", "NumberOperator", "QuadOperator", "QuadP", "QuadX")


@qml.transform
def _translate(circuit: QuantumScript):
    return (translate_circuit(circuit),), lambda results: results[0]


def with_translation(pipeline: qml.CompilePipeline) -> qml.CompilePipeline:
    """A pipeline that first translates PennyLane's own photonic operations."""
    translated = qml.CompilePipeline()
    translated.add_transform(_translate)
    return translated + pipeline


def exact_result(measurement: MeasurementProcess, readout):
    """Result without shots.

    Args:
        measurement (MeasurementProcess): the measurement, on wires ``0, 1, ...``.
        readout (FockReadout or similar): the state.

    Returns:
        tensor_like: the result.
    """
    _check_observable(measurement)
    wires = measurement.wires or Wires(range(readout.n_modes))
    match measurement:
        case ExpectationMP() | VarianceMP():
            mean = _mean(measurement.obs, readout, 1)
            if isinstance(measurement, ExpectationMP):
                return mean
            return _mean(measurement.obs, readout, 2) - mean**2
        case ParityMP():
            return measurement.process_probabilities(readout.click_probabilities(wires))
        case PhotonProbsMP():
            distribution = readout.photon_probabilities(wires, measurement.cutoff)
            return measurement.process_fock_probabilities(distribution, wires)
        case PhotonMomentsMP():
            return readout.photon_moments(wires, measurement.order)
        case QuadratureMomentsMP(angle=angle, order=order):
            return np.array([readout.quadrature_moment(wire, angle, order) for wire in wires])
    return readout.click_probabilities(wires)


def _mean(observable, readout, order: int):
    """Mean of an observable of PennyLane 0.45, or of its square."""
    wires = observable.wires
    angle = quadrature_angle(observable)
    if angle is not None:
        return readout.quadrature_moment(wires[0], angle, order)
    if observable.pauli_rep is not None:
        values = click_values(
            observable, integers_to_bits(np.arange(2**readout.n_modes), readout.n_modes)
        )
        return math.sum(readout.click_probabilities(range(readout.n_modes)) * values**order)
    if observable.name == "NumberOperator":
        return math.reshape(readout.photon_moments(wires, order), (-1,))[0]
    photons = tuple(int(n) for n in np.ravel(observable.data[0]))
    return readout.photon_probabilities(wires, max(photons) + 1)[photons]


def quadrature_angle(observable) -> float | None:
    """Angle of a quadrature observable, ``None`` for other observables."""
    if observable.name == "QuadOperator":
        return float(math.unwrap(observable.data)[0])
    return {"QuadX": 0.0, "QuadP": np.pi / 2}.get(observable.name)


def _check_observable(measurement: MeasurementProcess) -> None:
    observable = measurement.obs
    if observable is not None and observable.pauli_rep is None and observable.name not in _SINGLE:
        raise DeviceError(
            f"Measure the terms of {observable} one by one: sums and products are known of Z only."
        )


def click_values(observable, bits: np.ndarray) -> np.ndarray:
    """Values of an observable of clicks on bit strings of shape ``(n_samples, n_modes)``."""
    signs, coefficients = z_words(observable, bits.shape[1])
    return (1 - 2 * (bits.astype(np.int64) @ signs.T % 2)) @ coefficients


def sampled_results(circuit: QuantumScript, readout, rng: np.random.Generator):
    """Results of a circuit with shots.

    Clicks and photon numbers of all measurements come from the same shots. Quadratures need another
    detector, so each quadrature has shots of its own.

    Args:
        circuit (QuantumScript): the circuit, on wires ``0, 1, ...``.
        readout (FockReadout or similar): its state.
        rng (numpy.random.Generator): source of randomness.

    Returns:
        numpy.ndarray or tuple: in PennyLane's nesting: copies of a shot vector, then measurements.
    """
    for measurement in circuit.measurements:
        _check_observable(measurement)
    shots = circuit.shots.total_shots
    photons = clicks = None
    if any(_counts_photons(measurement) for measurement in circuit.measurements):
        photons = readout.sample_photons(shots, rng)
        clicks = np.minimum(photons, 1)
    elif not all(_quadrature_of(measurement) for measurement in circuit.measurements):
        clicks = readout.sample_clicks(shots, rng)
    outcomes = [
        _outcomes(measurement, readout, photons, clicks, shots, rng)
        for measurement in circuit.measurements
    ]
    wire_order = Wires(range(readout.n_modes))
    copies = []
    for shot_range in circuit.shots.bins():
        results = tuple(
            _process(measurement, samples, wire_order, shot_range)
            for measurement, samples in zip(circuit.measurements, outcomes, strict=True)
        )
        copies.append(results[0] if len(results) == 1 else results)
    return tuple(copies) if circuit.shots.has_partitioned_shots else copies[0]


def _quadrature_of(measurement: MeasurementProcess) -> tuple | None:
    """Wires and angle of a measurement of quadratures, else ``None``."""
    if isinstance(measurement, QuadratureMomentsMP):
        return measurement.wires, measurement.angle
    if measurement.obs is None or quadrature_angle(measurement.obs) is None:
        return None
    return measurement.wires, quadrature_angle(measurement.obs)


def _counts_photons(measurement: MeasurementProcess) -> bool:
    if measurement.obs is not None:
        return measurement.obs.name in ("FockStateProjector", "NumberOperator")
    return isinstance(measurement, PhotonCountsMP | PhotonMomentsMP | PhotonProbsMP)


def _outcomes(measurement, readout, photons, clicks, shots: int, rng) -> np.ndarray:
    """What the detectors of one measurement show, shape ``(shots, n_modes)``."""
    quadrature = _quadrature_of(measurement)
    if quadrature is None:
        return photons if _counts_photons(measurement) else clicks
    wires, angle = quadrature
    outcomes = np.zeros((shots, readout.n_modes))
    for mode in wires or range(readout.n_modes):
        outcomes[:, mode] = readout.sample_quadrature(mode, angle, shots, rng)
    return outcomes


def _process(measurement, samples, wire_order: Wires, shot_range: tuple[int, int]):
    if measurement.obs is None:
        result = measurement.process_samples(samples, wire_order, shot_range=shot_range)
        return result if isinstance(result, dict) else np.asarray(result)
    samples = samples[slice(*shot_range)]
    values = samples[:, wire_order.indices(measurement.wires)]
    if measurement.obs.pauli_rep is not None:
        values = click_values(measurement.obs, samples)[:, None]
    elif measurement.obs.name == "FockStateProjector":
        values = (values == np.ravel(measurement.obs.data[0])).all(axis=1).astype(float)[:, None]
    if isinstance(measurement, SampleMP):
        return values[:, 0]
    return values[:, 0].mean() if isinstance(measurement, ExpectationMP) else values[:, 0].var()
