"""``qgen.tbi``: a train of light pulses through delay loops, simulated or on hardware."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pennylane as qml
from pennylane import math
from pennylane.devices import ExecutionConfig
from pennylane.devices.modifiers import simulator_tracking, single_tape_support
from pennylane.exceptions import DeviceError
from pennylane.operation import Operator
from pennylane.queuing import QueuingManager
from pennylane.tape import QuantumScript

from ...checks import check_integer
from ...linear_optics import loop_pairs, sample_single_loop
from ...photonics import BeamSplitter, Loops, Photons
from ..standard_wires import on_integers
from .boson import BosonSampler
from .click_samples import sampled_results
from .photon_simulation import Light
from .photonic_circuit import read_circuit

_TRANSPARENT = ("Barrier", "Identity", "Snapshot", "WireCut")


@simulator_tracking
@single_tape_support
class TimeBinInterferometer(BosonSampler):
    r"""Time-bin interferometer: each wire is a pulse, and delay loops make pulses meet.

    Circuits are :class:`~pennylane_qgen.photonics.Photons` and one
    :class:`~pennylane_qgen.photonics.Loops` over all wires with the delays of the device. One loop
    is an exact Markov chain, which draws samples of any number of photons at once and is thus
    classically easy; several loops go through the sampler of ``qgen.boson``. Exact results,
    gradients, measurements and further options are those of
    :class:`~pennylane_qgen.devices.photonic.boson.BosonSampler`.

    Args:
        wires (int or Sequence): number of pulses or their labels; by default those of the circuit.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        delays (Sequence[int]): delay of each loop in pulses, in the order of the loops.
        hardware (Any): an object with ``sample(input_state, thetas, n_samples)`` that takes the
            photons of each pulse (a tuple), the angles of ``Loops`` in radians (a list) and a
            number, and returns photon counts of shape ``(n_samples, n_pulses)`` or a dictionary
            from tuples of counts to how often they came. It is given shots only.
        **options: ``indistinguishability``, ``gram``, ``efficiency``, ``dark_counts``,
            ``detector``, ``method``, ``n_threads``, ``seed``, ``memory_limit`` and ``time_limit``,
            as for ``qgen.boson``; with hardware ``detector`` and ``seed`` only.

    Raises:
        ValueError: for a bad delay or option.
        TypeError: if the hardware has no method ``sample``.

    **Example**

    Forty photons in eighty pulses, a thousand times.

    >>> dev = qml.device("qgen.tbi", wires=80, delays=(1,), seed=0)
    >>> @qml.set_shots(1000)
    ... @qml.qnode(dev)
    ... def circuit(angles):
    ...     qgen.Photons([1, 0] * 40, wires=range(80))
    ...     qgen.Loops(angles, delays=(1,), wires=range(80))
    ...     return qgen.photon_counts()
    >>> circuit(np.full(79, np.pi / 4)).sum(axis=1).mean()
    np.float64(40.0)

    **Source**: Motes et al., `arXiv:1403.4007 <https://arxiv.org/abs/1403.4007>`_; delays (1, 1)
    and (1, 3, 9) of `arXiv:2508.19857 <https://arxiv.org/abs/2508.19857>`_.
    """

    config_filepath = Path(__file__).parent / "tbi.toml"

    def __init__(self, wires=None, shots=None, *, delays=(1,), hardware=None, **options):
        super().__init__(wires=wires, shots=shots, **options)
        self._overlap = options.get("indistinguishability", 1.0)
        self._has_chain = options.get("gram") is None and options.get("method") != "exact"
        self.delays = tuple(check_integer("A delay", d, 1) for d in np.atleast_1d(delays).tolist())
        if self.wires is not None:
            loop_pairs(len(self.wires), self.delays)  # refuses delays that are too long
        if hardware is not None:
            _check_hardware(hardware, options)
        self._hardware = hardware

    @property
    def name(self) -> str:
        """The device's string."""
        return "qgen.tbi"

    def preprocess_transforms(self, execution_config: ExecutionConfig | None = None):
        """Check that circuits are the loops of this device."""
        pipeline = super().preprocess_transforms(execution_config)
        pipeline.add_transform(_check_loops, device=self)
        return pipeline

    def _differentiates(self, circuit: QuantumScript) -> bool:
        return self._hardware is None and super()._differentiates(circuit)

    def beam_splitters(self, circuit: QuantumScript) -> list[BeamSplitter]:
        """The beam splitters of a circuit on wires ``0, 1, ...``, one an angle of the loops.

        Args:
            circuit (QuantumScript): photons and loops, the latter whole or in pieces.

        Returns:
            list[BeamSplitter]: in the order of the angles.

        Raises:
            DeviceError: if the circuit is not that of the device's loops.
        """
        gates = [gate for op in circuit.operations for gate in _beam_splitters_of(op)]
        expected = loop_pairs(self.n_wires_of(circuit), self.delays).tolist()
        if [gate.wires.tolist() for gate in gates] != expected:
            raise DeviceError(
                f"The device has loops of delays {self.delays}: circuits apply one "
                f"Loops(angles, delays={self.delays}, wires) to all wires in their order. Make a "
                "device of other delays with qml.device('qgen.tbi', delays=...)."
            )
        for _, phi in (gate.data for gate in gates):
            if not math.is_abstract(phi) and phi != 0:
                raise DeviceError(f"Loops have real beam splitters, phi=0; got phi={phi}.")
        return gates

    # -- execution -------------------------------------------------------------------------------

    def measure(self, circuit: QuantumScript):
        """Result of a circuit, exact or from shots."""
        shots = circuit.shots.total_shots
        if self._hardware is not None:
            if shots is None:
                raise DeviceError("Hardware gives samples: set shots, as by qml.set_shots.")
            return sampled_results(circuit, self._hardware_counts(circuit, shots))
        if shots is None or not self._has_chain or len(self.delays) > 1:
            return super().measure(circuit)
        optics = read_circuit(circuit, self.n_wires_of(circuit))
        samples = sample_loop(
            optics.input_counts,
            self._angles(circuit),
            self.delays[0],
            shots,
            indistinguishability=self._overlap,
            rng=self._rng,
        )
        detectors = self._readout(circuit, Light.of(optics)).detectors
        return sampled_results(circuit, detectors.detect(samples, self._rng))

    def _angles(self, circuit: QuantumScript) -> list[float]:
        gates = self.beam_splitters(circuit)
        return [float(math.unwrap([gate.data[0]])[0]) for gate in gates]

    def _hardware_counts(self, circuit: QuantumScript, shots: int) -> np.ndarray:
        """Photon counts from the hardware, checked, of shape ``(shots, n_pulses)``."""
        counts = read_circuit(circuit, self.n_wires_of(circuit)).input_counts
        answer = self._hardware.sample(tuple(counts.tolist()), self._angles(circuit), shots)
        if isinstance(answer, Mapping):
            rows = np.repeat(np.array(list(answer)), list(answer.values()), axis=0)
            answer = self._rng.permutation(rows)
        samples = np.asarray(answer)
        if samples.shape != (shots, len(counts)):
            raise DeviceError(
                f"The hardware must return counts of shape {(shots, len(counts))}, one row a "
                f"sample; got shape {samples.shape}."
            )
        if samples.dtype.kind not in "biu" or (samples < 0).any():
            raise DeviceError("The hardware must return integers of at least 0.")
        return samples.astype(np.int64)


