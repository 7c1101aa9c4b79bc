"""The parameter-shift rule of photonic angles."""

import numpy as np


def shift_rule(n_frequencies: int) -> tuple[np.ndarray, np.ndarray]:
    r"""Shifts and coefficients that give the exact derivative of a trigonometric polynomial.

    .. math:: f'(\theta) = \sum_{\mu=1}^{2R} c_\mu f(\theta + x_\mu), \qquad
              x_\mu = \frac{(2 \mu - 1) \pi}{2 R}, \quad
              c_\mu = \frac{(-1)^{\mu - 1}}{4 R \sin^2(x_\mu / 2)}

    Expectation values have, as functions of a phase shifter's angle that at most n photons pass,
    the frequencies 1 to n, so R = n; of a beam splitter's angle 1 to 2n, so R = 2n. With fewer
    terms the result is wrong, without a sign of it.

    Args:
        n_frequencies (int): R, at least 1.

    Returns:
        tuple[numpy.ndarray, numpy.ndarray]: shifts and coefficients, each of shape ``(2R,)``.

    Raises:
        ValueError: if there is no frequency.

    **Example**

    >>> shifts, coefficients = shift_rule(1)
    >>> shifts / np.pi, coefficients.round(3)
    (array([0.5, 1.5]), array([ 0.5, -0.5]))

    Sources: arXiv:2409.16369, arXiv:2410.02726; Wierichs et al., arXiv:2107.12390.
    """
    if n_frequencies < 1:
        raise ValueError(f"The shift rule needs at least 1 frequency; got {n_frequencies}.")
    number = np.arange(1, 2 * n_frequencies + 1)
    shifts = (2 * number - 1) * np.pi / (2 * n_frequencies)
    signs = (-1.0) ** (number - 1)
    return shifts, signs / (4 * n_frequencies * np.sin(shifts / 2) ** 2)
