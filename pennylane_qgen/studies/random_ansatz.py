"""Random variational circuits with one generator, and their local minima."""

import numba
import numpy as np
from scipy.optimize import minimize
from scipy.stats import unitary_group
from threadpoolctl import threadpool_limits

MAX_ITERATIONS = 5000


class RandomAnsatz:
    r"""The loss :math:`F = \langle H \rangle / \bar\lambda` of a random circuit.

    .. math:: |\psi(\theta)\rangle = V_p e^{-i\theta_p Z_0 / 2} \cdots
              V_1 e^{-i\theta_1 Z_0 / 2} V_0 |0\rangle

    with Haar-random :math:`V_j`, and a diagonal H whose smallest eigenvalue is 0: another basis
    would be absorbed by the last unitary. 0 is the global minimum and 1 the mean.

    Args:
        spectrum (array-like): eigenvalues of H, of shape ``(dimension,)``, the least of them 0.
        n_parameters (int): p.
        rng (numpy.random.Generator): source of the unitaries.
    """

    def __init__(self, spectrum, n_parameters: int, rng: np.random.Generator):
        self.spectrum = np.asarray(spectrum, dtype=float) / np.mean(spectrum)
        dimension = len(self.spectrum)
        self._unitaries = np.stack(
            [unitary_group.rvs(dimension, random_state=rng) for _ in range(n_parameters + 1)]
        )

    def value_and_gradient(self, angles: np.ndarray) -> tuple[float, np.ndarray]:
        """F and its gradient, by one sweep forward and one back."""
        return _value_and_gradient(self._unitaries, self.spectrum, angles)

    def local_minimum(self, rng: np.random.Generator) -> float:
        """F where BFGS ends from uniform angles."""
        start = rng.uniform(0, 2 * np.pi, len(self._unitaries) - 1)
        options = {"maxiter": MAX_ITERATIONS, "gtol": 1e-6}
        # Matrices this small take many times as long when BLAS divides them among threads.
        with threadpool_limits(limits=1):
            found = minimize(
                self.value_and_gradient, start, jac=True, method="BFGS", options=options
            )
        return float(found.fun)


@numba.njit(cache=True)
def _value_and_gradient(unitaries, spectrum, angles):
    n_parameters, dimension = len(angles), len(spectrum)
    half = dimension // 2
    states = np.empty((n_parameters, dimension), dtype=np.complex128)
    state = unitaries[0, :, 0].copy()
    for j in range(n_parameters):
        state[:half] *= np.exp(-0.5j * angles[j])
        state[half:] *= np.exp(0.5j * angles[j])
        states[j] = state
        state = np.dot(unitaries[j + 1], state)
    value = (spectrum * np.abs(state) ** 2).sum()
    adjoint = spectrum * state
    gradient = np.empty(n_parameters)
    for j in range(n_parameters - 1, -1, -1):
        adjoint = np.dot(adjoint.conj(), unitaries[j + 1]).conj()
        # 2 Re <adjoint| -i Z / 2 |state>
        overlap = np.vdot(adjoint[:half], states[j, :half]) - np.vdot(
            adjoint[half:], states[j, half:]
        )
        gradient[j] = overlap.imag
        adjoint[:half] *= np.exp(0.5j * angles[j])
        adjoint[half:] *= np.exp(-0.5j * angles[j])
    return value, gradient


def spectrum_of(name: str, n_wires: int) -> np.ndarray:
    """Eigenvalues of the losses that are studied.

    Args:
        name (str): "fidelity", "local-fidelity", or "rank-R" for a projector of that rank.
        n_wires (int): number of wires.

    Returns:
        numpy.ndarray: of shape ``(2**n_wires,)``, the least of them 0.

    **Example**

    >>> spectrum_of("local-fidelity", 2)
    array([0. , 0.5, 0.5, 1. ])
    """
    dimension = 2**n_wires
    if name == "local-fidelity":
        return np.bitwise_count(np.arange(dimension)) / n_wires
    rank = dimension - 1 if name == "fidelity" else int(name.removeprefix("rank-"))
    return (np.arange(dimension) >= dimension - rank).astype(float)
