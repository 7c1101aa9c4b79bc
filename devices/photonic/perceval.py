"""``qgen.perceval``: Quandela's photonic computers, simulated and real, through Perceval 1.3."""

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
from pennylane.devices import Device, ExecutionConfig
from pennylane.devices.modifiers import simulator_tracking, single_tape_support
from pennylane.exceptions import DeviceError
from pennylane.tape import QuantumScript

from ...checks import check_choice, check_integer
from ..standard_wires import on_integers
from .click_samples import sampled_results
from .perceval_calls import Call, Request, gather
from .perceval_computers import (
    exact_outcomes,
    find_computer,
    gives_probabilities,
    noise_model,
    run_now,
    seeded,
    takes_loss_channels,
)
from .perceval_experiment import build_experiment
from .perceval_jobs import JobRecords, RemoteJobs
from .photonic_circuit import read_circuit
from .photonic_preprocessing import SHIFT_METHODS, photonic_pipeline, with_photonic_shift
from .weighted_outcomes import measure_outcomes

_DETECTORS = ("number", "threshold")


@simulator_tracking
@single_tape_support
class PercevalDevice(Device):
    r"""Photons in linear optics on any computer that Perceval knows, local or remote.

    Circuits are :class:`~pennylane_qgen.photonics.Photons` and passive linear optics.
    ``qml.probs``, ``qml.sample``, ``qml.counts``, ``qml.expval`` of Z words and
    :func:`~pennylane_qgen.parities` are those of clicks, so every loss of this package runs;
    photon numbers come by :func:`~pennylane_qgen.photonics.photon_counts` and its relatives.

    Exact results, without shots, come from the simulators of this machine that compute
    probabilities, such as ``"SLOS"``. Everything else samples. Samples are taken in calls of at
    most ``max_shots_per_call``; a shot is a pulse with at least one photon detected, so with
    losses or a filter a call may bring fewer samples than shots, and calls are repeated.

    Remote computers run jobs. All jobs of a batch of circuits, such as those of a gradient, are
    sent before the first is waited for. With ``jobs=`` every job is recorded in a folder before it
    is waited for. A program that was killed and runs again with the same folder finds its jobs in
    the order in which it asks for them and pays for nothing twice; a folder is for one run, so
    name a new one for fresh samples. The token is Perceval's own: the environment variable
    ``PCVL_CLOUD_TOKEN`` or ``perceval.RemoteConfig``. Hardware reports no pulse without a click.

    Args:
        wires (int or Sequence): number of modes or their labels.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        computer (str or perceval.AComputer): a simulator of this machine (``"SLOS"``, ``"SLAP"``,
            ``"CliffordClifford2017"``, ...), a platform of Quandela's cloud (``"sim:slos"``,
            ``"qpu:belenos"``, ...), or any Perceval computer, such as a ``RemoteComputer`` of
            another provider.
        noise (perceval.NoiseModel or dict): Perceval's noise parameters, for computers by name.
        indistinguishability (float): overlap x of the photons, in [0, 1]. Perceval's parameter of
            this name is the visibility :math:`V = x^2` of the Hong-Ou-Mandel dip.
        efficiency (float): probability that a photon is detected, in [0, 1].
        detector (str): ``"threshold"`` (clicks) or ``"number"`` (resolves photon numbers).
        mesh (bool): whether to send interferometers as rectangular meshes of beam splitters and
            phase shifters; needed for phase noise and for the backend ``"MPS"``.
        min_photons (int): discard samples with fewer detected photons. The results are then those
            of the samples that are kept.
        max_shots_per_call (int): most shots of a call; required for remote computers, where it
            bounds the cost of a call.
        jobs (str or os.PathLike): folder of the jobs of a remote computer; ``None`` keeps them in
            memory only.
        poll_interval (float): seconds between two questions for the state of remote jobs.
        progress (bool): whether to show a bar while remote jobs run; by default on terminals.
        seed (int or numpy.random.Generator): seed of the local simulators. With backends that
            compute probabilities, samples are reproducible; ``"CliffordClifford2017"`` runs in
            threads that share a generator, and is not.

    Raises:
        ImportError: if Perceval is not installed; the message names the extra.
        ValueError: for an unknown computer, with a list of those that exist, or a bad option.
        DeviceError: if a remote platform does not answer.

    **Example**

    Two photons on a beam splitter never leave by different ports (Hong, Ou and Mandel).

    >>> dev = qml.device("qgen.perceval", wires=2)
    >>> @qml.qnode(dev)
    ... def circuit(theta):
    ...     qgen.Photons([1, 1], wires=[0, 1])
    ...     qgen.BeamSplitter(theta, 0.0, wires=[0, 1])
    ...     return qml.probs(wires=[0, 1])
    >>> abs(circuit(np.pi / 4).round(6))
    array([0. , 0.5, 0.5, 0. ])

    Source: Perceval, Heurtel et al., arXiv:2204.00602.
    """

    config_filepath = Path(__file__).parent / "perceval.toml"

    def __init__(
        self,
        wires=None,
        shots=None,
        *,
        computer="SLOS",
        noise=None,
        indistinguishability: float = 1.0,
        efficiency: float = 1.0,
        detector: str = "number",
        mesh: bool = False,
        min_photons: int = 0,
        max_shots_per_call: int | None = None,
        jobs=None,
        poll_interval: float = 2.0,
        progress: bool | None = None,
        seed=None,
    ):
        super().__init__(wires=wires, shots=shots)
        if not poll_interval >= 0:
            raise ValueError(f"poll_interval must be at least 0 seconds; got {poll_interval!r}.")
        check_choice("detector", detector, _DETECTORS)
        self.detector = detector
        self._experiment_options = {
            "mesh": bool(mesh),
            "detector": detector,
            "min_photons": check_integer("min_photons", min_photons, 0),
        }
        if max_shots_per_call is not None:
            max_shots_per_call = check_integer("max_shots_per_call", max_shots_per_call, 1)
        self._max_shots_per_call = max_shots_per_call
        self._noise = noise_model(
            noise, indistinguishability=indistinguishability, efficiency=efficiency
        )
        self.computer = find_computer(computer, self._noise)
        self._rng = np.random.default_rng(seed)
        self._seeded = seed is not None
        # A chip's phase errors are drawn once and stay.
        self._settings = {"compilation_seed": self._new_seed()} if self._seeded else {}
        self._asked: Counter = Counter()
        self._remote = self._remote_jobs(jobs, poll_interval, progress)

    def _remote_jobs(self, jobs, poll_interval: float, progress: bool | None) -> RemoteJobs | None:
        if self.computer.is_remote and self._max_shots_per_call is None:
            raise ValueError(
                f"{self.computer.name} runs remotely and may cost money a shot: set "
                "max_shots_per_call."
            )
        # Perceval has no public way from a computer to its provider, only the other way round.
        layer = getattr(self.computer, "_communication_layer", None)
        if layer is not None:
            options = {"poll_interval": poll_interval, "progress": progress}
            return RemoteJobs(self.computer, layer, JobRecords(jobs), self._rng, **options)
        if jobs is not None:
            raise ValueError(
                f"{self.computer.name} has no jobs that could be found again; leave out jobs=."
            )
        return None

    @property
    def name(self) -> str:
        """The device's string."""
        return "qgen.perceval"

    @property
    def jobs(self) -> JobRecords | None:
        """Records of the jobs of a remote computer, ``None`` for a local one.

        Those of finished circuits are in the folder only.
        """
        return None if self._remote is None else self._remote.records

    # -- preprocessing ---------------------------------------------------------------------------

    def setup_execution_config(
        self, config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> ExecutionConfig:
        """Use photonic shift rules for ``"parameter-shift"`` and ``"best"``."""
        return with_photonic_shift(config or ExecutionConfig())

    def supports_derivatives(
        self, execution_config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> bool:
        """Photonic shift rules are always there."""
        return execution_config is None or execution_config.gradient_method in SHIFT_METHODS

    def preprocess_transforms(self, execution_config: ExecutionConfig | None = None):
        """Take circuits apart to linear optics and check them."""
        return photonic_pipeline(self)

    # -- execution -------------------------------------------------------------------------------

    def execute(self, circuits, execution_config: ExecutionConfig | None = None):
        """Results of a batch of circuits; all samples are asked for together."""
        circuits = [on_integers(circuit, self.wires) for circuit in circuits]
        samples = iter(self._samples([circuit for circuit in circuits if circuit.shots]))
        return tuple(
            sampled_results(circuit, next(samples)) if circuit.shots else self._exactly(circuit)
            for circuit in circuits
        )

    def _optics(self, circuit: QuantumScript):
        """Photons at the inputs and the matrix of a circuit."""
        n_modes = circuit.num_wires if self.wires is None else len(self.wires)
        optics = read_circuit(circuit, n_modes)
        if not optics.is_lossless and not takes_loss_channels(self.computer):
            raise DeviceError(
                f"{self.computer.name} takes no Attenuation inside a circuit. Use efficiency= for "
                "loss that is the same in all modes, or a simulator that computes probabilities, "
                "such as computer='SLOS'."
            )
        return optics.input_counts, optics.transfer

    def _exactly(self, circuit: QuantumScript):
        if not gives_probabilities(self.computer):
            raise DeviceError(
                f"{self.computer.name} gives no exact results. Set shots, for example "
                "qml.set_shots(qnode, 1000), or take a simulator of this machine that computes "
                "probabilities, such as computer='SLOS'."
            )
        experiment = build_experiment(*self._optics(circuit), **self._experiment_options)
        outcomes = exact_outcomes(self.computer, experiment, **self._settings)
        results = tuple(measure_outcomes(mp, *outcomes) for mp in circuit.measurements)
        return results[0] if len(results) == 1 else results

    def _samples(self, circuits: list[QuantumScript]) -> list[np.ndarray]:
        """Photon counts of each circuit, of shape ``(n_shots, n_modes)``."""
        asked = self._asked.copy()
        requests = [self._request(circuit, asked) for circuit in circuits]
        with seeded(self._new_seed() if self._seeded else None):
            samples = gather(requests, self._run, self._max_shots_per_call)
        # Only now: what was interrupted is asked for again by the same name, and its jobs found.
        self._asked = asked
        if self._remote is not None:
            self._remote.records.release()
        return [counts.astype(np.int64) for counts in samples]

    def _run(self, calls: list[Call]) -> list[np.ndarray]:
        if self._remote is not None:
            return self._remote.run(calls)
        return run_now(self.computer, calls, self._rng, **self._settings)

    def _request(self, circuit: QuantumScript, asked: Counter) -> Request:
        """What to ask for, with a name that says it and how often the same was asked before."""
        counts, transfer = self._optics(circuit)
        n_samples = circuit.shots.total_shots
        options = (self._noise, self._experiment_options, n_samples, self._max_shots_per_call)
        # Rounded, since the last bits of a matrix product may differ from run to run.
        matrix = np.round(transfer, 10) + 0.0
        content = repr((self.computer.name, *options)).encode() + counts.tobytes()
        digest = hashlib.sha256(content + matrix.tobytes()).hexdigest()[:24]
        name = f"{digest}-{asked[digest]}"
        asked[digest] += 1
        experiment = build_experiment(counts, transfer, **self._experiment_options)
        return Request(name, experiment, n_samples)

    def _new_seed(self) -> int:
        return int(self._rng.integers(2**32))
