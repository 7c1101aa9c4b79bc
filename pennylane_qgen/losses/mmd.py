"""Squared maximum mean discrepancy, from probabilities or from parities."""

from math import comb, sqrt
from numbers import Integral

import numpy as np
from pennylane import math
from pennylane.measurements import ProbabilityMP

from ..bits import (
    bits_to_integers,
    empirical_distribution,
    parity_means,
    words_up_to_weight,
)
from ..kernels import HammingKernel, IntegerKernel
from ..measurements import parities
from ..operators import apply_symmetric
from ..walsh import walsh_hadamard_transform
from .base import MAX_EXACT_WIRES, Loss, check_distribution, check_wires, constant_like, read_target

_KERNELS = {"hamming": HammingKernel, "integer": IntegerKernel}
_METHODS = ("auto", "probs", "parities")
_MAX_WORDS = 10**6
_DEFAULT_OBSERVABLES = 1000


def mmd(
    target,
    bandwidth=None,
    *,
    kernel: str = "hamming",
    wires=None,
    method: str = "auto",
    n_observables: int | None = None,
    max_weight: int | None = None,
    seed=None,
) -> Loss:
    r"""Squared maximum mean discrepancy between the circuit's distribution q and a target p.

    .. math:: \mathrm{MMD}^2 = \sum_{x, y} (q - p)(x) \, K(x, y) \, (q - p)(y)
              = \sum_S w_S \left( \langle Z_S \rangle_q - \langle Z_S \rangle_p \right)^2

    with :math:`K(x, y) = e^{-d_H(x, y) / (2 \sigma^2)}` and the Walsh weights :math:`w_S` of
    :class:`~pennylane_qgen.kernels.HammingKernel`. Two ways to measure it:

    * ``"probs"``: exact. The kernel acts on the probabilities as a tensor product, in
      :math:`O(n 2^n)` time and a few vectors of memory.
    * ``"parities"``: expectation values of words. With ``n_observables=``, words are drawn from
      the weights :math:`w_S`, and value and gradient are unbiased over the draws. With
      ``max_weight=k``, all words of up to k wires, the truncated loss of arXiv:2305.02881.

    With finite shots the gradient by parameter-shift is unbiased, since the shots of the shifted
    and of the unshifted circuits are independent. The *value* is that of the measured
    frequencies, too large by :math:`(1 - q^T K q) / \mathrm{shots}` on average; for an unbiased
    value, give samples to :func:`pennylane_qgen.metrics.mmd`.

    Args:
        target (array-like): samples of shape ``(n_samples, n_wires)``, zeros and ones, or a
            probability vector of length ``2**n_wires``, wire 0 the most significant bit.
        bandwidth (float or Sequence[float]): :math:`\sigma`, positive; a sequence averages the
            kernels. Default: :math:`\sqrt{n} / 2`, where the variance of the loss is largest
            (arXiv:2305.02881, whose :math:`\sigma` is our :math:`\sigma^2`).
        kernel (str): ``"hamming"``, or ``"integer"`` for a Gaussian of the integer values.
        wires (Sequence): measured wires, in the order of the target's bits; all if ``None``.
        method (str): ``"auto"`` (probabilities up to 20 wires, parities above), ``"probs"`` or
            ``"parities"``.
        n_observables (int): number of words to draw, 1000 if parities are measured and nothing
            else is said. Implies ``method="parities"``.
        max_weight (int): use all words of at most so many wires. Implies ``method="parities"``.
        seed (int or numpy.random.Generator): draws the words. With ``None`` every call of the
            QNode draws new words, which makes the loss stochastic.

    Returns:
        Loss: in [0, 2] once the QNode returns it; the square, never its root.

    Raises:
        ValueError: for a bad target or bandwidth, an unknown kernel or method, or options that
            contradict each other.

    **Example**

    >>> dev = qml.device("lightning.qubit", wires=2)
    >>> @qml.qnode(dev)
    ... def circuit(angle):
    ...     qml.RX(angle, wires=0)
    ...     qml.CNOT([0, 1])
    ...     return qgen.mmd([[0, 0], [1, 1]], bandwidth=1.0)
    >>> circuit(qml.numpy.array(np.pi / 2)).round(6)
    np.float64(0.0)
    >>> circuit(qml.numpy.array(0.0)).round(6)
    np.float64(0.31606)

    Source: Gretton et al., JMLR 13, 723 (2012); arXiv:2305.02881; arXiv:2503.02934.
    """
    target, n_wires = read_target(target)
    wires = check_wires(wires, n_wires)
    bandwidth = sqrt(n_wires) / 2 if bandwidth is None else bandwidth
    if kernel not in _KERNELS:
        raise ValueError(f"kernel must be one of {tuple(_KERNELS)}; got {kernel!r}.")
    kernel = _KERNELS[kernel](bandwidth)
    if _choose_method(method, n_wires, n_observables, max_weight) == "probs":
        return _from_probabilities(target, kernel, wires)
    if not isinstance(kernel, HammingKernel):
        raise ValueError(
            "Only kernel='hamming' is a sum over parities; measure the integer kernel with "
            f"method='probs', on at most {MAX_EXACT_WIRES} wires by default."
        )
    words, weights = _choose_words(kernel, n_wires, n_observables, max_weight, seed)
    return _from_parities(target, words, weights, wires, n_wires)


