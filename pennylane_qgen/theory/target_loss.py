r"""The loss of random circuits against a fixed target: theorem 2 of arXiv:2305.02881.

The target enters by the distribution of the distance of two of its samples, see
:class:`~pennylane_qgen.theory.PairDistances`. Their bandwidth is ours squared.
"""

import numpy as np
from scipy.special import polygamma

from ..bits import check_probabilities
from .moments import Moments, flip_probabilities, power_difference
from .pair_distances import PairDistances
from .product import polarization_moments


def product_target_loss(
    target, bandwidth=None, *, n_wires: int | None = None, family="haar"
) -> Moments:
    r"""Mean and variance of the MMD between a random product circuit and a target.

    .. math:: E = \sum_{S \ne \emptyset} w_S (m_2^{|S|} + z_S^2), \qquad
        \mathrm{Var} = B + 4 C, \qquad
        B = (c^2 + 2cs\,m_2 + s^2 m_4)^n - (c + s\,m_2)^{2n}, \qquad
        C = \sum_{S \ne \emptyset} w_S^2\, m_2^{|S|} z_S^2

    with :math:`w_S = c^{n - |S|} s^{|S|}`, :math:`s = (1 - e^{-1/(2\sigma^2)})/2`,
    :math:`c = 1 - s` and the target's :math:`z_S = \langle Z_S \rangle`. For a mixture of
    bandwidths the squares become products over all pairs of them, averaged.

    Args:
        target (str, array-like or PairDistances): ``"zeros"``, ``"ghz"`` or ``"uniform"`` with
            ``n_wires``, to a thousand wires and more; samples of shape ``(n_samples, n_wires)``;
            a probability vector; or distances, such as from the Walsh coefficients by weight with
            ``PairDistances.from_walsh_weights``.
        bandwidth (float, Sequence[float] or None): :math:`\sigma` of the Hamming kernel; ``None``
            is the squared distance.
        n_wires (int or None): number n of wires, with a target by name.
        family (str or PolarizationMoments): ``"haar"`` for theorem 2, ``"angle"`` for one RY or RX
            rotation by a uniform angle on each wire, as in figure 6, or moments.

    Returns:
        Moments: exact for every n.

    Raises:
        ValueError: if an argument is out of range.

    **Example**

    With :math:`\sigma = \sqrt{n} / 2` the variance falls as 1/n only.

    >>> moments = product_target_loss("zeros", np.sqrt(1000) / 2, n_wires=1000)
    >>> round(1000 * moments.variance, 3)
    0.204

    Source: theorem 2 and supplementary proposition 2 of arXiv:2305.02881.
    """
    distances = PairDistances.of(target, n_wires)
    n, h = distances.n_wires, distances.probabilities
    moments = polarization_moments(family)
    m2, m4 = moments.second, moments.fourth
    s = flip_probabilities(bandwidth)
    c = 1 - s
    model = power_difference(c, s * m2, n)
    data = _over_distances(c, s, h)
    ss, cc = np.outer(s, s), np.outer(c, c)
    kept = np.outer(c + s * m2, c + s * m2)
    model_variance = power_difference(kept, ss * (m4 - m2**2), n)
    data_variance = _over_distances(cc, ss * m2, h)
    mean, variance = (model + data).mean(), (model_variance + 4 * data_variance).mean()
    # A uniform target leaves a rounding error of either sign in place of zero.
    return Moments(float(mean), float(max(variance, 0.0)))


def _over_distances(c, s, h):
    """Sum over non-empty S of c^(n - |S|) s^|S| z_S^2, as a mean over the distances of samples."""
    n = len(h) - 1
    d = np.arange(n + 1)
    ratio = np.asarray(s / c)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        logarithm = (n - d) * np.log1p(ratio) + np.where(d > 0, d * np.log1p(-ratio), 0.0)
    return np.power(c, n) * (np.expm1(logarithm) @ h)


def kl_variance_haar(target) -> float:
    r"""Variance of the Kullback-Leibler divergence to a Haar-random state, :math:`D(p \| q)`.

    .. math:: \mathrm{Var} = \psi_1(1) \sum_x p(x)^2 - \psi_1(2^n)

    Args:
        target (array-like): probability vector p of length ``2**n``.

    Returns:
        float: exact for every n, without clipping of q; asymptotically
        :math:`\frac{\pi^2}{6} \sum p^2`.

    Raises:
        ValueError: if the target is no probability vector.

    **Example**

    >>> round(kl_variance_haar([1.0, 0.0]), 6)
    1.0

    Source: proposition 1 of arXiv:2305.02881 (asymptotic); the trigamma function at finite n is
    that of the covariance of log-Dirichlet variables.
    """
    p = check_probabilities(target, name="The target's probabilities")
    return float(polygamma(1, 1) * (p**2).sum() - polygamma(1, p.size))


def kl_variance_product(target, *, n_wires: int | None = None) -> float:
    r"""Variance of the Kullback-Leibler divergence to a product of Haar-random wires.

    .. math:: \mathrm{Var} = n - \frac{\pi^2}{6} \sum_{x, x'} p(x) p(x') d_H(x, x')

    It grows with n, but takes shots in numbers of :math:`2^n` to be seen.

    Args:
        target (str, array-like or PairDistances): as for :func:`product_target_loss`.
        n_wires (int or None): number n of wires, with a target by name.

    Returns:
        float: exact for every n, without clipping of q.

    Raises:
        ValueError: if the target is wrong.

    **Example**

    >>> kl_variance_product("zeros", n_wires=5)
    5.0

    Source: proposition 1 of arXiv:2305.02881.
    """
    distances = PairDistances.of(target, n_wires)
    return float(distances.n_wires - np.pi**2 / 6 * distances.mean)
