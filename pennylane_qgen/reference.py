"""Slow, obviously right versions of what the package computes fast: the oracle of the tests.

Everything here is written as its formula, with loops over bit strings and dense matrices. Use it
to check an extension, on a handful of wires.
"""

from itertools import product

import numpy as np


def bit_strings(n_wires: int) -> np.ndarray:
    """All bit strings in the order of a probability vector, shape ``(2**n_wires, n_wires)``.

    Args:
        n_wires (int): number of wires.

    Returns:
        numpy.ndarray: integers of shape ``(2**n_wires, n_wires)``.

    **Example**

    >>> bit_strings(2).tolist()
    [[0, 0], [0, 1], [1, 0], [1, 1]]
    """
    return np.array(list(product([0, 1], repeat=n_wires)))


def empirical_distribution(samples) -> np.ndarray:
    """Relative frequency of each bit string, counted one by one.

    Args:
        samples (array-like): bits of shape ``(n_samples, n_wires)``.

    Returns:
        numpy.ndarray: float64 of shape ``(2**n_wires,)``.

    **Example**

    >>> empirical_distribution([[0], [1], [1], [1]])
    array([0.25, 0.75])
    """
    samples = [tuple(sample) for sample in np.asarray(samples)]
    strings = bit_strings(len(samples[0]))
    return np.array([samples.count(tuple(x)) for x in strings]) / len(samples)


def parity(word, bits) -> int:
    r"""The eigenvalue :math:`(-1)^{x \cdot S}` of :math:`Z_S` on a bit string.

    Args:
        word (Sequence[int]): bits S, one a wire.
        bits (Sequence[int]): the string x, one bit a wire.

    Returns:
        int: 1 or -1.

    **Example**

    >>> parity([1, 1, 0], [1, 0, 1])
    -1
    """
    return (-1) ** sum(s * x for s, x in zip(word, bits, strict=True))


def walsh_hadamard_transform(x) -> np.ndarray:
    r"""The sum :math:`\sum_y (-1)^{y \cdot S} x_y` for every word S.

    Args:
        x (Sequence): numbers, as many as there are strings.

    Returns:
        numpy.ndarray: the sums, of shape ``(2**n_wires,)``.

    **Example**

    >>> walsh_hadamard_transform([0.5, 0.5, 0.0, 0.0])
    array([1., 0., 1., 0.])
    """
    strings = bit_strings(len(x).bit_length() - 1)
    pairs = list(zip(strings, x, strict=True))
    return np.array([sum(parity(s, y) * v for y, v in pairs) for s in strings])


def hamming_kernel(x, y, bandwidths) -> float:
    r"""The mean of :math:`e^{-d_H(x, y) / (2 \sigma^2)}` over bandwidths.

    Args:
        x (Sequence[int]): one string, one bit a wire.
        y (Sequence[int]): the other.
        bandwidths (Sequence[float]): :math:`\sigma`, positive.

    Returns:
        float: the kernel, in (0, 1].

    **Example**

    >>> hamming_kernel([0, 0], [0, 0], [1.0, 2.0])
    1.0
    """
    distance = sum(a != b for a, b in zip(x, y, strict=True))
    return float(np.mean([np.exp(-distance / (2 * s**2)) for s in bandwidths]))


def integer_kernel(x, y, bandwidths) -> float:
    r"""The mean of :math:`e^{-(i - j)^2 / (2 \sigma^2)}` of the integer values over bandwidths.

    Args:
        x (Sequence[int]): one string, one bit a wire.
        y (Sequence[int]): the other.
        bandwidths (Sequence[float]): :math:`\sigma`, positive.

    Returns:
        float: the kernel, in (0, 1].

    **Example**

    >>> round(integer_kernel([0, 0], [1, 0], [1.0]), 6)  # 0 and 2
    0.135335
    """
    i, j = (int("".join(str(int(bit)) for bit in bits), 2) for bits in (x, y))
    return float(np.mean([np.exp(-((i - j) ** 2) / (2 * s**2)) for s in bandwidths]))


def kernel_matrix(n_wires: int, bandwidths, kernel=hamming_kernel) -> np.ndarray:
    r"""Dense kernel matrix over all bit strings, shape ``(2**n_wires, 2**n_wires)``.

    Args:
        n_wires (int): number of wires.
        bandwidths (Sequence[float]): :math:`\sigma`, positive.
        kernel (Callable): :func:`hamming_kernel` or :func:`integer_kernel`.

    Returns:
        numpy.ndarray: float64 of shape ``(2**n_wires, 2**n_wires)``.

    **Example**

    >>> kernel_matrix(1, [1.0]).round(3)
    array([[1.   , 0.607],
           [0.607, 1.   ]])
    """
    strings = bit_strings(n_wires)
    return np.array([[kernel(x, y, bandwidths) for y in strings] for x in strings])


