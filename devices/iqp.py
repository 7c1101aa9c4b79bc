"""``qgen.iqp``: circuits of commuting X rotations, exact or at a thousand wires.

Up to 26 wires the state is computed by Walsh-Hadamard transforms, at a cost that the number of
gates hardly enters. Beyond, expectation values of Z words are computed without a state.
"""

import warnings
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pennylane as qml
from pennylane.devices import ExecutionConfig
from pennylane.devices.modifiers import simulator_tracking, single_tape_support
from pennylane.exceptions import DeviceError, WireError
from pennylane.measurements import ExpectationMP, StateMP
from pennylane.tape import QuantumScript
from pennylane.wires import Wires

from ..bits import bits_to_integers, integers_to_bits, parity_means
from ..checks import brief, check_choice, check_integer
from ..iqp.bitflip import BitflipDistribution, BitflipWords, sample_bitflip
from ..iqp.state_vector import MAX_WIRES, IQPStateVector
from ..iqp.word_expectations import WordEstimates, WordExpectations
from ..randomness import DeviceRandomness
from .circuit_program import structure
from .iqp_circuit import IQPCircuit, is_x_rotation, x_rotations
from .iqp_evaluations import FromDistribution, FromWords
from .iqp_measurements import WordMeasurement, check_measurement
from .seeded import Seeded
from .vector_jacobian import VectorJacobianDevice, numpy_parameters, own_route

_MAX_CIRCUITS = 8
_MAX_PLANS = 8
_METHODS = ("auto", "exact", "hybrid", "monte-carlo")


