"""The kernel generalised empirical likelihood."""

import numpy as np
from scipy.optimize import linprog, minimize
from scipy.special import logsumexp, softmax

from ..hamming import check_pair, hamming_blocks
from .mmd import _kernel_table


def kgel(samples, reference, *, bandwidth, n_witnesses: int = 10, seed=None) -> float:
    r"""Kernel generalised empirical likelihood of samples of a model.

    How far the weights of the reference must be moved from uniform for its kernel means at the
    witness points to be those of the samples:

    .. math:: \min_\pi KL(\pi \,\|\, 1/N) \quad \text{subject to} \quad
        \sum_i \pi_i\, k(x_i, t_j) = \mathbb{E}_{y}\, k(y, t_j)

    with reference points :math:`x_i`, samples :math:`y` and witnesses :math:`t_j` drawn from the
    reference. It is infinite where no weights do it: the samples have something the reference
    lacks, such as strings far from all of it. The concave dual
    :math:`\max_\lambda -\ln \frac1N \sum_i e^{\lambda \cdot (k_i - c)}` is solved by Newton
    steps in a trust region, after a linear program has said that it is bounded.

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``, from the model.
        reference (array-like): bits of shape ``(m_samples, n_wires)``, the test data.
        bandwidth (float | Sequence[float]): as for `mmd`.
        n_witnesses (int): number of witness points, from 1 to the number of reference samples.
        seed (int | numpy.random.Generator | None): source of the witness points.

    Returns:
        float: the divergence in nats, from 0 to the logarithm of the number of reference
        samples, or infinity.

    Raises:
        ValueError: if the arguments are not bits over the same wires, the bandwidth is not
            positive, or there are not that many witnesses.

    **Example**

    >>> round(kgel([[0]], [[0], [1]], bandwidth=1.0, n_witnesses=1, seed=0), 4)
    0.6931

    Source: S. Ravuri et al., arXiv:2306.09780, with Hamming kernels in arXiv:2503.02934.
    """
    model, data = check_pair(samples, reference)
    if not 1 <= n_witnesses <= len(data):
        raise ValueError(f"n_witnesses must lie in [1, {len(data)}]; got {n_witnesses}.")
    table = _kernel_table(bandwidth, data.shape[1])
    chosen = np.random.default_rng(seed).choice(len(data), size=n_witnesses, replace=False)
    witnesses = np.unique(data[chosen], axis=0)
    target = _features(model, witnesses, table).mean(axis=0)
    return _dual_value(_features(data, witnesses, table) - target)


def _features(points, witnesses, table) -> np.ndarray:
    """Kernel values of shape ``(n_points, n_witnesses)``."""
    return np.concatenate([table[distances] for _, distances in hamming_blocks(points, witnesses)])


def _dual_value(features: np.ndarray) -> float:
    """The smallest KL divergence from uniform of weights under which the features have mean 0."""
    # The value does not depend on the scale of a feature, but tolerances do: those of a wide kernel
    # would all count as met.
    scales = np.abs(features).max(axis=0)
    features = features / np.where(scales > 0, scales, 1)
    if not _reachable(features):
        return float("inf")

    def objective(multipliers):
        return logsumexp(features @ multipliers) - np.log(len(features))

    def gradient(multipliers):
        return softmax(features @ multipliers) @ features

    def hessian(multipliers):
        weights = softmax(features @ multipliers)
        mean = weights @ features
        return (features.T * weights) @ features - np.outer(mean, mean)

    start = np.zeros(features.shape[1])
    result = minimize(
        objective,
        start,
        method="trust-exact",
        jac=gradient,
        hess=hessian,
        options={"gtol": 1e-8, "maxiter": 1000, "max_trust_radius": 1e6},
    )
    value = max(0.0, -float(result.fun))
    # No weights are further from uniform than ln N: a larger value is an unbounded dual that the
    # tolerance of the linear program let pass.
    return value if value <= np.log(len(features)) + 1e-6 else float("inf")


def _reachable(features: np.ndarray) -> bool:
    """Whether 0 is a convex combination of the rows."""
    distinct = np.unique(features, axis=0)
    return linprog(
        np.zeros(len(distinct)),
        A_eq=np.vstack([distinct.T, np.ones(len(distinct))]),
        b_eq=np.append(np.zeros(features.shape[1]), 1.0),
    ).success
