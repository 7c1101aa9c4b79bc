"""Layers of Haar-random two-wire gates on alternating pairs of neighbours."""

import numba
import numpy as np

from ..checks import check_integer
from .base import begin, normalise
from .haar import haar_unitaries

_BLOCK = 256
"""Entries a gate works on at a time: they and their products stay in the first cache."""


def brickwork(
    n_wires: int, n_vectors: int, *, n_layers: int | None = None, seed=None
) -> np.ndarray:
    r"""Brickwork circuits: gates on (0, 1), (2, 3), ..., then on (1, 2), (3, 4), ..., in turn.

    Every gate is a Haar-random unitary of two wires.

    Args:
        n_wires (int): number of wires, from 2 to 20.
        n_vectors (int): number of distributions.
        n_layers (int or None): number of layers; by default the number of wires. A layer more or
            less matters below about :math:`\log n` layers, where the circuits do not yet
            anticoncentrate.
        seed (int, numpy.random.Generator or None): source of the random numbers.

    Returns:
        numpy.ndarray: of shape ``(n_vectors, 2**n_wires)``.

    Raises:
        ValueError: if a size is out of range.

    **Example**

    >>> brickwork(4, 2, seed=0).shape
    (2, 16)

    Source: Brandão, Harrow and Horodecki, arXiv:1208.0692; Dalzell, Hunter-Jones and Brandão,
    arXiv:2011.12277, for the depth at which they anticoncentrate.
    """
    rng = begin(n_wires, n_vectors, seed)
    check_integer("n_wires", n_wires, 2)
    n_layers = n_wires if n_layers is None else check_integer("n_layers", n_layers, 1)
    starts = np.array([layer % 2 if n_wires > 2 else 0 for layer in range(n_layers)])
    n_gates = int(((n_wires - starts) // 2).sum())
    result = np.empty((n_vectors, 2**n_wires))
    for row in result:
        _run(n_wires, starts, haar_unitaries(n_gates, 4, rng), row)
    return normalise(result)


@numba.njit(cache=True)
def _run(n_wires, starts, gates, probabilities):
    """Layers that begin at the wires ``starts``; a state is a row of real parts and one of others.

    Every gate acts on the two first wires and leaves them as the last two, so the circuit moves
    past the state and the inner loops never run over short strides.
    """
    state, other = np.zeros((2, len(probabilities))), np.empty((2, len(probabilities)))
    state[0, 0] = 1
    used = 0
    for start in starts:
        n_gates = (n_wires - start) // 2
        if start:
            _rotate(state, other)
            state, other = other, state
        for gate in gates[used : used + n_gates]:
            _apply(gate.real.copy(), gate.imag.copy(), state, other)
            state, other = other, state
        used += n_gates
        # The last wire, if it had no gate, has still to go to the end.
        for _ in range(n_wires - start - 2 * n_gates):
            _rotate(state, other)
            state, other = other, state
    for x in range(len(probabilities)):
        probabilities[x] = state[0, x] ** 2 + state[1, x] ** 2


@numba.njit(cache=True)
def _rotate(state, result):
    """Make the first wire the last one."""
    half = state.shape[1] // 2
    for part in range(2):
        for j in range(half):
            result[part, 2 * j] = state[part, j]
            result[part, 2 * j + 1] = state[part, half + j]


@numba.njit(cache=True, fastmath={"contract"})
def _apply(real, imaginary, state, result):
    """Apply a gate to the two first wires, and make them the last two."""
    quarter = state.shape[1] // 4
    products = np.empty((8, _BLOCK))
    a, b = state[0].reshape(4, quarter), state[1].reshape(4, quarter)
    u, v = result[0].reshape(quarter, 4), result[1].reshape(quarter, 4)
    for start in range(0, quarter, _BLOCK):
        width = min(_BLOCK, quarter - start)
        stop = start + width
        a0, a1, a2, a3 = a[0, start:stop], a[1, start:stop], a[2, start:stop], a[3, start:stop]
        b0, b1, b2, b3 = b[0, start:stop], b[1, start:stop], b[2, start:stop], b[3, start:stop]
        for k in range(4):
            g0, g1, g2, g3 = real[k, 0], real[k, 1], real[k, 2], real[k, 3]
            h0, h1, h2, h3 = imaginary[k, 0], imaginary[k, 1], imaginary[k, 2], imaginary[k, 3]
            p, q = products[k, :width], products[k + 4, :width]
            for j in range(width):
                p[j] = g0 * a0[j] + g1 * a1[j] + g2 * a2[j] + g3 * a3[j]
                p[j] -= h0 * b0[j] + h1 * b1[j] + h2 * b2[j] + h3 * b3[j]
                q[j] = g0 * b0[j] + g1 * b1[j] + g2 * b2[j] + g3 * b3[j]
                q[j] += h0 * a0[j] + h1 * a1[j] + h2 * a2[j] + h3 * a3[j]
        for j in range(width):
            for k in range(4):
                u[start + j, k] = products[k, j]
                v[start + j, k] = products[k + 4, j]
