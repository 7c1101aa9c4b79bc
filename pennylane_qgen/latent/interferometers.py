"""The interferometers that photonic latents are made with."""

from dataclasses import dataclass

import numpy as np

from ..checks import check_choice
from ..linear_optics import check_isometry, haar_unitary, loop_matrix, loop_pairs
from .base import array_digest

_DECIMALS = 8
"""Entries are rounded in digests: another machine's last bits must not make another latent."""


@dataclass(frozen=True, eq=False)
class Interferometer:
    """A matrix and how it was made.

    Attributes:
        kind (str): "haar", "loops" or "matrix".
        matrix (numpy.ndarray): isometry of shape ``(n_modes, n_inputs)``.
        loops (tuple or None): delays of the loops and their angles in radians, if there are loops.
    """

    kind: str
    matrix: np.ndarray
    loops: tuple[tuple[int, ...], np.ndarray] | None = None

    @property
    def is_single_loop(self) -> bool:
        """Whether it is one loop of delay 1, which is classically easy."""
        return self.loops is not None and self.loops[0] == (1,)

    def describe(self, n_inputs: int) -> dict:
        """Plain data that identify the first columns of the matrix."""
        columns = np.round(self.matrix[:, :n_inputs], _DECIMALS) + 0.0  # no negative zeros
        facts = {"interferometer": self.kind, "sha256": array_digest(columns)}
        return facts if self.loops is None else facts | {"delays": list(self.loops[0])}


def choose_interferometer(choice, n_modes: int, seed) -> Interferometer:
    r"""The interferometer that a user names.

    Args:
        choice (str or array-like or Sequence[int] or None): ``None`` or "haar" for a Haar-random
            unitary; a matrix of shape ``(n_modes, n_inputs)`` with orthonormal columns; or the
            delays of time-bin loops, whose angles are uniform in :math:`[0, 2\pi)`.
        n_modes (int): number of output modes.
        seed (int or numpy.random.Generator or None): source of random matrices and angles.

    Returns:
        Interferometer: the matrix and how it was made.

    Raises:
        ValueError: if the name is unknown, the matrix is not unitary or has another number of
            rows, or a delay is out of range.

    **Example**

    >>> delays, angles = choose_interferometer((1, 3), 4, seed=0).loops
    >>> angles.shape
    (4,)
    """
    if choice is None or isinstance(choice, str):
        check_choice("interferometer", "haar" if choice is None else choice, ("haar",))
        return Interferometer("haar", haar_unitary(n_modes, seed))
    if np.ndim(choice) == 1:
        n_angles = len(loop_pairs(n_modes, choice))
        angles = np.random.default_rng(seed).uniform(0, 2 * np.pi, n_angles)
        delays = tuple(int(delay) for delay in choice)
        return Interferometer("loops", loop_matrix(n_modes, delays, angles), (delays, angles))
    matrix = check_isometry(choice, "interferometer")
    if len(matrix) != n_modes:
        raise ValueError(
            f"interferometer must have one row for each of {n_modes} modes; got shape "
            f"{matrix.shape}."
        )
    return Interferometer("matrix", matrix)
