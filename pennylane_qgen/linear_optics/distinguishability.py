r"""How alike photons are: the overlap x, Gram matrices of internal states.

Photons of internal states :math:`|\phi_i\rangle` have the Gram matrix
:math:`S_{ij} = \langle \phi_i | \phi_j \rangle`. With :math:`S = C^\dagger C` the column
:math:`c_i` of C is the state of photon i in r dimensions, and photon i enters an interferometer of
r times as many modes by the column :math:`c_i \otimes u_i`; detectors see the sum over the
internal index.

One overlap x for all pairs, :math:`S_{ij} = x` for :math:`i \neq j`, is the same as to choose for
each photon by itself, with probability x, whether it joins the indistinguishable ones or goes its
own way: photon i is in :math:`\sqrt x |0\rangle + \sqrt{1 - x} |i\rangle`, and its own internal
state tells whether it did. Two photons interfere with visibility :math:`V = x^2`.

Sources: Renema et al., arXiv:1707.02793; Tichy, arXiv:1410.7687.
"""

import numpy as np

TOLERANCE = 1e-9
"""Largest accepted violation of the conditions on a Gram matrix."""


def check_overlap(overlap: float, name: str = "indistinguishability") -> float:
    """Return a probability as a float.

    Args:
        overlap (float): a number in [0, 1].
        name (str): what it is called in the error message.

    Raises:
        ValueError: if it lies outside.

    **Example**

    >>> check_overlap(1)
    1.0
    """
    if np.ndim(overlap) or not 0 <= overlap <= 1:
        raise ValueError(f"{name} must be a number in [0, 1]; got {overlap!r}.")
    return float(overlap)


def check_likeness(indistinguishability: float, gram, input_counts):
    """Return the two ways to say how alike photons are, of which one may be used.

    Args:
        indistinguishability (float): overlap in [0, 1], 1 if there is a Gram matrix.
        gram (array-like or None): Gram matrix.
        input_counts (array-like): photons in each input mode.

    Returns:
        tuple[float, numpy.ndarray or None]: both, checked.

    Raises:
        ValueError: if one is out of range, or both are given.

    **Example**

    >>> check_likeness(0.5, None, [1, 1])
    (0.5, None)
    """
    overlap = check_overlap(indistinguishability)
    if gram is None:
        return overlap, None
    if overlap != 1:
        raise ValueError("Give either a Gram matrix or an indistinguishability, not both.")
    return overlap, check_gram(gram, input_counts)


def check_gram(gram, input_counts) -> np.ndarray:
    """Return the Gram matrix of the photons' internal states as complex128.

    Args:
        gram (array-like): positive, of ones on the diagonal, shape ``(n_photons, n_photons)``.
        input_counts (array-like): photons in each input mode, at most one.

    Returns:
        numpy.ndarray: the matrix.

    Raises:
        ValueError: if the shape does not fit, two photons share a mode, or the matrix is not
            hermitian, positive and of ones on the diagonal.

    **Example**

    >>> check_gram([[1, 0.5], [0.5, 1]], [1, 1, 0]).real
    array([[1. , 0.5],
           [0.5, 1. ]])
    """
    gram, counts = np.array(gram, dtype=complex), np.asarray(input_counts)
    n_photons = int(counts.sum())
    if counts.max(initial=0) > 1:
        raise ValueError(
            "A Gram matrix needs at most one photon in each input mode; "
            f"got the input {counts.tolist()}."
        )
    if gram.shape != (n_photons, n_photons):
        raise ValueError(
            f"The Gram matrix of {n_photons} photons must have shape ({n_photons}, {n_photons}); "
            f"got {gram.shape}."
        )
    if not np.allclose(gram, gram.conj().T, rtol=0, atol=TOLERANCE):
        raise ValueError("A Gram matrix must be hermitian, equal to its conjugate transpose.")
    if not np.allclose(np.diagonal(gram), 1, rtol=0, atol=TOLERANCE):
        raise ValueError(
            f"A Gram matrix must have ones on its diagonal; got {np.diagonal(gram).real.tolist()}."
        )
    smallest = np.linalg.eigvalsh(gram)[0] if n_photons else 0.0
    if smallest < -TOLERANCE:
        raise ValueError(
            f"A Gram matrix must be positive; its smallest eigenvalue is {smallest:.3g}."
        )
    return gram


def gram_isometry(columns, gram) -> np.ndarray:
    r"""The columns :math:`c_i \otimes u_i` of photons with internal states.

    Args:
        columns (array-like): :math:`u_i`, shape ``(n_outputs, n_photons)``.
        gram (array-like): checked Gram matrix, shape ``(n_photons, n_photons)``.

    Returns:
        numpy.ndarray: complex128 of shape ``(rank * n_outputs, n_photons)``; row
        ``inner * n_outputs + j`` belongs to output mode j.

    **Example**

    >>> gram_isometry(np.eye(2), np.eye(2)).shape
    (4, 2)
    """
    internal = internal_states(gram)
    return (internal[:, None, :] * np.asarray(columns)[None, :, :]).reshape(-1, len(gram))


def internal_states(gram) -> np.ndarray:
    r"""A matrix C of as few rows as possible with :math:`S = C^\dagger C`.

    Args:
        gram (array-like): checked Gram matrix, shape ``(n_photons, n_photons)``.

    Returns:
        numpy.ndarray: complex128 of shape ``(rank, n_photons)``, an internal state a column.

    **Example**

    >>> internal_states(np.ones((3, 3))).shape
    (1, 3)
    """
    values, vectors = np.linalg.eigh(np.asarray(gram, dtype=complex))
    kept = values > TOLERANCE
    return np.sqrt(values[kept])[:, None] * vectors[:, kept].conj().T
