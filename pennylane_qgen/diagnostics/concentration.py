"""Does a loss concentrate exponentially? A fit over sizes that chooses between three laws."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np

LAWS = ("constant", "polynomial", "exponential")


@dataclass(frozen=True)
class ConcentrationFit:
    r"""How a positive quantity changes with the number of wires.

    Args:
        verdict (str): ``"exponential"``, :math:`a\,2^{-bn}`; ``"polynomial"``, :math:`a\,n^{-b}`;
            or ``"constant"``.
        rate (float): b of the chosen law, 0 if constant; negative if the quantity grows.
        rate_error (float): its standard error.
        prefactor (float): a.
        criterion (Mapping[str, float]): Bayesian information criterion of each law; the smallest
            is chosen. A difference of 6 is strong evidence, one of 2 hardly any.

    **Example**

    >>> sizes = np.arange(4, 10)
    >>> concentration_fit(sizes, 3.0 * sizes**-2.0).verdict
    'polynomial'
    """

    verdict: str
    rate: float
    rate_error: float
    prefactor: float
    criterion: Mapping[str, float]

    @property
    def margin(self) -> float:
        """By how much the criterion prefers the verdict to the next best law."""
        best, second, *_ = sorted(self.criterion.values())
        return second - best

    def predict(self, n_wires):
        """The fitted law at numbers of wires.

        Args:
            n_wires (float or array-like): numbers of wires.
        """
        n = np.asarray(n_wires, dtype=float)
        if self.verdict == "constant":
            return np.full(n.shape, self.prefactor)
        base = n if self.verdict == "polynomial" else 2.0**n
        return self.prefactor * base**-self.rate

    def __str__(self):
        rate = f"{self.rate:.3g} +- {self.rate_error:.1g}"
        law = {
            "constant": f"constant, {self.prefactor:.3g}",
            "polynomial": f"polynomial, n^-b with b = {rate}",
            "exponential": f"exponential, 2^-bn with b = {rate}",
        }[self.verdict]
        return f"{law} (preferred by {self.margin:.1f} to the next law)"


def concentration_fit(n_wires, values, errors=None) -> ConcentrationFit:
    r"""Fit a constant, a power of n and an exponential in n, and choose between them.

    The logarithm of the values is fitted by weighted least squares. With m sizes, k parameters and
    the residuals' sum of squares R in units of the errors, the law with the smallest Bayesian
    information criterion is chosen: :math:`R + k \ln m` with errors, :math:`m \ln(R / m) +
    k \ln m` without. Errors of the rate are widened where the fit is worse than they allow.

    Args:
        n_wires (array-like): at least four different numbers of wires.
        values (array-like): the quantity at each, positive: such as variances of a loss.
        errors (array-like or None): standard errors of the values, all positive.

    Returns:
        ConcentrationFit: the verdict, its rate with error, and the criterion of all laws.

    Raises:
        ValueError: if there are too few sizes, shapes differ, or a value or error is not positive.

    **Example**

    >>> sizes = np.arange(4, 14)
    >>> variances = [qgen.theory.dirichlet_pair(n).variance for n in sizes]
    >>> fit = concentration_fit(sizes, variances)
    >>> fit.verdict, round(fit.rate, 1)
    ('exponential', 3.0)

    Source: the criterion, G. Schwarz, Ann. Statist. 6, 461 (1978).
    """
    n, logarithm, sigma = _check_data(n_wires, values, errors)
    columns = {"constant": None, "polynomial": np.log(n), "exponential": n * log(2)}
    fits = {law: _fit_line(columns[law], logarithm, sigma) for law in LAWS}
    criterion = {law: _criterion(*fits[law], len(n), errors is not None) for law in LAWS}
    verdict = min(LAWS, key=criterion.get)
    parameters, covariance, residuals = fits[verdict]
    freedom = len(n) - len(parameters)
    scale = residuals / freedom if errors is None else max(1.0, residuals / freedom)
    rate, error = 0.0, 0.0
    if verdict != "constant":
        rate, error = -float(parameters[1]), float(np.sqrt(covariance[1, 1] * scale))
    return ConcentrationFit(verdict, rate, error, float(np.exp(parameters[0])), criterion)


def _check_data(n_wires, values, errors):
    n, values = np.asarray(n_wires, dtype=float), np.asarray(values, dtype=float)
    if n.ndim != 1 or n.shape != values.shape or np.unique(n).size < 4:
        raise ValueError(
            "A fit takes a value at each of at least 4 different numbers of wires; got shapes "
            f"{n.shape} and {values.shape}."
        )
    if not ((n > 0).all() and (values > 0).all() and np.isfinite(values).all()):
        raise ValueError("Numbers of wires and values must be positive and finite.")
    if errors is None:
        return n, np.log(values), np.ones(n.shape)
    errors = np.asarray(errors, dtype=float)
    if errors.shape != n.shape or not (errors > 0).all():
        raise ValueError(
            f"errors must be positive, one a value; got shape {errors.shape}. Leave them out for "
            "exact values."
        )
    return n, np.log(values), errors / values


def _fit_line(column, y, sigma):
    """Weighted least squares of a line, or of a constant: parameters, covariance, residuals."""
    ones = np.ones_like(y)
    design = (ones[:, None] if column is None else np.stack([ones, column], axis=1)) / sigma[
        :, None
    ]
    covariance = np.linalg.inv(design.T @ design)
    parameters = covariance @ design.T @ (y / sigma)
    return parameters, covariance, float(((y / sigma - design @ parameters) ** 2).sum())


def _criterion(parameters, covariance, residuals, n_sizes, with_errors) -> float:
    penalty = len(parameters) * log(n_sizes)
    if with_errors:
        return residuals + penalty
    # Exact laws leave rounding errors only, whose logarithm means nothing.
    return n_sizes * log(max(residuals / n_sizes, 1e-24)) + penalty