def mmd(q, p, bandwidths, kernel=hamming_kernel) -> float:
    r"""Squared maximum mean discrepancy, :math:`(q - p)^T K (q - p)`.

    Args:
        q (array-like): one distribution, of shape ``(2**n_wires,)``.
        p (array-like): the other.
        bandwidths (Sequence[float]): :math:`\sigma`, positive.
        kernel (Callable): :func:`hamming_kernel` or :func:`integer_kernel`.

    Returns:
        float: the squared discrepancy, not negative but for rounding.

    **Example**

    >>> round(mmd([1, 0], [0, 1], [1.0]), 6)
    0.786939
    """
    difference = np.asarray(q) - np.asarray(p)
    matrix = kernel_matrix(len(difference).bit_length() - 1, bandwidths, kernel)
    return float(difference @ matrix @ difference)


def squared_distance(q, p) -> float:
    r"""The sum :math:`\sum_x (q - p)^2`.

    Args:
        q (array-like): one distribution, of shape ``(2**n_wires,)``.
        p (array-like): the other.

    Returns:
        float: the sum, in [0, 2].

    **Example**

    >>> squared_distance([1, 0], [0, 1])
    2.0
    """
    return float(sum((a - b) ** 2 for a, b in zip(q, p, strict=True)))


def kl_divergence(q, p, epsilon: float) -> float:
    r"""The sum :math:`\sum_x p \ln (p / \max(q, \epsilon))` over the support of p.

    Args:
        q (array-like): distribution of the model, of shape ``(2**n_wires,)``.
        p (array-like): distribution of the data.
        epsilon (float): what smaller probabilities are raised to.

    Returns:
        float: the divergence of the data from the model, in nats.

    **Example**

    >>> round(kl_divergence([0.5, 0.5], [1, 0], 1e-6), 6)
    0.693147
    """
    return float(sum(b * np.log(b / max(a, epsilon)) for a, b in zip(q, p, strict=True) if b > 0))


def reverse_kl_divergence(q, p, epsilon: float) -> float:
    r"""The sum :math:`\sum_x q \ln (\max(q, \epsilon) / \max(p, \epsilon))`.

    Args:
        q (array-like): distribution of the model, of shape ``(2**n_wires,)``.
        p (array-like): distribution of the data.
        epsilon (float): what smaller probabilities are raised to.

    Returns:
        float: the divergence of the model from the data, in nats.

    **Example**

    >>> round(reverse_kl_divergence([1, 0], [0.5, 0.5], 1e-6), 6)
    0.693147
    """
    return float(
        sum(a * np.log(max(a, epsilon) / max(b, epsilon)) for a, b in zip(q, p, strict=True))
    )


def jensen_shannon_divergence(q, p) -> float:
    """The mean divergence of both distributions to their mean.

    Args:
        q (array-like): distribution of the model, of shape ``(2**n_wires,)``.
        p (array-like): distribution of the data.

    Returns:
        float: in nats, from 0 to ln 2.

    **Example**

    >>> round(jensen_shannon_divergence([1, 0], [0, 1]), 6)
    0.693147
    """
    mean = (np.asarray(q) + np.asarray(p)) / 2
    return (kl_divergence(mean, q, 1e-300) + kl_divergence(mean, p, 1e-300)) / 2


def total_variation(q, p) -> float:
    r"""Half the sum :math:`\sum_x |q - p|`.

    Args:
        q (array-like): one distribution, of shape ``(2**n_wires,)``.
        p (array-like): the other.

    Returns:
        float: in [0, 1].

    **Example**

    >>> total_variation([1, 0], [0.5, 0.5])
    0.5
    """
    return float(sum(abs(a - b) for a, b in zip(q, p, strict=True)) / 2)


def overlap(psi, p) -> complex:
    r"""The amplitude :math:`\langle \varphi | \psi \rangle` with the data state of p.

    Args:
        psi (array-like): amplitudes of shape ``(2**n_wires,)``.
        p (array-like): distribution of the data, of the same shape.

    Returns:
        complex: the amplitude.

    **Example**

    >>> overlap([1, 0], [0.25, 0.75])
    (0.5+0j)
    """
    return complex(np.vdot(np.sqrt(p), psi))


def fidelity(unitary, p) -> float:
    r"""Infidelity :math:`1 - |\langle \varphi | U | 0 \rangle|^2`.

    Args:
        unitary (array-like): matrix U of the ansatz, of shape ``(2**n_wires, 2**n_wires)``.
        p (array-like): distribution of the data, of shape ``(2**n_wires,)``.

    Returns:
        float: in [0, 1].

    **Example**

    >>> fidelity(np.eye(2), [0.25, 0.75])
    0.75
    """
    return 1 - abs(overlap(np.asarray(unitary)[:, 0], p)) ** 2


def local_fidelity(unitary, p) -> float:
    r"""Mean over wires of the probability of a one in :math:`U^\dagger |\varphi\rangle`.

    Args:
        unitary (array-like): matrix U of the ansatz, of shape ``(2**n_wires, 2**n_wires)``.
        p (array-like): distribution of the data, of shape ``(2**n_wires,)``.

    Returns:
        float: in [0, 1].

    **Example**

    >>> round(local_fidelity(np.eye(2), [0.25, 0.75]), 6)
    0.75
    """
    probabilities = np.abs(np.asarray(unitary).conj().T @ np.sqrt(p)) ** 2
    strings = bit_strings(len(probabilities).bit_length() - 1)
    return float(np.mean(probabilities @ strings))
