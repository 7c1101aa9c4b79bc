import numpy as np

from pennylane_qgen.linear_optics.streams import (
    random_choice,
    random_uniform,
    start_stream,
    stream_key,
)


def numbers(key, stream, n_numbers=1):
    state = np.empty(1, np.uint64)
    start_stream(state, key, stream)
    return [random_uniform(state) for _ in range(n_numbers)]


def test_splitmix_against_its_published_numbers():
    """The first outputs of SplitMix64 from the state 1234567, as published with the generator."""
    state = np.array([1234567], dtype=np.uint64)
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert [random_uniform(state) for _ in published] == [(n >> 11) / 2**53 for n in published]


def test_uniform_within_and_across_streams():
    within = np.array(numbers(stream_key(0), 0, 20_000))
    across = np.array([numbers(stream_key(0), i)[0] for i in range(20_000)])
    for values in (within, across):
        observed = np.histogram(values, bins=20, range=(0, 1))[0]
        assert abs(((observed - 1000) ** 2 / 1000).sum() - 19) < 4 * np.sqrt(38)
        lagged = np.corrcoef(values[1:], values[:-1])[0, 1]
        assert abs(lagged) < 4 / np.sqrt(20_000)


def test_choice_follows_the_weights():
    state, weights = np.array([7], dtype=np.uint64), np.array([1.0, 0.0, 3.0, 9.0])
    drawn = [random_choice(state, weights, 3) for _ in range(10_000)]
    found = np.bincount(drawn, minlength=4)
    assert found[1] == found[3] == 0
    assert abs(found[0] - 2500) < 4 * np.sqrt(10_000 * 0.25 * 0.75)


def test_keys():
    assert stream_key(0) == stream_key(np.random.default_rng(0))
    assert stream_key(0) != stream_key(1)
    assert stream_key() != stream_key()