def sample_loop(
    input_counts: np.ndarray,
    angles: Iterable[float],
    delay: int,
    n_samples: int,
    *,
    indistinguishability: float = 1.0,
    rng: np.random.Generator,
) -> np.ndarray:
    """Photon numbers behind one loop: every ``delay``-th pulse meets, so it is so many trains.

    Args:
        input_counts (numpy.ndarray): photons of each pulse, shape ``(n_pulses,)``.
        angles (Iterable[float]): of shape ``(n_pulses - delay,)``.
        delay (int): delay of the loop in pulses.
        n_samples (int): number of samples.
        indistinguishability (float): overlap x of the photons.
        rng (numpy.random.Generator): source of randomness.

    Returns:
        numpy.ndarray: ``int16`` of shape ``(n_samples, n_pulses)``.

    **Example**

    >>> from pennylane_qgen.devices.photonic.tbi import sample_loop
    >>> rng = np.random.default_rng(0)
    >>> sample_loop(np.array([1, 1, 0, 0]), [np.pi / 2] * 2, 2, 1, rng=rng)
    array([[0, 0, 1, 1]], dtype=int16)
    """
    angles = np.asarray(angles, dtype=float)
    samples = np.empty((n_samples, len(input_counts)), dtype=np.int16)
    for first in range(delay):
        train = slice(first, None, delay)
        counts = input_counts[train]
        if len(counts) == 1:
            samples[:, train] = counts
        else:
            samples[:, train] = sample_single_loop(
                counts,
                angles[train],
                n_samples,
                indistinguishability=indistinguishability,
                seed=rng,
            )
    return samples


@qml.transform
def _check_loops(circuit: QuantumScript, device: TimeBinInterferometer):
    device.beam_splitters(on_integers(circuit, device.wires))
    return (circuit,), lambda results: results[0]


def _beam_splitters_of(op: Operator) -> list[BeamSplitter]:
    if isinstance(op, Photons) or op.name in _TRANSPARENT:
        return []
    if isinstance(op, BeamSplitter):
        return [op]
    if isinstance(op, Loops):
        with QueuingManager.stop_recording():
            return op.decomposition()
    raise DeviceError(
        f"A time-bin interferometer has photons and loops only; got {op.name}. Use qgen.boson for "
        "other linear optics."
    )


def _check_hardware(hardware, options: dict) -> None:
    if not callable(getattr(hardware, "sample", None)):
        raise TypeError(
            "hardware must have a method sample(input_state, thetas, n_samples); got "
            f"{type(hardware).__name__}."
        )
    simulated = set(options) - {"detector", "seed"}
    if simulated:
        raise ValueError(f"With hardware nothing is simulated; leave out {sorted(simulated)}.")
