r"""When local minima become global: the critical points of random variational circuits.

For a loss :math:`\langle H \rangle` that is linear in the state, random circuits of p parameters
behave as Wishart hypertoroidal random fields [arXiv:2109.06957] with

.. math:: m = \frac{(\operatorname{Tr} \tilde H)^2}{\operatorname{Tr} \tilde H^2}, \qquad
          \tilde H = H - \lambda_{\min},

degrees of freedom, the rank for a projector. With the energy
:math:`F = (\langle H \rangle - \lambda_{\min}) / (\bar\lambda - \lambda_{\min})`, 0 at the global
minimum and 1 on average, local minima become global where p reaches 2m. The formula for m that has
the deviation from :math:`\bar\lambda` in its denominator is wrong by a factor of 16 already for the
fidelity on four wires. The MMD and the divergences are not linear in the state: none of this is
about them.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.stats import gamma

from ..checks import check_integer


def degrees_of_freedom(eigenvalues) -> float:
    r"""Degrees of freedom m of an observable, from its spectrum shifted to begin at 0.

    Args:
        eigenvalues (array-like): all eigenvalues of H, with their multiplicities.

    Returns:
        float: m, at least 1.

    Raises:
        ValueError: if there are fewer than two eigenvalues, or all are equal.

    **Example**

    >>> degrees_of_freedom([0, 0, 1, 1, 1])
    3.0

    Source: derived from arXiv:2109.06957 and verified by simulation.
    """
    shifted = np.asarray(eigenvalues, dtype=float)
    if shifted.ndim != 1 or shifted.size < 2 or not np.isfinite(shifted).all():
        raise ValueError(f"eigenvalues must be a vector of at least two; got {eigenvalues!r}.")
    shifted = shifted - shifted.min()
    if not shifted.any():
        raise ValueError("All eigenvalues are equal, so every point is a minimum.")
    return float(shifted.sum() ** 2 / (shifted**2).sum())


def fidelity_degrees_of_freedom(n_wires: int) -> int:
    r"""Degrees of freedom of the global infidelity, :math:`m = 2^n - 1`.

    Args:
        n_wires (int): number n of wires.

    Returns:
        int: exact for every n; local minima become global at :math:`2^{n+1} - 2` parameters.

    Raises:
        ValueError: if the number of wires is not positive.

    **Example**

    >>> fidelity_degrees_of_freedom(4)
    15

    **Source**: derived here for the theory of arXiv:2109.06957.
    """
    return 2 ** check_integer("n_wires", n_wires, 1) - 1


def local_fidelity_degrees_of_freedom(n_wires: int) -> float:
    r"""Degrees of freedom of the local infidelity, :math:`m = 2^n n / (n + 1)`.

    The mean of n single-wire projectors has a binomial spectrum.

    Args:
        n_wires (int): number n of wires.

    Returns:
        float: exact for every n.

    Raises:
        ValueError: if the number of wires is not positive.

    **Example**

    >>> local_fidelity_degrees_of_freedom(4)
    12.8

    **Source**: derived here for the theory of arXiv:2109.06957; the loss is of arXiv:2305.02881.
    """
    n = check_integer("n_wires", n_wires, 1)
    return 2**n * n / (n + 1)


def critical_parameter_count(m: float) -> tuple[float, float]:
    """Numbers of parameters between which local minima become global, 2m - 2 and 2m.

    Args:
        m (float): degrees of freedom, at least 1.

    Returns:
        tuple[float, float]: begin and end of the transition.

    Raises:
        ValueError: if m is less than 1.

    **Example**

    >>> critical_parameter_count(fidelity_degrees_of_freedom(4))
    (28.0, 30.0)

    Source: see :func:`degrees_of_freedom`. In simulations of 16 dimensions the share of global
    minima is 0.5 and 1 at these two for the fidelity.
    """
    m = _check_degrees(m)
    return 2 * m - 2, 2 * m


def local_minimum_edge(ratio: float) -> float:
    r"""Largest energy of local minima for many parameters, :math:`E_+(\gamma)`.

    A local minimum at energy E needs the smallest eigenvalue of a Marchenko-Pastur matrix of ratio
    :math:`\gamma = p / 2m` plus a semicircle of variance :math:`\gamma E` to be at least E:

    .. math:: \max_{y > 0} \Big[-\frac1y + \frac{1}{1 + \gamma y} - \gamma E y\Big] \ge E.

    Args:
        ratio (float): :math:`\gamma`, parameters over 2m; positive.

    Returns:
        float: the edge, in units of the mean energy, for p and m to infinity; 0 from
        :math:`\gamma = 1` on.

    Raises:
        ValueError: if the ratio is not positive.

    **Example**

    >>> round(local_minimum_edge(0.5), 3)
    0.028

    Source: derived from arXiv:2109.06957.
    """
    if not ratio > 0:
        raise ValueError(f"ratio must be positive; got {ratio!r}.")
    if ratio >= 1:
        return 0.0
    highest = (1 - sqrt(ratio)) ** 2
    return float(brentq(lambda e: _smallest_eigenvalue(ratio, e) - e, 1e-14, highest))


def _smallest_eigenvalue(ratio: float, energy: float) -> float:
    def slope(y):
        return 1 / y**2 - ratio / (1 + ratio * y) ** 2 - ratio * energy

    y = brentq(slope, 1e-3, 1 / sqrt(ratio * energy))
    return -1 / y + 1 / (1 + ratio * y) - ratio * energy * y


@dataclass(frozen=True, eq=False)
class LocalMinimumDistribution:
    """Density of the energies of local minima, in units of the mean energy.

    Args:
        energies (numpy.ndarray): grid of energies, shape ``(n_energies,)``, equidistant in their
            roots.
        density (numpy.ndarray): probability density on the grid.
        standard_error (numpy.ndarray): Monte Carlo error of the density, without that of the
            normalisation.

    **Example**

    >>> distribution = LocalMinimumDistribution(
    ...     np.array([0.0, 0.5, 1.0]), np.array([2.0, 1.0, 0.0]), np.zeros(3)
    ... )
    >>> distribution.energies[distribution.density.argmax()]
    np.float64(0.0)
    """

    energies: np.ndarray
    density: np.ndarray
    standard_error: np.ndarray

    def quantile(self, probability):
        """Energies below which the given shares of the local minima lie.

        Args:
            probability (float or array-like): in [0, 1].
        """
        roots = np.sqrt(self.energies)
        edges = np.append(0.0, roots + roots[0])
        cumulative = np.append(0.0, np.cumsum(self.density * np.diff(edges**2)))
        return np.interp(probability, cumulative / cumulative[-1], edges**2)


def local_minimum_distribution(
    n_parameters: int, m: int, *, n_energies: int = 100, n_matrices: int = 1000, seed=None
) -> LocalMinimumDistribution:
    r"""Energies of local minima by the Kac-Rice formula.

    .. math:: \rho(E) \propto E^{m - p/2 - 1} e^{-mE}\,
        \mathbb{E}\big[\det H_E \, 1_{H_E \succ 0}\big], \qquad
        H_E = \tfrac1m G G^T + N_E - 2 E

    with a Gaussian p by (2m - 1) matrix G and a symmetric Gaussian :math:`N_E` of zero diagonal and
    variance 2E/m. The mean over matrices is taken by Monte Carlo, with the same ones at every E.

    Args:
        n_parameters (int): number p of parameters, below 2m.
        m (int): degrees of freedom, whole.
        n_energies (int): points of the grid, dense near 0.
        n_matrices (int): random matrices.
        seed (int, numpy.random.Generator or None): draws the matrices.

    Returns:
        LocalMinimumDistribution: valid where m is much less than the dimension; for spectra of
        nearly full rank the energies found in simulations are higher.

    Raises:
        ValueError: if p is not below 2m, where all local minima are global, or if no random matrix
            was positive, which takes more of them.

    **Example**

    >>> distribution = local_minimum_distribution(4, 4, seed=0)
    >>> round(float(distribution.quantile(0.5)), 1)
    0.1

    Source: derived from arXiv:2109.06957, and compared with optimised circuits.
    """
    m = check_integer("m", m, 1)
    p, n_energies = (
        check_integer("n_parameters", n_parameters, 1),
        check_integer("n_energies", n_energies, 2),
    )
    if p >= 2 * m:
        raise ValueError(
            f"From 2m = {2 * m} parameters on all local minima are global; got {p} parameters."
        )
    rng = np.random.default_rng(seed)
    # In the root t of the energy the weight E^(m - p/2 - 1) dE = 2 t^(2m - p - 1) dt is bounded.
    width = sqrt(gamma.isf(1e-6, m) / m) / n_energies
    roots = (np.arange(n_energies) + 0.5) * width
    n_matrices = check_integer("n_matrices", n_matrices, 2)
    means, errors = _mean_determinants(p, m, roots**2, n_matrices, rng)
    factor = np.exp((2 * m - p - 2) * np.log(roots) - m * roots**2)
    total = (factor * means * 2 * roots * width).sum()
    if not total > 0:
        raise ValueError(
            f"None of {n_matrices} random Hessians of {p} parameters was positive; increase "
            "n_matrices or use local_minimum_edge."
        )
    return LocalMinimumDistribution(roots**2, factor * means / total, factor * errors / total)


def _mean_determinants(p, m, energies, n_matrices, rng):
    """Mean of the determinant of positive Hessians at each energy, and its standard error."""
    g = rng.standard_normal((n_matrices, p, 2 * m - 1))
    curvature = g @ g.transpose(0, 2, 1) / m
    upper = np.triu(rng.standard_normal((n_matrices, p, p)), 1)
    mixed = sqrt(2 / m) * (upper + upper.transpose(0, 2, 1))
    means, errors = np.zeros(len(energies)), np.zeros(len(energies))
    for i, energy in enumerate(energies):
        eigenvalues = np.linalg.eigvalsh(curvature + sqrt(energy) * mixed) - 2 * energy
        determinants = np.where(eigenvalues[:, 0] > 0, eigenvalues.prod(axis=1), 0.0)
        means[i] = determinants.mean()
        errors[i] = determinants.std(ddof=1) / sqrt(n_matrices)
    return means, errors


def _check_degrees(m: float) -> float:
    if not 1 <= m < float("inf"):
        raise ValueError(f"The degrees of freedom m must be at least 1; got {m!r}.")
    return float(m)
