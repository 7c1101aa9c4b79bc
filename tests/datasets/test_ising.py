"""The Ising model: exact energies, the Markov chain against enumeration."""

import numpy as np
import pytest

from pennylane_qgen.datasets import ising, ising_energy
from pennylane_qgen.datasets.base import all_bits
from pennylane_qgen.datasets.ising import _bonds, _heat_bath


def test_mean_energy():
    """The 4 x 4 lattice with J = 1 at T = 3: -16.2731, by enumeration."""
    data = ising(4, 4, temperature=3.0)
    assert data.probabilities @ ising_energy(all_bits(16), 4, 4) == pytest.approx(
        -16.27311, abs=1e-5
    )


def test_energy_pair_by_pair():
    rng = np.random.default_rng(0)
    bits, couplings = rng.integers(2, size=12), rng.normal(size=(2, 3, 4))
    spins, energy = (1 - 2 * bits).reshape(3, 4), 0.0
    for i in range(3):
        for j in range(4):
            energy -= couplings[0, i, j] * spins[i, j] * spins[i, (j + 1) % 4]
            energy -= couplings[1, i, j] * spins[i, j] * spins[(i + 1) % 3, j]
    assert ising_energy([bits], 3, 4, couplings=couplings) == pytest.approx([energy])


def test_probabilities_are_boltzmann():
    data = ising(2, 3, temperature=1.7, couplings=0.5)
    energies = ising_energy(all_bits(6), 2, 3, couplings=0.5)
    ratio = np.log(data.probabilities / data.probabilities[0])
    assert np.allclose(ratio, -(energies - energies[0]) / 1.7)


def test_heat_bath_against_enumeration():
    """Probability of each string of 2 x 3 spins, with random bonds, from a thinned chain."""
    rng = np.random.default_rng(1)
    bonds = _bonds("random", 2, 3, rng)
    spins = _heat_bath(bonds, 2.5, 20000, rng, burn_in=100, thinning=10)
    data = ising(2, 3, temperature=2.5, couplings=bonds)
    bits = (1 - spins.reshape(-1, 6)) // 2
    found = np.bincount(bits @ (1 << np.arange(5, -1, -1)), minlength=64) / 20000
    error = np.sqrt(data.probabilities / 20000)
    assert (np.abs(found - data.probabilities) < 5 * error).all()


def test_large_lattice():
    """Energy a spin at T = 3 on 8 x 8, where it is -0.817 in the infinite lattice (Onsager)."""
    data = ising(8, 8, temperature=3.0, n_samples=1000, seed=0)
    assert data.probabilities is None
    energies = ising_energy(data, 8, 8) / 64
    assert energies.mean() == pytest.approx(-0.817, abs=0.03)
    magnetization = 1 - 2 * data.samples.mean(axis=1)
    assert abs(magnetization.mean()) < 4 * magnetization.std() / np.sqrt(1000)


def test_both_signs_when_cold():
    """Below the critical temperature one chain keeps its sign; the global flip restores both."""
    data = ising(6, 6, temperature=1.0, n_samples=200, seed=0)
    share = (data.samples.mean(axis=1) > 0.5).mean()
    assert abs(share - 0.5) < 4 * 0.5 / np.sqrt(200)


def test_random_couplings_are_seeded():
    first, second = (ising(2, 3, couplings="random", seed=s).probabilities for s in (0, 1))
    assert np.array_equal(first, ising(2, 3, couplings="random", seed=0).probabilities)
    assert not np.allclose(first, second)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"temperature": 0.0}, "temperature must be positive; got 0.0"),
        ({"rows": 1}, "at least 2x2; got 1x4"),
        ({"couplings": "ones"}, 'couplings must be numbers or "random"'),
        ({"couplings": np.ones((4, 4))}, r"an array of shape \(2, 4, 4\); got \(4, 4\)"),
    ],
)
def test_errors(options, message):
    with pytest.raises(ValueError, match=message):
        ising(**options)


def test_energy_shape():
    with pytest.raises(ValueError, match=r"shape \(n_samples, 16\); got \(1, 9\)"):
        ising_energy(np.zeros((1, 9)), 4, 4)
