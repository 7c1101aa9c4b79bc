r"""What is measured on Gaussian and bosonic states of Strawberry Fields.

A bosonic state is a sum of Gaussian functions in phase space with complex weights, and a Gaussian
state is one such function. Both give click patterns through their overlap with the vacuum, moments
by formula, and photon numbers by a generating function, or through thewalrus, which does not know
complex means. All is for :math:`\hbar = 2`. The methods are those of
:class:`~pennylane_qgen.devices.photonic.fock_readout.FockReadout`.
"""

import contextlib
from collections.abc import Sequence

import numpy as np
from pennylane.exceptions import DeviceError

from .fock_statistics import sample_density, sample_table
from .strawberryfields_import import import_photonic_package

_MAX_TABLE = 2**24
"""Entries of the largest distribution or density matrix that is computed."""

_MAX_SAMPLED_TABLE = 2**22
"""Entries up to which a distribution is computed and sampled from; above, by hafnians."""

_MAX_CLICK_MODES = 12
"""Modes up to which all click patterns are computed; above, photons are sampled."""

_MAX_CUTOFF = 64
_TAIL = 1e-6
"""Probability of more photons in a mode than are sampled."""


class GaussianSumReadout:
    """Statistics of a weighted sum of Gaussian functions, such as a bosonic state.

    Args:
        state (BaseState): the engine's state.
        weights (numpy.ndarray): complex, shape ``(n_terms,)``, sum 1.
        means (numpy.ndarray): shape ``(n_terms, 2 * n_modes)``, x and p of each mode in turn.
        covariances (numpy.ndarray): shape ``(n_terms, 2 * n_modes, 2 * n_modes)``.
    """

    def __init__(self, state, weights, means, covariances):
        self._state = state
        self.n_modes = state.num_modes
        self._weights, self._means, self._covariances = weights, means, covariances

    @classmethod
    def of_bosonic(cls, state) -> "GaussianSumReadout":
        """Statistics of a state of the bosonic engine."""
        return cls(state, state.weights(), state.means(), state.covs())

    def click_probabilities(self, modes: Sequence[int]) -> np.ndarray:
        """Distribution of the patterns of threshold detectors, length ``2**n_modes``.

        The probabilities that sets of modes are dark, the others unread, become those of patterns
        a mode at a time: a click is what is left when the mode is not dark.
        """
        _check_table(2, len(modes))
        table = np.empty((2,) * len(modes))
        for unread in np.ndindex(table.shape):
            dark = [mode for mode, free in zip(modes, unread, strict=True) if not free]
            table[unread] = self._dark_probability(dark)
        for axis in range(len(modes)):
            dark, unread = np.moveaxis(table, axis, 0)
            table = np.stack([dark, unread - dark], axis=axis)
        return np.maximum(table.ravel(), 0)

    def photon_probabilities(self, modes: Sequence[int], cutoff: int) -> np.ndarray:
        """Joint distribution of photon numbers below a cutoff, shape ``(cutoff,) * n_modes``."""
        n_points, n_modes = 2 * cutoff, len(modes)
        _check_table(n_points, n_modes)
        # A circle of radius 1 would add the probabilities of n + n_points photons to those of n.
        radius = 10.0 ** (-8 / n_points)
        circle = radius * np.exp(2j * np.pi * np.arange(n_points) / n_points)
        grid = np.stack(np.meshgrid(*[circle] * n_modes, indexing="ij"), axis=-1)
        values = self._generating_function(modes, grid.reshape(-1, n_modes))
        coefficients = np.fft.fftn(values.reshape((n_points,) * n_modes), norm="forward").real
        photons = np.indices((cutoff,) * n_modes).sum(axis=0)
        return np.maximum(coefficients[(slice(cutoff),) * n_modes] * radius**-photons, 0)

    def _generating_function(self, modes: Sequence[int], z: np.ndarray) -> np.ndarray:
        r"""Mean of :math:`\prod_j z_j^{n_j}`, the power series of the photon numbers.

        The operator :math:`z^n` is the Gaussian of a thermal state with the covariance
        :math:`(1 + z) / (1 - z)` of x and of p.

        Args:
            modes (Sequence[int]): the modes.
            z (numpy.ndarray): points inside the unit circle, shape ``(n_points, n_modes)``.

        Returns:
            numpy.ndarray: complex, shape ``(n_points,)``.
        """
        thermal = np.tile((1 + z) / (1 - z), 2)
        total = np.zeros(len(z), dtype=complex)
        for weight, mean, covariance in zip(self._weights, *self._reduced(modes), strict=True):
            sums = covariance + thermal[:, None] * np.eye(len(mean))
            # Each eigenvalue has a positive real part, so this is the right branch of the root.
            roots = np.sqrt(np.linalg.eigvals(sums)).prod(axis=1)
            exponent = mean @ np.linalg.solve(sums, np.tile(mean, (len(z), 1))[..., None])
            total += weight * np.exp(-exponent[:, 0] / 2) / roots
        return total * np.prod(2 / (1 - z), axis=1)

    def photon_moments(self, modes: Sequence[int], order: int) -> np.ndarray:
        r"""Means of photon numbers, or of all products of two.

        With :math:`n = (x^2 + p^2) / 4 - 1/2`, Wick's theorem gives the covariance of two modes as
        :math:`\frac18 \sum_{ab} (V_{ab}^2 + 2 V_{ab} \mu_a \mu_b)`; for one mode :math:`1/4` goes
        off, as x and p do not commute.
        """
        means, covariances = self._reduced(modes)
        n_modes = len(modes)
        pairs = means[:, :, None] * means[:, None, :]
        squares = np.einsum("taa->ta", covariances + pairs).reshape(-1, 2, n_modes).sum(axis=1)
        photons = squares / 4 - 0.5
        if order == 1:
            return (self._weights @ photons).real
        terms = covariances**2 + 2 * covariances * pairs
        covariance = terms.reshape(-1, 2, n_modes, 2, n_modes).sum(axis=(1, 3)) / 8
        covariance = covariance - np.eye(n_modes) / 4
        products = covariance + photons[:, :, None] * photons[:, None, :]
        return np.tensordot(self._weights, products, 1).real

    def quadrature_moment(self, mode: int, angle: float, order: int) -> float:
        """Mean of a quadrature or of its square."""
        mean, variance = map(float, self._state.quad_expectation(mode, angle))
        return mean if order == 1 else variance + mean**2

    def sample_clicks(self, shots: int, rng: np.random.Generator) -> np.ndarray:
        """Click patterns of all modes, shape ``(shots, n_modes)``."""
        if self.n_modes > _MAX_CLICK_MODES:
            return np.minimum(self.sample_photons(shots, rng), 1)
        probabilities = self.click_probabilities(range(self.n_modes))
        return sample_table(probabilities.reshape((2,) * self.n_modes), shots, rng)

    def sample_photons(self, shots: int, rng: np.random.Generator) -> np.ndarray:
        """Photon numbers of all modes, shape ``(shots, n_modes)``."""
        return sample_table(
            self.photon_probabilities(range(self.n_modes), self._cutoff()), shots, rng
        )

    def sample_quadrature(
        self, mode: int, angle: float, shots: int, rng: np.random.Generator
    ) -> np.ndarray:
        """Outcomes of homodyne detection, shape ``(shots,)``."""
        mean, square = (self.quadrature_moment(mode, angle, order) for order in (1, 2))
        reach = 12 * np.sqrt(square - mean**2)
        points = np.linspace(mean - reach, mean + reach, 8192)
        return sample_density(points, self._state.marginal(mode, points, angle), shots, rng)

    def _reduced(self, modes: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
        """Means and covariances of some modes, all x before all p, as thewalrus wants them."""
        x = 2 * np.array(modes, dtype=int)
        index = np.concatenate([x, x + 1])
        return self._means[:, index], self._covariances[:, index[:, None], index]

    def _dark_probability(self, modes: Sequence[int]) -> float:
        """Probability of no photon in any of some modes."""
        means, covariances = self._reduced(modes)
        sums = covariances + np.eye(2 * len(modes))
        exponents = np.einsum("ti,ti->t", means, np.linalg.solve(sums, means[..., None])[..., 0])
        overlaps = 2.0 ** len(modes) * np.exp(-exponents / 2) / np.sqrt(np.linalg.det(sums))
        return float((self._weights @ overlaps).real)

    def _cutoff(self) -> int:
        """Photons that no mode has, but for a negligible probability."""
        below = np.array(
            [
                GaussianSumReadout.photon_probabilities(self, [mode], _MAX_CUTOFF).cumsum()
                for mode in range(self.n_modes)
            ]
        )
        enough = np.flatnonzero((below > 1 - _TAIL).all(axis=0))
        if enough.size:
            return max(int(enough[0]) + 1, 2)
        raise DeviceError(
            f"A mode has {_MAX_CUTOFF} photons or more with a probability above {_TAIL}, too many "
            "to be counted. Use less squeezing or displacement, measure moments, or threshold "
            f"detectors (qml.sample, qml.probs) of at most {_MAX_CLICK_MODES} modes."
        )


class GaussianReadout(GaussianSumReadout):
    """Statistics of a state of the gaussian engine.

    Args:
        state (BaseGaussianState): the state.
    """

    def __init__(self, state):
        order = np.arange(2 * state.num_modes).reshape(2, -1).T.ravel()
        mean, covariance = state.means()[order], state.cov()[np.ix_(order, order)]
        super().__init__(state, np.ones(1), mean[None], covariance[None])

    def photon_probabilities(self, modes: Sequence[int], cutoff: int) -> np.ndarray:
        """Joint distribution of photon numbers below a cutoff, shape ``(cutoff,) * n_modes``."""
        [mean], [covariance] = self._reduced(modes)
        _check_table(cutoff, self._n_axes(modes))
        walrus = import_photonic_package("thewalrus.quantum")
        return walrus.probabilities(mean, covariance, cutoff)

    def _n_axes(self, modes: Sequence[int]) -> int:
        """Axes of the tensor that thewalrus computes: a ket if the state is pure."""
        _, [covariance] = self._reduced(modes)
        pure = import_photonic_package("thewalrus.quantum").is_pure_cov(covariance)
        return len(modes) if pure else 2 * len(modes)

    def sample_photons(self, shots: int, rng: np.random.Generator) -> np.ndarray:
        """Photon numbers of all modes, shape ``(shots, n_modes)``: Gaussian boson sampling."""
        cutoff, modes = self._cutoff(), range(self.n_modes)
        if float(cutoff) ** self._n_axes(modes) <= _MAX_SAMPLED_TABLE:
            return sample_table(self.photon_probabilities(modes, cutoff), shots, rng)
        walrus = import_photonic_package("thewalrus.samples")
        [mean], [covariance] = self._reduced(modes)
        with _global_generator(rng):
            samples = walrus.hafnian_sample_state(
                covariance, shots, mean=mean, cutoff=cutoff, max_photons=np.inf
            )
        return np.asarray(samples, dtype=np.int64)

    def sample_quadrature(
        self, mode: int, angle: float, shots: int, rng: np.random.Generator
    ) -> np.ndarray:
        """Outcomes of homodyne detection, shape ``(shots,)``."""
        mean, variance = self._state.quad_expectation(mode, angle)
        return rng.normal(mean, np.sqrt(variance), shots)


def _check_table(size: int, n_axes: int) -> None:
    if float(size) ** n_axes > _MAX_TABLE:
        raise DeviceError(
            f"The joint distribution of these modes takes {size}**{n_axes} numbers; at most "
            f"{_MAX_TABLE} are computed. Measure fewer modes, lower the cutoff, or draw samples on "
            "qgen.sf.gaussian."
        )


@contextlib.contextmanager
def _global_generator(rng: np.random.Generator):
    """Seed NumPy's global generator, which thewalrus draws from, and put it back."""
    before = np.random.get_state()
    np.random.seed(rng.integers(2**32))
    try:
        yield
    finally:
        np.random.set_state(before)
