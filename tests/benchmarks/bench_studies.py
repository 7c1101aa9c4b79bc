"""Row 7: losses of random pairs, four families, every number of wires from 2 to 13, one thread.

A fraction of the pairs is timed and scaled to 10^5 a point; two cores take half of the sum. The
peer is a loop over circuits and bandwidths in NumPy, as one writes it first: transforms by
reshaping, gates by tensordot, the kernel once for each bandwidth.
"""

import numpy as np
from scipy.stats import unitary_group
from threadpoolctl import threadpool_limits
from timing import best_times, report

from pennylane_qgen.bits import bits_to_integers, words_up_to_weight
from pennylane_qgen.kernels import HammingKernel
from pennylane_qgen.studies.pair_losses import pair_losses, sampled_losses
from pennylane_qgen.walsh import popcounts

WIRES = range(2, 14)
FAMILIES = ("product", "iqp", "matrix-product", "brickwork")
PAIRS = 100_000
MINUTES = 10


def bandwidths(n_wires: int) -> tuple[float, ...]:
    return (1.0, n_wires**0.5 / 2, float(n_wires))


def transform(x):
    stride = 1
    while stride < x.size:
        pairs = x.reshape(-1, 2, stride)
        x = np.stack([pairs[:, 0] + pairs[:, 1], pairs[:, 0] - pairs[:, 1]], axis=1).reshape(-1)
        stride *= 2
    return x


def loop_product(n_wires, rng):
    p = np.ones(1)
    for a in rng.random(n_wires):
        p = np.kron(p, [a, 1 - a])
    return p


def loop_iqp(n_wires, rng):
    coefficients = np.zeros(2**n_wires)
    words = bits_to_integers(words_up_to_weight(n_wires, 2))
    coefficients[words] = rng.uniform(0, 2 * np.pi, len(words))
    return np.abs(transform(np.exp(-1j * transform(coefficients))) / 2**n_wires) ** 2


def loop_matrix_product(n_wires, rng):
    state = np.ones((1, 1))
    for i in range(n_wires):
        shape = (n_wires if i else 1, 2, n_wires if i < n_wires - 1 else 1)
        tensor = rng.normal(size=shape) + 1j * rng.normal(size=shape)
        state = np.tensordot(state, tensor, 1).reshape(-1, shape[2])
    p = np.abs(state[:, 0]) ** 2
    return p / p.sum()


def loop_brickwork(n_wires, rng):
    state = np.zeros((2,) * n_wires, dtype=complex)
    state[(0,) * n_wires] = 1
    for layer in range(n_wires):
        for i in range(layer % 2 if n_wires > 2 else 0, n_wires - 1, 2):
            gate = unitary_group.rvs(4, random_state=rng).reshape(2, 2, 2, 2)
            state = np.moveaxis(np.tensordot(gate, state, ((2, 3), (i, i + 1))), (0, 1), (i, i + 1))
    return np.abs(state.ravel()) ** 2


LOOPS = {
    "product": loop_product,
    "iqp": loop_iqp,
    "matrix-product": loop_matrix_product,
    "brickwork": loop_brickwork,
}


def loop_losses(p, q) -> dict:
    n_wires = p.size.bit_length() - 1
    losses = {"squared_distance": np.sum((p - q) ** 2)}
    for bandwidth in bandwidths(n_wires):
        weights = HammingKernel(bandwidth).spectrum(n_wires)[popcounts(n_wires)]
        losses[f"hamming_{bandwidth:g}"] = np.sum(weights * transform(p - q) ** 2)
    return losses


def check() -> None:
    """Both ways give the same losses."""
    p, q = np.random.default_rng(0).dirichlet(np.ones(64), size=2)
    ours = pair_losses(p[None], q[None], hamming=bandwidths(6))
    for name, value in loop_losses(p, q).items():
        np.testing.assert_allclose(ours[name], value, atol=1e-14)


def row_7() -> None:
    """Sum over all points, scaled to 10^5 pairs."""
    ours_total = peer_total = 0.0
    for family in FAMILIES:
        ours_sum = peer_sum = 0.0
        for n in WIRES:
            n_pairs, n_looped = max(32, 2**15 // 2**n), 2

            def batch(family=family, n=n, n_pairs=n_pairs):
                rng = np.random.default_rng(0)
                sampled_losses(family, n, n_pairs, rng, hamming=bandwidths(n))

            def loop(family=family, n=n, n_looped=n_looped):
                rng, draw = np.random.default_rng(0), LOOPS[family]
                for _ in range(n_looped):
                    loop_losses(draw(n, rng), draw(n, rng))

            seconds = best_times({"ours": batch, "loop": loop}, rounds=3)
            ours, peer = seconds["ours"] / n_pairs, seconds["loop"] / n_looped
            ours_sum, peer_sum = ours_sum + ours * PAIRS, peer_sum + peer * PAIRS
            if n in (4, 8, 13):
                report(f"{family}, n={n}, a pair", ours, "NumPy loop", peer, "none set")
        print(
            f"{family:<16} 10^5 pairs, n = 2..13, scaled: {ours_sum:7.0f} core-seconds, "
            f"NumPy loop {peer_sum:9.0f}"
        )
        ours_total, peer_total = ours_total + ours_sum, peer_total + peer_sum
    print(
        f"row 7: all four on 2 cores, scaled: {ours_total / 120:.1f} minutes "
        f"(target <= {MINUTES}), "
        f"NumPy loop {peer_total / 120:.0f} minutes, ratio {peer_total / ours_total:.0f}"
    )


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        check()
        row_7()
