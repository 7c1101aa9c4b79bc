r"""Slow, obviously right versions of linear optics: the oracle of the tests.

Permanents are sums over all permutations. Use them for a handful of photons.
"""

from itertools import permutations, product
from math import factorial, prod

import numpy as np


def permanent(matrix) -> complex:
    r"""The sum :math:`\sum_\pi \prod_i M_{i, \pi(i)}`."""
    matrix = np.asarray(matrix)
    n = len(matrix)
    return sum(prod(matrix[i, p[i]] for i in range(n)) for p in permutations(range(n)))


def fock_basis(n_photons: int, n_modes: int) -> list[tuple[int, ...]]:
    """All states, found among all tuples, in descending order."""
    tuples = product(range(n_photons, -1, -1), repeat=n_modes)
    return [counts for counts in tuples if sum(counts) == n_photons]


def amplitude(unitary, input_counts, output_counts) -> complex:
    r"""The amplitude :math:`\operatorname{perm} U_{t,s} / \sqrt{t! \, s!}`."""
    rows = np.repeat(np.arange(len(output_counts)), output_counts)
    columns = np.repeat(np.arange(len(input_counts)), input_counts)
    norm = prod(factorial(n) for n in (*output_counts, *input_counts))
    return permanent(np.asarray(unitary)[np.ix_(rows, columns)]) / np.sqrt(norm)


def distribution(unitary, input_counts) -> np.ndarray:
    """Probabilities of indistinguishable photons over :func:`fock_basis`."""
    basis = fock_basis(sum(input_counts), len(unitary))
    return np.array([abs(amplitude(unitary, input_counts, counts)) ** 2 for counts in basis])


def gram_distribution(unitary, input_counts, gram) -> np.ndarray:
    r"""Probabilities of photons with the Gram matrix :math:`S_{ij} = \langle i | j \rangle`.

    .. math:: p(t) = \frac{1}{t!} \sum_{\sigma, \rho} \prod_i
              U_{r_i \sigma(i)} \overline{U_{r_i \rho(i)}} S_{\rho(i) \sigma(i)}

    for at most one photon an input mode; r lists the output mode of each photon.
    Source: Tichy, arXiv:1410.7687.
    """
    columns = np.flatnonzero(input_counts)
    result = []
    for counts in fock_basis(len(columns), len(unitary)):
        rows = np.repeat(np.arange(len(counts)), counts)
        matrix = np.asarray(unitary)[np.ix_(rows, columns)]
        total = sum(
            prod(
                matrix[i, s[i]] * np.conj(matrix[i, r[i]]) * gram[r[i]][s[i]]
                for i in range(len(columns))
            )
            for s in permutations(range(len(columns)))
            for r in permutations(range(len(columns)))
        )
        result.append(np.real(total) / prod(factorial(n) for n in counts))
    return np.array(result)
