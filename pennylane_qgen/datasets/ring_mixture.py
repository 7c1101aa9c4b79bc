"""Blobs on a ring in the plane: continuous data with gaps, for generative adversarial networks."""

from dataclasses import asdict, dataclass

import numpy as np

from ..checks import check_integer


@dataclass(frozen=True)
class RingMixture:
    r"""A mixture of blobs at equal angles on a ring, normal in radius and angle.

    .. math:: r \sim N(R, s_r^2), \quad \theta \sim N(2 \pi k / K, s_\theta^2), \quad
              k \text{ uniform in } 0, \dots, K - 1

    Args:
        n_modes (int): number K of blobs, at least 1.
        radius (float): radius R of the ring, positive.
        radial_std (float): standard deviation :math:`s_r` of the radius, positive.
        angular_std (float): standard deviation :math:`s_\theta` of the angle in radians, positive.

    Raises:
        ValueError: if a number is out of range.

    **Example**

    >>> from pennylane_qgen.datasets import RingMixture
    >>> RingMixture().sample(3, seed=0).shape
    (3, 2)

    Source: arXiv:2508.19857, appendix C.
    """

    n_modes: int = 7
    radius: float = 5.0
    radial_std: float = 0.2
    angular_std: float = 0.05

    def __post_init__(self):
        check_integer("n_modes", self.n_modes, 1)
        for name in ("radius", "radial_std", "angular_std"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive; got {getattr(self, name)}.")

    def sample(self, n_samples: int, *, seed=None) -> np.ndarray:
        """Points of the plane.

        Args:
            n_samples (int): number of points.
            seed (int, numpy.random.Generator or None): source of the random numbers.

        Returns:
            numpy.ndarray: float64 of shape ``(n_samples, 2)``.
        """
        rng = np.random.default_rng(seed)
        modes = rng.integers(self.n_modes, size=n_samples)
        radius = rng.normal(self.radius, self.radial_std, n_samples)
        angle = rng.normal(2 * np.pi * modes / self.n_modes, self.angular_std)
        return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)

    def batch(self, n_samples: int, rng: np.random.Generator) -> np.ndarray:
        """Points for a step of training, of shape ``(n_samples, 2)``."""
        return self.sample(n_samples, seed=rng)

    def describe(self) -> dict:
        """What tells this distribution from others, as JSON can hold it."""
        return {"kind": "ring mixture", **asdict(self)}

    def nearest_mode(self, points) -> tuple[np.ndarray, np.ndarray]:
        r"""The blob that each point is next to by angle, and the distance in standard deviations.

        .. math:: d^2 = \Big(\frac{r - R}{s_r}\Big)^2
                        + \Big(\frac{\theta - \theta_k}{s_\theta}\Big)^2,
                  \qquad \Pr(d > t) = e^{-t^2 / 2} \text{ for the data}

        Args:
            points (array-like): of shape ``(n_samples, 2)``.

        Returns:
            tuple[numpy.ndarray, numpy.ndarray]: numbers of blobs and distances, each of shape
            ``(n_samples,)``.

        Raises:
            ValueError: if the points have another shape.

        **Example**

        >>> RingMixture().nearest_mode([[5.0, 0.0], [0.0, 0.0]])
        (array([0, 0]), array([ 0., 25.]))
        """
        points = np.asarray(points, dtype=float)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"points must have shape (n_samples, 2); got {points.shape}.")
        step = 2 * np.pi / self.n_modes
        angle = np.arctan2(points[:, 1], points[:, 0])
        modes = np.rint(angle / step).astype(int)
        away = (angle - modes * step) / self.angular_std
        radial = (np.hypot(*points.T) - self.radius) / self.radial_std
        return modes % self.n_modes, np.hypot(radial, away)
