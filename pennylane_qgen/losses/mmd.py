"""Squared maximum mean discrepancy, from probabilities or from parities."""

from math import sqrt

from pennylane.measurements import ProbabilityMP

from ..bits import empirical_distribution
from ..checks import check_choice
from ..kernels import HammingKernel, IntegerKernel
from ..operators import quadratic_form
from .base import MAX_EXACT_WIRES, Loss, check_distribution, check_wires, constant_like, read_target
from .word_mmd import WordMMD

_KERNELS = {"hamming": HammingKernel, "integer": IntegerKernel}


def mmd(
    target,
    bandwidth=None,
    *,
    kernel: str = "hamming",
    wires=None,
    method: str = "auto",
    n_observables: int | None = None,
    max_weight: int | None = None,
    batch_size: int | None = None,
    resample: bool = False,
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
      the weights :math:`w_S`. With ``max_weight=k``, all words of up to k wires, the truncated
      loss of arXiv:2305.02881. The squares are U-statistics of the means of four batches of
      shots, so that value and gradient are unbiased over words, shots and, with ``batch_size=``,
      batches of the data; values below 0 can occur.

    With finite shots the gradient by parameter-shift is unbiased for both, since the shots of the
    shifted and of the unshifted circuits are independent. The *value* from probabilities is that
    of the measured frequencies, too large by :math:`(1 - q^T K q) / \mathrm{shots}` on average;
    for an unbiased value, measure parities or give samples to :func:`pennylane_qgen.metrics.mmd`.

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
        batch_size (int): compare with so many samples of the target, drawn anew with replacement
            each time; at least 2. Needs ``resample=True`` or ``seed=None``.
        resample (bool): draw new words in every step of :func:`~pennylane_qgen.train`, from the
            seed and the number of the step, so that a resumed training repeats itself. Implies
            ``method="parities"``. Words do not change inside of ``jax.jit``.
        seed (int or numpy.random.Generator): draws the words. With ``None``, or with a generator,
            every call of the QNode draws new words, which makes the loss stochastic.

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
    check_choice("kernel", kernel, _KERNELS)
    kernel = _KERNELS[kernel](bandwidth)
    by_words = resample or not n_observables is max_weight is batch_size is None
    if _choose_method(method, n_wires, by_words) == "probs":
        return _from_probabilities(target, kernel, wires)
    if not isinstance(kernel, HammingKernel):
        raise ValueError(
            "Only kernel='hamming' is a sum over parities; measure the integer kernel with "
            f"method='probs', on at most {MAX_EXACT_WIRES} wires by default."
        )
    return WordMMD(
        target,
        kernel,
        wires,
        n_observables=n_observables,
        max_weight=max_weight,
        batch_size=batch_size,
        resample=resample,
        seed=seed,
    ).loss()


def _choose_method(method: str, n_wires: int, by_words: bool) -> str:
    check_choice("method", method, ("auto", "probs", "parities"))
    if by_words and method == "probs":
        raise ValueError(
            "method='probs' measures no words; drop n_observables=, max_weight=, batch_size= and "
            "resample=."
        )
    if method == "auto":
        return "parities" if by_words or n_wires > MAX_EXACT_WIRES else "probs"
    return method


def _from_probabilities(target, kernel, wires) -> Loss:
    p = target if target.ndim == 1 else empirical_distribution(target)

    def function(q):
        check_distribution(q, p.size)
        return quadratic_form(kernel.apply, q - constant_like(p, q))

    return Loss(ProbabilityMP(wires=wires), function, "mmd")
