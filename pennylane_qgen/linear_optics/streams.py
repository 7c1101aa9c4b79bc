"""A stream of random numbers for each sample, so that no sample depends on how work is shared out.

The generator is SplitMix64 (Steele, Lea, Flood, OOPSLA 2014); a sample's stream starts at a hash of
the key of the call and the sample's number. NumPy's generator draws the key.
"""

import numba
import numpy as np

_GAMMA = np.uint64(0x9E3779B97F4A7C15)


def stream_key(seed=None) -> np.uint64:
    """The key of a call.

    Args:
        seed (int or numpy.random.Generator or None): ``None`` asks the system; a generator
            advances, so that a second call differs.

    Returns:
        numpy.uint64: the key.

    **Example**

    >>> print(stream_key(0))
    11749869230777074271
    """
    return np.random.default_rng(seed).integers(2**64, dtype=np.uint64)


@numba.njit(cache=True)
def start_stream(state, key, number):
    """Point the one-element array ``state`` to the stream of a sample."""
    state[0] = _mix(key + _mix(np.uint64(number) + np.uint64(1)))


@numba.njit(cache=True)
def random_uniform(state):
    """The next number in [0, 1) of a stream."""
    state[0] += _GAMMA
    return (_mix(state[0]) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@numba.njit(cache=True)
def random_choice(state, weights, n_weights):
    """An index below ``n_weights``, with probability in proportion to its weight."""
    total = 0.0
    for i in range(n_weights):
        total += weights[i]
    left = random_uniform(state) * total
    for i in range(n_weights - 1):
        left -= weights[i]
        if left < 0:
            return i
    return n_weights - 1


@numba.njit(cache=True)
def _mix(z):
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
