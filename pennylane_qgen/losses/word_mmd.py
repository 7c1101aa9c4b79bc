"""Squared maximum mean discrepancy as a sum over words, with unbiased squares."""

from math import comb

import numpy as np
from pennylane import math
from pennylane.exceptions import QuantumFunctionError
from pennylane.queuing import QueuingManager
from pennylane.wires import Wires

from ..bits import PackedColumns, bits_to_integers, distinct_rows, words_up_to_weight
from ..checks import check_integer
from ..kernels import HammingKernel
from ..measurements import WordExpvals, parities, takes_parities
from ..measurements.qnode_guards import evaluated_qnode
from ..randomness import generator_of_step
from ..walsh import walsh_hadamard_transform
from .base import Loss, constant_like

_MAX_WORDS = 10**6
_DEFAULT_OBSERVABLES = 1000
_BATCHES = 4
"""Batches of shots of a U-statistic; the least number that keeps 3/4 of all pairs of shots."""


class WordMMD:
    r"""Makes :math:`\sum_S w_S (\langle Z_S \rangle_q - \langle Z_S \rangle_p)^2` over words.

    Args:
        target (numpy.ndarray): checked samples, or a probability vector.
        kernel (HammingKernel): gives the weights.
        wires (Wires or None): measured wires.
        n_observables (int or None): number of words to draw.
        max_weight (int or None): take all words of at most so many wires instead.
        batch_size (int or None): number of samples of the target to compare with.
        resample (bool): whether to draw in every step of training.
        seed (int, numpy.random.Generator or None): source of words and batches.
    """

    def __init__(
        self, target, kernel, wires, *, n_observables, max_weight, batch_size, resample, seed
    ):
        if n_observables is not None and max_weight is not None:
            raise ValueError(
                "Give n_observables= (random words) or max_weight= (all words), not both."
            )
        n_wires = target.shape[1] if target.ndim == 2 else target.size.bit_length() - 1
        whole = batch_size is None
        self._target = _WholeTarget(target) if whole else _BatchOfTarget(target, batch_size)
        self._kernel, self._wires, self._n_wires = kernel, wires, n_wires
        self._resample, self._seed = resample, seed
        self._all_words = self._n_observables = None
        if max_weight is None:
            n_observables = _DEFAULT_OBSERVABLES if n_observables is None else n_observables
            self._n_observables = check_integer("n_observables", n_observables, 1, _MAX_WORDS)
        else:
            self._all_words = _words_up_to(kernel, n_wires, max_weight)
        changes = resample or seed is None or isinstance(seed, np.random.Generator)
        if batch_size is not None and not changes:
            raise ValueError(
                "batch_size= draws a new batch in every step; give resample=True, or a generator "
                "or None as seed."
            )
        self._redraws = changes and (max_weight is None or batch_size is not None)
        self._fixed = None

    def loss(self) -> Loss:
        """The loss of freshly drawn words and, with a batch size, a fresh batch."""
        words, weights, means, noise = self._drawn()
        qnode = evaluated_qnode()
        if qnode is None or takes_parities(qnode.device, shots=bool(qnode.shots)):
            function = _of_batches(weights, means, noise)
            measurement = parities(words, wires=self._wires, n_batches=_BATCHES)
        else:
            function = _of_expvals(weights, means, noise, _shots_of_a_word(qnode.shots))
            measurement = WordExpvals.of_words(words, self._wires_of(qnode.device))
        return Loss(measurement, function, "mmd", redraw=self._again)

    def _wires_of(self, device) -> Wires:
        wires = self._wires or device.wires
        if not wires or len(wires) != self._n_wires:
            raise ValueError(
                f"{device.name} measures words one by one, on named wires; pass wires= to "
                f"qgen.mmd, as many as the target has, {self._n_wires}."
            )
        return wires

    def _drawn(self):
        """Words, weights, the target's means, and a constant for its squares being unbiased."""
        if self._fixed is not None:
            return self._fixed
        rng = self._generator()
        words, weights = self._all_words or self._draw_words(rng)
        means, squares = self._target.moments(words, rng)
        drawn = words, weights, means, float(weights @ (squares - means**2))
        if not self._redraws:
            self._fixed = drawn
        return drawn

    def _again(self) -> Loss:
        with QueuingManager.stop_recording():
            return self.loss()

    def _generator(self) -> np.random.Generator:
        of_step = None
        if self._resample and isinstance(self._seed, int | np.integer):
            of_step = generator_of_step(self._seed)
        return np.random.default_rng(self._seed) if of_step is None else of_step

    def _draw_words(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Words without the empty one, whose parity is always 1, and their weights in the sum."""
        n_wires, n_words = self._n_wires, self._n_observables
        drawn = self._kernel.sample_words(n_wires, n_words, rng)
        words, places = distinct_rows(drawn)
        counts = np.bincount(places)
        if len(words) > 1 and not words[0].any():  # in lexicographic order it is the first
            words, counts = words[1:], counts[1:]
        return words, counts / n_words


def _of_batches(weights, means, noise):
    """The loss from the means of independent batches of shots, of shape (..., batches, words)."""

    def function(of_model):
        difference = of_model - constant_like(means, of_model)
        pairs = math.sum(difference, axis=-2) ** 2 - math.sum(difference**2, axis=-2)
        unbiased_squares = pairs / (_BATCHES * (_BATCHES - 1))
        weighted = constant_like(weights, of_model) * unbiased_squares
        return math.sum(weighted, axis=-1) + noise

    return function


def _of_expvals(weights, means, noise, shots):
    r"""The loss from one mean a word, of shape (..., words).

    The square of the mean t of M signs is too large by :math:`(1 - \langle Z_S \rangle^2) / M`, of
    which :math:`(1 - t^2) / (M - 1)` is an unbiased estimate, the U-statistic. It is subtracted
    without its derivative: by parameter-shift the shots of t and of its derivative are
    independent, so the derivative of :math:`t^2` is unbiased as it is.
    """

    def function(of_model):
        excess = 0 if shots is None else (1 - _without_gradient(of_model) ** 2) / (shots - 1)
        squares = (of_model - constant_like(means, of_model)) ** 2 - excess
        return math.sum(constant_like(weights, of_model) * squares, axis=-1) + noise

    return function


def _shots_of_a_word(shots) -> int | None:
    """Shots of each mean, None for exact ones."""
    if not shots:
        return None
    numbers = {copies.shots for copies in shots.shot_vector}
    if len(numbers) > 1 or 1 in numbers:
        raise QuantumFunctionError(
            "On this device qgen.mmd measures words one by one. An unbiased square then needs the "
            f"same number of at least 2 shots everywhere; got the shots {shots.shot_vector}."
        )
    return numbers.pop()


def _without_gradient(tensor):
    """A tensor as a constant of its interface."""
    interface = math.get_interface(tensor)
    if interface == "torch":
        return tensor.detach()
    if interface == "jax":
        from jax.lax import stop_gradient

        return stop_gradient(tensor)
    return math.unwrap([tensor])[0]


class _WholeTarget:
    """Expectation values of words in the whole target, and their squares."""

    def __init__(self, target: np.ndarray):
        if target.ndim == 2:
            self._values = PackedColumns(target).parity_means
        else:
            spectrum = walsh_hadamard_transform(target)
            self._values = lambda words: spectrum[bits_to_integers(words)]

    def moments(self, words: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
        means = self._values(words)
        return means, means**2


class _BatchOfTarget:
    """The same from a few samples, drawn with replacement: both are unbiased."""

    def __init__(self, samples: np.ndarray, size: int):
        if samples.ndim != 2:
            raise ValueError("batch_size= needs samples as the target; got probabilities.")
        self._samples, self._size = samples, check_integer("batch_size", size, 2)

    def moments(self, words: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
        rows = rng.integers(len(self._samples), size=self._size)
        means = PackedColumns(self._samples[rows]).parity_means(words)
        return means, (self._size * means**2 - 1) / (self._size - 1)


def _words_up_to(kernel: HammingKernel, n_wires: int, max_weight: int):
    """All words of up to so many wires, and their weights."""
    check_integer("max_weight", max_weight, 1, n_wires)
    n_words = sum(comb(n_wires, k) for k in range(1, max_weight + 1))
    if n_words > _MAX_WORDS:
        raise ValueError(
            f"There are {n_words} words of up to {max_weight} of {n_wires} wires, more than "
            f"{_MAX_WORDS}. Lower max_weight, or draw words with n_observables=."
        )
    words = words_up_to_weight(n_wires, max_weight)
    return words, kernel.spectrum(n_wires)[words.sum(axis=1)]
