"""Losses of many pairs against the plain formulas."""

import numpy as np
import pytest

from pennylane_qgen import ensembles, reference
from pennylane_qgen.studies.pair_losses import pair_losses, sampled_losses


@pytest.mark.parametrize("n_wires", [1, 2, 4])
def test_against_the_reference(n_wires):
    p, q = (ensembles.dirichlet(n_wires, 3, seed=seed) for seed in (0, 1))
    losses = pair_losses(p, q, hamming=(0.5, 2.0), integer=(1.0, 3.0))
    for i in range(3):
        pair = (q[i], p[i])
        assert losses["squared_distance"][i] == pytest.approx(reference.squared_distance(*pair))
        assert losses["total_variation"][i] == pytest.approx(np.abs(p[i] - q[i]).sum() / 2)
        for b in (0.5, 2.0):
            assert losses[f"hamming_{b:g}"][i] == pytest.approx(reference.mmd(*pair, [b]))
        for b in (1.0, 3.0):
            expected = reference.mmd(*pair, [b], kernel=reference.integer_kernel)
            assert losses[f"integer_{b:g}"][i] == pytest.approx(expected, abs=1e-14)


def test_blocks_make_all_pairs():
    losses = sampled_losses("product", 13, 19, np.random.default_rng(0), hamming=(1.0,))
    assert {name: values.shape for name, values in losses.items()} == {
        "squared_distance": (19,),
        "total_variation": (19,),
        "hamming_1": (19,),
    }
    assert len(np.unique(losses["squared_distance"])) == 19