def _choose_method(method: str, n_wires: int, n_observables, max_weight) -> str:
    if method not in _METHODS:
        raise ValueError(f"method must be one of {_METHODS}; got {method!r}.")
    if n_observables is not None and max_weight is not None:
        raise ValueError("Give n_observables= (random words) or max_weight= (all words), not both.")
    by_words = n_observables is not None or max_weight is not None
    if by_words and method == "probs":
        raise ValueError("method='probs' measures no words; drop n_observables= or max_weight=.")
    if method == "auto":
        return "parities" if by_words or n_wires > MAX_EXACT_WIRES else "probs"
    return method


def _from_probabilities(target, kernel, wires) -> Loss:
    p = target if target.ndim == 1 else empirical_distribution(target)

    def function(q):
        check_distribution(q, p.size)
        difference = q - constant_like(p, q)
        return math.sum(difference * apply_symmetric(kernel.apply, difference), axis=-1)

    return Loss(ProbabilityMP(wires=wires), function, "mmd")


def _from_parities(target, words, weights, wires, n_wires: int) -> Loss:
    if target.ndim == 1:
        of_target = walsh_hadamard_transform(target)[bits_to_integers(words)]
    else:
        of_target = parity_means(target, words)

    def function(of_model):
        difference = of_model - constant_like(of_target, of_model)
        return math.sum(constant_like(weights, of_model) * difference**2, axis=-1)

    return Loss(parities(words, wires=wires), function, "mmd")


def _choose_words(kernel: HammingKernel, n_wires: int, n_observables, max_weight, seed):
    """Words without the empty one, whose parity is always 1, and their weights in the sum."""
    if max_weight is not None:
        _check_count("max_weight", max_weight, n_wires)
        n_words = sum(comb(n_wires, k) for k in range(1, max_weight + 1))
        if n_words > _MAX_WORDS:
            raise ValueError(
                f"There are {n_words} words of up to {max_weight} of {n_wires} wires, more than "
                f"{_MAX_WORDS}. Lower max_weight, or draw words with n_observables=."
            )
        words = words_up_to_weight(n_wires, max_weight)
        return words, kernel.spectrum(n_wires)[words.sum(axis=1)]
    n_observables = _DEFAULT_OBSERVABLES if n_observables is None else n_observables
    _check_count("n_observables", n_observables, _MAX_WORDS)
    drawn = kernel.sample_words(n_wires, n_observables, np.random.default_rng(seed))
    words, counts = np.unique(drawn, axis=0, return_counts=True)
    if len(words) > 1 and not words[0].any():  # np.unique sorts, so the empty word comes first
        words, counts = words[1:], counts[1:]
    return words, counts / n_observables


def _check_count(name: str, value, largest: int) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral) or not 1 <= value <= largest:
        raise ValueError(f"{name} must be an integer in [1, {largest}]; got {value!r}.")