@simulator_tracking
@single_tape_support
class GenerativeIQP(Seeded, VectorJacobianDevice):
    r"""Simulator of instantaneous quantum polynomial circuits.

    It runs products of :math:`e^{-i\theta X_S}`: :class:`~pennylane_qgen.IQP`, ``qml.IQP``,
    ``RX``, ``IsingXX``, ``PauliRot`` of X, ``PauliX``, their adjoints, powers and repetitions, and
    the initial cat state of ``spin_sym``. Everything that is measured is diagonal in the
    computational basis.

    * Up to 26 wires, ``qml.probs``, ``qml.state``, :func:`~pennylane_qgen.parities`, ``qml.expval``
      of Z words and their sums are exact; with shots so are the distributions that
      ``qml.sample``, ``qml.counts`` and all others draw from.
    * Beyond, ``parities`` and ``expval`` are computed word by word: in closed form, by a sum over
      sampled sign patterns (hybrid), or by Monte Carlo, whatever is cheapest. Estimates are
      unbiased. There ``qml.probs`` and ``qml.sample`` are an error: no efficient classical
      algorithm is known for them, which is what a quantum computer is for.

    The gradient of all of these is one reverse pass (``diff_method="best"``).

    Args:
        wires (int or Sequence): number of wires or their labels; by default those of the circuit.
        shots (int): deprecated by PennyLane in favour of ``qml.set_shots``; default shots.
        method (str): how words are computed. ``"auto"`` is exact up to 26 wires and takes the
            cheapest way beyond. ``"exact"`` is always exact, or an error: a closed form needs
            generators of at most two wires. ``"hybrid"`` and ``"monte-carlo"`` estimate, at any
            number of wires.
        n_samples (int): number of Monte-Carlo samples, at least 4 for losses with squares.
        n_patterns (int or None): number of sign patterns of ``"hybrid"``; by default
            ``n_samples / 4``, but up to 256.
        coherent (bool): with ``False``, each rotation flips its wires with probability
            :math:`\sin^2\theta` instead ("bitflip"): the classical control of arXiv:2503.02934,
            which is sampled at any number of wires.
        c_dtype (type): ``numpy.complex128``, or ``numpy.complex64`` for half the memory.
        seed (int, numpy.random.Generator or None): of samples and estimates; 0 is a seed.

    Raises:
        ValueError: for an option out of range.

    **Example**

    >>> dev = qml.device("qgen.iqp", wires=1000)
    >>> @qml.qnode(dev)
    ... def circuit(weights):
    ...     qgen.IQP(weights, wires=range(1000))
    ...     return qml.expval(qml.Z(0) @ qml.Z(999))
    >>> weights = qgen.IQP.init(1000, strategy="small", scale=0.01, seed=0)
    >>> circuit(weights).round(4), qml.grad(circuit)(weights).shape
    (np.float64(0.6669), (500500,))

    **Source**: van den Nest, arXiv:0911.1624; Recio-Armengol, Ahmed and Bowles, arXiv:2503.02934.
    """

    config_filepath = Path(__file__).parent / "iqp.toml"

    def __init__(
        self,
        wires=None,
        shots=None,
        *,
        method: str = "auto",
        n_samples: int = 1000,
        n_patterns: int | None = None,
        coherent: bool = True,
        c_dtype: type = np.complex128,
        seed=None,
    ):
        super().__init__(wires=wires, shots=shots)
        check_choice("method", method, _METHODS)
        if np.dtype(c_dtype) not in (np.dtype(np.complex64), np.dtype(np.complex128)):
            raise ValueError(f"c_dtype must be numpy.complex64 or complex128; got {c_dtype!r}.")
        self._method, self._coherent, self._c_dtype = method, bool(coherent), np.dtype(c_dtype)
        self._options = {"n_samples": check_integer("n_samples", n_samples, 1)}
        if n_patterns is not None:
            self._options["n_patterns"] = check_integer("n_patterns", n_patterns, 1)
        self._options["dtype"] = np.empty(0, c_dtype).real.dtype
        _warn_of_rounding(n_samples, self._options["dtype"])
        self._randomness = DeviceRandomness(seed)
        self._circuits: OrderedDict = OrderedDict()
        self._plans: OrderedDict = OrderedDict()
        self._last: tuple = (None, None)
        self._state: tuple = (None, None)

    @property
    def name(self) -> str:
        """The device's string."""
        return "qgen.iqp"

    @property
    def c_dtype(self) -> type:
        """Complex type of the state vector."""
        return self._c_dtype.type

    # -- preprocessing ---------------------------------------------------------------------------

    def setup_execution_config(
        self, config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> ExecutionConfig:
        """Differentiate by the reverse pass wherever there are no shots."""
        config = config or ExecutionConfig()
        if config.gradient_method in ("best", "adjoint", "device") and (
            circuit is None or not circuit.shots
        ):
            return own_route(config, self)
        return super().setup_execution_config(config, circuit)

    def preprocess_transforms(self, execution_config: ExecutionConfig | None = None):
        """Reduce circuits to X rotations, and refuse what is none."""
        pipeline = qml.CompilePipeline()
        pipeline.add_transform(_prepare, device=self)
        # By its place here, jax.vmap knows that circuits are executed one at a time.
        pipeline.add_transform(qml.transforms.broadcast_expand)
        return pipeline

    def supports_derivatives(
        self, execution_config: ExecutionConfig | None = None, circuit: QuantumScript | None = None
    ) -> bool:
        """First derivatives of everything that is measured without shots."""
        if execution_config is None:
            return True
        if execution_config.derivative_order > 1 or (circuit is not None and circuit.shots):
            return False
        return execution_config.gradient_method in ("best", "adjoint", "device")

    # -- execution -------------------------------------------------------------------------------

    def measure(self, circuit: QuantumScript):
        """Result of a circuit."""
        results = self._sampled(circuit) if circuit.shots else self._evaluate(circuit).results()
        return results[0] if len(results) == 1 else results

    def pull_back(self, circuit: QuantumScript, cotangents: list[np.ndarray]) -> tuple:
        """Cotangents of the parameters, with the samples of the last evaluation."""
        parameters = numpy_parameters(circuit)
        program = self._circuit(circuit)
        key = self._key(circuit, program.angles.bind(parameters))
        evaluation = self._last[1] if self._last[0] == key else self._evaluate(circuit)
        gradient = np.broadcast_to(evaluation.pull_back(cotangents), program.pattern.n_generators)
        return program.angles.pull_back(gradient, parameters, list(circuit.trainable_params))

    def _evaluate(self, circuit: QuantumScript) -> FromDistribution | FromWords:
        """Results and reverse pass of a circuit, kept until the next one."""
        program = self._circuit(circuit)
        angles = program.angles.bind(numpy_parameters(circuit))
        n_wires = program.pattern.n_wires
        words = [WordMeasurement.of(mp, n_wires) for mp in circuit.measurements]
        self._last = None, None
        if None not in words and self._goes_by_words(program, words):
            evaluation = FromWords(words, self._word_route(program, angles))
        else:
            evaluation = self._distribution(program, angles, circuit.measurements)
        self._last = self._key(circuit, angles), evaluation
        return evaluation

    def _key(self, circuit: QuantumScript, angles: np.ndarray) -> tuple:
        measured = tuple(mp.hash for mp in circuit.measurements)
        return structure(circuit), self.n_wires_of(circuit), measured, angles.tobytes()

    def _circuit(self, circuit: QuantumScript) -> IQPCircuit:
        n_wires = self.n_wires_of(circuit)
        key = n_wires, structure(circuit)
        if key not in self._circuits:
            [circuit], _ = qml.transforms.convert_to_numpy_parameters(circuit)
            _keep(self._circuits, key, IQPCircuit(circuit, n_wires), _MAX_CIRCUITS)
        self._circuits.move_to_end(key)
        return self._circuits[key]

    def _goes_by_words(self, program: IQPCircuit, words: list[WordMeasurement]) -> bool:
        n_wires = program.pattern.n_wires
        if not self._coherent or n_wires > MAX_WIRES or self._method in ("hybrid", "monte-carlo"):
            return True
        rows = np.concatenate([measurement.words for measurement in words])
        return _closed_form_is_cheaper(program, rows)

    def _word_route(self, program: IQPCircuit, angles: np.ndarray):
        def evaluate(words: np.ndarray, n_batches: int) -> WordEstimates:
            plan = self._plan(program, words)
            if self._coherent:
                return plan.evaluate(angles, self._rng, n_batches)
            exact = plan.evaluate(angles)
            return WordEstimates(
                np.tile(exact.values, (n_batches, 1)), lambda c: exact.pull_back(c.sum(axis=0))
            )

        return evaluate

    def _plan(self, program: IQPCircuit, words: np.ndarray) -> WordExpectations | BitflipWords:
        cat = None if program.cat is None else program.cat.tobytes()
        key = program.pattern.digest, cat, words.shape, np.packbits(words).tobytes()
        if key not in self._plans:
            if not self._coherent:
                plan = BitflipWords(program.pattern, words, program.cat)
            else:
                exact = program.pattern.n_wires <= MAX_WIRES and self._method == "auto"
                plan = WordExpectations(
                    program.pattern,
                    words,
                    method="exact" if exact else self._method,
                    cat=program.cat,
                    **self._options,
                )
            _keep(self._plans, key, plan, _MAX_PLANS)
        self._plans.move_to_end(key)
        return self._plans[key]

    def _distribution(self, program: IQPCircuit, angles, measurements) -> FromDistribution:
        n_wires = program.pattern.n_wires
        if n_wires > MAX_WIRES:
            raise DeviceError(_too_large(n_wires, measurements))
        if not self._coherent:
            if any(isinstance(mp, StateMP) for mp in measurements):
                raise DeviceError("The coherence-free model is a mixture and has no state vector.")
            model = BitflipDistribution(program.pattern, program.cat).evaluate(angles)
            return FromDistribution(measurements, n_wires, model.values, model.pull_back)
        state = self._state_vector(program).run(angles)
        return FromDistribution(
            measurements,
            n_wires,
            state.probabilities(),
            state.pull_back,
            program.phase * state.amplitudes,
            lambda cotangent: state.pull_back_amplitudes(program.phase * cotangent),
        )

    def _state_vector(self, program: IQPCircuit) -> IQPStateVector:
        """Memory for the state of a circuit; only one is kept, since it may fill the machine."""
        if self._state[0] is not program:
            self._state = None, None
            cat_mask = 0 if program.cat is None else int(bits_to_integers(program.cat))
            masks, n_wires = program.pattern.masks, program.pattern.n_wires
            state = IQPStateVector(masks, n_wires, cat_mask=cat_mask, dtype=self.c_dtype)
            self._state = program, state
        return self._state[1]

    # -- shots -----------------------------------------------------------------------------------

    def _sampled(self, circuit: QuantumScript) -> tuple:
        samples = self._samples(circuit)
        parts = [samples[lower:upper] for lower, upper in circuit.shots.bins()]
        results = [tuple(_from_samples(mp, part) for mp in circuit.measurements) for part in parts]
        if not circuit.shots.has_partitioned_shots:
            return results[0]
        single = len(circuit.measurements) == 1
        return (tuple(r[0] if single else r for r in results),)

    def _samples(self, circuit: QuantumScript) -> np.ndarray:
        """Bits of shape ``(shots, n_wires)``."""
        program = self._circuit(circuit)
        angles = program.angles.bind(numpy_parameters(circuit))
        shots, n_wires = circuit.shots.total_shots, program.pattern.n_wires
        rng = self._rng
        if not self._coherent:
            return sample_bitflip(program.pattern, angles, shots, seed=rng, cat=program.cat)
        if n_wires > MAX_WIRES:
            raise DeviceError(_too_large(n_wires, circuit.measurements))
        self._last = None, None
        state = self._state_vector(program).run(angles)
        cumulative = np.cumsum(state.probabilities())
        outcomes = np.searchsorted(cumulative, cumulative[-1] * rng.random(shots), side="right")
        return integers_to_bits(outcomes, n_wires)


@qml.transform
def _prepare(circuit: QuantumScript, device: GenerativeIQP):
    """Check wires and measurements, and reduce operations to X rotations."""
    if device.wires is not None and not device.wires.contains_wires(circuit.wires):
        unknown = [wire for wire in circuit.wires if wire not in device.wires]
        raise WireError(
            f"{device.name} was made with {len(device.wires)} wires; the circuit uses {unknown} "
            "besides. Give qml.device all wires."
        )
    for measurement in circuit.measurements:
        check_measurement(measurement, has_shots=bool(circuit.shots))
    if not all(map(is_x_rotation, circuit.operations)):
        operations = [gate for op in circuit.operations for gate in x_rotations(op, device.name)]
        circuit = circuit.copy(operations=operations)
    return (circuit,), lambda results: results[0]


def _closed_form_is_cheaper(program: IQPCircuit, words: np.ndarray) -> bool:
    """Whether words are computed faster one by one than from the state."""
    n_wires = program.pattern.n_wires
    transforms = 8 * n_wires * 2**n_wires
    if n_wires < 16:
        return False
    try:
        plan = WordExpectations(program.pattern, words, method="exact", cat=program.cat)
    except ValueError:
        return False
    return 3 * plan.cost < transforms


def _from_samples(measurement, samples: np.ndarray):
    if isinstance(measurement, ExpectationMP):
        words = WordMeasurement.of(measurement, samples.shape[1])
        return words.result(parity_means(samples, words.words)[None])
    return measurement.process_samples(samples, Wires(range(samples.shape[1])))


def _keep(cache: OrderedDict, key, value, size: int) -> None:
    cache[key] = value
    if len(cache) > size:
        cache.popitem(last=False)


def _too_large(n_wires: int, measurements) -> str:
    return (
        f"{brief(measurements)} of {n_wires} wires would need 2**{n_wires} numbers. qgen.iqp has "
        f"distributions, states and samples of up to {MAX_WIRES} wires; no efficient classical "
        "algorithm is known beyond. Train with qgen.parities, qml.expval or qgen.mmd, which need "
        "no distribution, and draw samples on quantum hardware by the same QNode."
    )


def _warn_of_rounding(n_samples: int, dtype: np.dtype) -> None:
    if n_samples * np.finfo(dtype).eps > 1:
        warnings.warn(
            f"With n_samples={n_samples} the estimates' corrections of order 1 / n_samples are "
            f"below the rounding of {dtype}, so squares lose their unbiasedness. Use "
            "c_dtype=numpy.complex128 or fewer samples.",
            stacklevel=3,
        )
