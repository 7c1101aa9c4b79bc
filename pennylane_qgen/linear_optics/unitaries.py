r"""Matrices of interferometers: beam splitters, Haar-random unitaries, checks, dilation of losses.

``unitary[j, k]`` is the amplitude with which a photon from input mode k leaves in output mode j,
so :math:`\hat a_j \mapsto \sum_k U_{jk} \hat a_k`.
"""

import numpy as np

TOLERANCE = 1e-6
"""Largest accepted entry of the defect of a unitary, and of a singular value above one."""


def beam_splitter(theta: float, phi: float = 0.0) -> np.ndarray:
    r"""Matrix of a beam splitter, in the convention of ``qml.Beamsplitter``.

    .. math:: \begin{pmatrix} \cos\theta & -e^{-i\phi} \sin\theta \\
                              e^{i\phi} \sin\theta & \cos\theta \end{pmatrix}

    Args:
        theta (float): transmittivity angle in radians; :math:`\pi / 4` is balanced.
        phi (float): phase of the reflection in radians.

    Returns:
        numpy.ndarray: complex128 of shape ``(2, 2)``.

    **Example**

    >>> beam_splitter(np.pi / 4).real.round(3)
    array([[ 0.707, -0.707],
           [ 0.707,  0.707]])

    Source: the convention, Killoran et al., arXiv:1804.03159.
    """
    cosine, sine, phase = np.cos(theta), np.sin(theta), np.exp(1j * phi)
    return np.array([[cosine, -np.conj(phase) * sine], [phase * sine, cosine]], dtype=complex)


def haar_unitary(n_modes: int, seed=None) -> np.ndarray:
    """A unitary matrix drawn from the Haar measure.

    Args:
        n_modes (int): number of modes, at least 1.
        seed (int or numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: complex128 of shape ``(n_modes, n_modes)``.

    Raises:
        ValueError: if there is no mode.

    **Example**

    >>> unitary = haar_unitary(4, seed=0)
    >>> np.allclose(unitary @ unitary.conj().T, np.eye(4))
    True

    Source: F. Mezzadri, arXiv:math-ph/0609050: the phases of R's diagonal make the Q of a QR
    decomposition of a Gaussian matrix Haar-distributed.
    """
    if n_modes < 1:
        raise ValueError(f"A unitary needs at least 1 mode; got {n_modes}.")
    rng = np.random.default_rng(seed)
    gaussian = rng.normal(size=(n_modes, n_modes)) + 1j * rng.normal(size=(n_modes, n_modes))
    q, r = np.linalg.qr(gaussian)
    diagonal = np.diagonal(r)
    return q * (diagonal / np.abs(diagonal))


def check_isometry(matrix, name: str = "unitary") -> np.ndarray:
    r"""Return a unitary, or a rectangular isometry, as complex128.

    An isometry has orthonormal columns, one an input mode, and at least as many rows, one an
    output mode. The defect is the largest entry of :math:`|U^\dagger U - 1|`.

    Args:
        matrix (array-like): of shape ``(n_outputs, n_inputs)``.
        name (str): what the matrix is called in the error message.

    Returns:
        numpy.ndarray: the matrix as complex128.

    Raises:
        ValueError: if it is no matrix, has more columns than rows, or is not unitary.

    **Example**

    >>> check_isometry([[0, 1], [1, 0]])
    array([[0.+0.j, 1.+0.j],
           [1.+0.j, 0.+0.j]])
    """
    matrix = _check_matrix(matrix, name)
    if matrix.shape[0] < matrix.shape[1]:
        raise ValueError(
            f"{name} must have at least as many rows (outputs) as columns (inputs); "
            f"got shape {matrix.shape}."
        )
    defect = np.abs(matrix.conj().T @ matrix - np.eye(matrix.shape[1])).max()
    if not defect <= TOLERANCE:
        raise ValueError(
            f"{name} must be unitary: the largest entry of |U†U - 1| is {defect:.3g}, at most "
            f"{TOLERANCE:g} is accepted. For a lossy interferometer use linear_optics.dilate."
        )
    return matrix


def check_counts(input_counts, n_modes: int) -> np.ndarray:
    """Return the photon numbers of an input state as int64, one a mode.

    Args:
        input_counts (array-like): whole numbers of shape ``(n_modes,)``.
        n_modes (int): number of input modes.

    Returns:
        numpy.ndarray: ``int64`` of shape ``(n_modes,)``.

    Raises:
        ValueError: if the shape is another, or a number is negative or not whole.

    **Example**

    >>> check_counts([1, 1, 0], n_modes=3)
    array([1, 1, 0])
    """
    counts = np.asarray(input_counts)
    if counts.shape != (n_modes,):
        raise ValueError(
            f"The input state must have one photon number for each of {n_modes} modes; "
            f"got shape {counts.shape}."
        )
    if counts.dtype.kind not in "biuf" or (counts != np.floor(counts)).any() or counts.min() < 0:
        raise ValueError(f"Photon numbers must be whole and not negative; got {counts.tolist()}.")
    return counts.astype(np.int64)


def dilate(contraction) -> np.ndarray:
    r"""Isometry of a lossy interferometer: its own rows, then one row a way to lose a photon.

    .. math:: A \mapsto \begin{pmatrix} A \\ \sqrt{1 - A^\dagger A} \end{pmatrix}

    Simulate it as any other isometry and drop the modes from ``n_modes`` on: photons there are
    lost. The root is written in its eigenvectors, so that lossless directions add no mode.

    Args:
        contraction (array-like): matrix of shape ``(n_modes, n_inputs)``, no singular value
            above one.

    Returns:
        numpy.ndarray: complex128 of shape ``(n_modes + n_lossy, n_inputs)``.

    Raises:
        ValueError: if a singular value is above one.

    **Example**

    >>> dilate([[0.6]]).real
    array([[0.6],
           [0.8]])
    """
    matrix = _check_matrix(contraction, "contraction")
    loss, directions = np.linalg.eigh(np.eye(matrix.shape[1]) - matrix.conj().T @ matrix)
    if loss.min() < -TOLERANCE:
        raise ValueError(
            "A lossy interferometer must not amplify: no singular value may exceed one; "
            f"got {np.sqrt(1 - loss.min()):.9g}."
        )
    lossy = loss > TOLERANCE**2
    lost = np.sqrt(loss[lossy])[:, None] * directions[:, lossy].conj().T
    return np.concatenate([matrix, lost])


def _check_matrix(matrix, name: str) -> np.ndarray:
    array = np.array(matrix, dtype=complex, order="C")
    if array.ndim != 2 or 0 in array.shape:
        raise ValueError(f"{name} must be a matrix; got shape {array.shape}.")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite; it has entries that are infinite or nan.")
    return array
