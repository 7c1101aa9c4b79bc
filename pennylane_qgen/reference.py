"""Slow, obviously right versions of what the package computes fast: the oracle of the tests.

Everything here is written as its formula, with loops over bit strings and dense matrices. Use it
to check an extension, on a handful of wires.
"""

from itertools import product

import numpy as np


def bit_strings(n_wires: int) -> np.ndarray:
    """All bit strings in the order of a probability vector, shape ``(2**n_wires, n_wires)``."""
    return np.array(list(product([0, 1], repeat=n_wires)))


def empirical_distribution(samples) -> np.ndarray:
    """Relative frequency of each bit string, counted one by one."""
    samples = [tuple(sample) for sample in np.asarray(samples)]
    strings = bit_strings(len(samples[0]))
    return np.array([samples.count(tuple(x)) for x in strings]) / len(samples)


def parity(word, bits) -> int:
    r"""The eigenvalue :math:`(-1)^{x \cdot S}` of :math:`Z_S` on a bit string."""
    return (-1) ** sum(s * x for s, x in zip(word, bits, strict=True))


def walsh_hadamard_transform(x) -> np.ndarray:
    r"""The sum :math:`\sum_y (-1)^{y \cdot S} x_y` for every word S."""
    strings = bit_strings(len(x).bit_length() - 1)
    pairs = list(zip(strings, x, strict=True))
    return np.array([sum(parity(s, y) * v for y, v in pairs) for s in strings])


def hamming_kernel(x, y, bandwidths) -> float:
    r"""The mean of :math:`e^{-d_H(x, y) / (2 \sigma^2)}` over bandwidths."""
    distance = sum(a != b for a, b in zip(x, y, strict=True))
    return float(np.mean([np.exp(-distance / (2 * s**2)) for s in bandwidths]))


def integer_kernel(x, y, bandwidths) -> float:
    r"""The mean of :math:`e^{-(i - j)^2 / (2 \sigma^2)}` of the integer values over bandwidths."""
    i, j = (int("".join(str(int(bit)) for bit in bits), 2) for bits in (x, y))
    return float(np.mean([np.exp(-((i - j) ** 2) / (2 * s**2)) for s in bandwidths]))


def kernel_matrix(n_wires: int, bandwidths, kernel=hamming_kernel) -> np.ndarray:
    """Dense kernel matrix over all bit strings, shape ``(2**n_wires, 2**n_wires)``."""
    strings = bit_strings(n_wires)
    return np.array([[kernel(x, y, bandwidths) for y in strings] for x in strings])


def mmd(q, p, bandwidths, kernel=hamming_kernel) -> float:
    r"""Squared maximum mean discrepancy, :math:`(q - p)^T K (q - p)`."""
    difference = np.asarray(q) - np.asarray(p)
    matrix = kernel_matrix(len(difference).bit_length() - 1, bandwidths, kernel)
    return float(difference @ matrix @ difference)


def squared_distance(q, p) -> float:
    r"""The sum :math:`\sum_x (q - p)^2`."""
    return float(sum((a - b) ** 2 for a, b in zip(q, p, strict=True)))


def kl_divergence(q, p, epsilon: float) -> float:
    r"""The sum :math:`\sum_x p \ln (p / \max(q, \epsilon))` over the support of p."""
    return float(sum(b * np.log(b / max(a, epsilon)) for a, b in zip(q, p, strict=True) if b > 0))


def reverse_kl_divergence(q, p, epsilon: float) -> float:
    r"""The sum :math:`\sum_x q \ln (\max(q, \epsilon) / \max(p, \epsilon))`."""
    return float(
        sum(a * np.log(max(a, epsilon) / max(b, epsilon)) for a, b in zip(q, p, strict=True))
    )


def jensen_shannon_divergence(q, p) -> float:
    """The mean divergence of both distributions to their mean."""
    mean = (np.asarray(q) + np.asarray(p)) / 2
    return (kl_divergence(mean, q, 1e-300) + kl_divergence(mean, p, 1e-300)) / 2


def total_variation(q, p) -> float:
    r"""Half the sum :math:`\sum_x |q - p|`."""
    return float(sum(abs(a - b) for a, b in zip(q, p, strict=True)) / 2)


def overlap(psi, p) -> complex:
    r"""The amplitude :math:`\langle \varphi | \psi \rangle` with the data state of p."""
    return complex(np.vdot(np.sqrt(p), psi))


def fidelity(unitary, p) -> float:
    r"""Infidelity :math:`1 - |\langle \varphi | U | 0 \rangle|^2`."""
    return 1 - abs(overlap(np.asarray(unitary)[:, 0], p)) ** 2


def local_fidelity(unitary, p) -> float:
    r"""Mean over wires of the probability of a one in :math:`U^\dagger |\varphi\rangle`."""
    probabilities = np.abs(np.asarray(unitary).conj().T @ np.sqrt(p)) ** 2
    strings = bit_strings(len(probabilities).bit_length() - 1)
    return float(np.mean(probabilities @ strings))
