import numpy as np
import pytest
from scipy.linalg import block_diag

from pennylane_qgen.linear_optics import (
    beam_splitter,
    dilate,
    distribution,
    factorial_moments,
    fock_index,
    haar_unitary,
    mean_counts,
    sample,
    sample_distribution,
)


def frequencies(samples, n_states):
    return np.bincount(fock_index(samples), minlength=n_states)


def worst_z(values, expected):
    """Largest deviation of the means of columns in standard errors."""
    error = values.std(axis=0) / np.sqrt(len(values))
    return (np.abs(values.mean(axis=0) - expected) / np.maximum(error, 1e-12)).max()


class TestDistribution:
    def test_of_eight_photons(self, chi_squared_z):
        """400,000 samples of 6435 states, bunched ones too; the Gray code has an outer loop."""
        unitary = haar_unitary(8, seed=0)
        expected = distribution(unitary, [1] * 8)
        samples = sample(unitary, [1] * 8, 400_000, seed=0)
        assert abs(chi_squared_z(frequencies(samples, len(expected)), expected)) < 4
        assert samples.dtype == np.int16
        assert (samples.sum(axis=1) == 8).all()
        assert samples.max() > 4

    @pytest.mark.parametrize("counts", [(3, 0, 2), (0, 1, 4), (0, 0, 1), (0, 0, 0)])
    def test_of_photons_that_share_input_modes(self, counts, chi_squared_z):
        unitary = haar_unitary(4, seed=1)[:, :3]
        expected = distribution(unitary, counts)
        found = frequencies(sample(unitary, counts, 40_000, seed=0), len(expected))
        if len(expected) > 1:
            assert abs(chi_squared_z(found, expected)) < 4
        assert found.sum() == 40_000

    @pytest.mark.parametrize("overlap", [0.0, 0.5, 0.95])
    def test_of_partly_distinguishable_photons(self, overlap, chi_squared_z):
        unitary, counts = haar_unitary(5, seed=2), [1, 1, 2, 0, 0]
        expected = distribution(unitary, counts, indistinguishability=overlap)
        samples = sample(unitary, counts, 100_000, indistinguishability=overlap, seed=0)
        assert abs(chi_squared_z(frequencies(samples, len(expected)), expected)) < 4

    def test_of_a_gram_matrix(self, chi_squared_z):
        rng = np.random.default_rng(0)
        states = rng.normal(size=(2, 4)) + 1j * rng.normal(size=(2, 4))
        states /= np.linalg.norm(states, axis=0)
        unitary, gram = haar_unitary(4, rng), states.conj().T @ states
        expected = distribution(unitary, [1] * 4, gram=gram)
        found = frequencies(sample(unitary, [1] * 4, 100_000, gram=gram, seed=0), len(expected))
        assert abs(chi_squared_z(found, expected)) < 4

    def test_hong_ou_mandel_dip_is_zero(self):
        samples = sample(beam_splitter(np.pi / 4, 0.3), [1, 1], 100_000, seed=0)
        assert samples.prod(axis=1).max() == 0


@pytest.mark.parametrize("overlap", [1.0, 0.0])
def test_all_pair_correlators_of_sixteen_photons(overlap):
    """Of 32 modes, against the closed form: the root mean square of the z scores is 1."""
    unitary, counts = haar_unitary(32, seed=0), [1] * 16 + [0] * 16
    samples = sample(unitary, counts, 12_000, indistinguishability=overlap, seed=0)
    samples = samples.astype(float)
    assert worst_z(samples, mean_counts(unitary, counts)) < 4.5
    first, second = np.triu_indices(32)
    products = samples[:, first] * samples[:, second]
    products -= np.where(first == second, samples[:, first], 0)
    expected = factorial_moments(unitary, counts, indistinguishability=overlap)[first, second]
    error = products.std(axis=0) / np.sqrt(len(products))
    z = (products.mean(axis=0) - expected) / error
    assert abs(np.sqrt(np.mean(z**2)) - 1) < 0.12
    assert np.abs(z).max() < 4.5


class TestSourcesAndLosses:
    def test_transmission_of_each_input_mode(self):
        unitary, transmission = haar_unitary(4, seed=0), np.array([0.2, 0.9, 1.0, 0.5])
        samples = sample(unitary, [1, 2, 1, 1], 40_000, transmission=transmission, seed=0)
        expected = np.abs(unitary) ** 2 @ (transmission * [1, 2, 1, 1])
        assert worst_z(samples.astype(float), expected) < 4.5

    def test_input_loss_is_a_dilated_interferometer(self):
        unitary, transmission = haar_unitary(3, seed=0), np.array([0.6, 0.9, 0.3])
        lossy = dilate(unitary * np.sqrt(transmission))
        samples = sample(unitary, [1, 1, 1], 60_000, transmission=transmission, seed=0)
        dilated = sample(lossy, [1, 1, 1], 60_000, seed=1)[:, :3]
        for a, b in ((samples, dilated), (samples**2, dilated**2)):
            error = np.sqrt((a.var(0) + b.var(0)) / 60_000)
            assert (np.abs(a.mean(0) - b.mean(0)) < 4.5 * error).all()

    def test_nothing_passes(self):
        assert sample(np.eye(2), [1, 1], 10, transmission=0.0).sum() == 0

    def test_extra_photons_come_with_their_probability_and_do_not_interfere(self):
        samples = sample(beam_splitter(np.pi / 4), [1, 1], 100_000, extra_photon=0.1, seed=0)
        extra = samples.sum(axis=1) - 2
        assert worst_z(extra[:, None].astype(float), 0.2) < 4.5
        assert (samples[extra == 0].prod(axis=1) == 0).all()
        parted = samples[extra == 1].prod(axis=1) > 0
        assert worst_z(parted[:, None].astype(float), 0.5) < 4.5

    def test_g2_of_a_source(self):
        counts = sample(np.eye(1), [1], 200_000, extra_photon=0.05, seed=0)[:, 0].astype(float)
        g2 = np.mean(counts * (counts - 1)) / counts.mean() ** 2
        assert g2 == pytest.approx(2 * 0.05 / 1.05**2, rel=0.05)


class TestRandomness:
    @pytest.mark.parametrize("n_threads", [2, 3])
    def test_threads_do_not_change_samples(self, n_threads):
        unitary, counts = haar_unitary(6, seed=0), [1] * 4 + [0] * 2
        options = {"indistinguishability": 0.7, "transmission": 0.9, "extra_photon": 0.1}
        one = sample(unitary, counts, 101, seed=5, **options)
        many = sample(unitary, counts, 101, seed=5, n_threads=n_threads, **options)
        np.testing.assert_array_equal(one, many)

    def test_seeds(self):
        unitary = haar_unitary(4, seed=0)
        first = sample(unitary, [1] * 4, 50, seed=0)
        np.testing.assert_array_equal(first, sample(unitary, [1] * 4, 50, seed=0))
        assert (first != sample(unitary, [1] * 4, 50, seed=1)).any()
        rng = np.random.default_rng(0)
        np.testing.assert_array_equal(first, sample(unitary, [1] * 4, 50, seed=rng))
        assert (first != sample(unitary, [1] * 4, 50, seed=rng)).any()

    def test_more_samples_begin_with_the_fewer(self):
        unitary = haar_unitary(4, seed=0)
        first = sample(unitary, [1] * 4, 50, seed=0)
        np.testing.assert_array_equal(first[:20], sample(unitary, [1] * 4, 20, seed=0))


def test_independent_interferometers():
    """Photons cannot leave their block."""
    unitary = block_diag(haar_unitary(3, 0), haar_unitary(4, 1))
    samples = sample(unitary, [1, 1, 0, 1, 1, 1, 0], 1_000, seed=0)
    assert (samples[:, :3].sum(axis=1) == 2).all()


def test_no_samples():
    assert sample(np.eye(2), [1, 1], 0).shape == (0, 2)


def test_sample_distribution(chi_squared_z):
    expected = distribution(haar_unitary(4, seed=0), [1, 1, 1, 0])
    samples = sample_distribution(expected, 3, 4, 50_000, seed=0)
    assert abs(chi_squared_z(frequencies(samples, 20), expected)) < 4
    never = sample_distribution([0.0, 0.5, 0.5, 0.0], 3, 2, 1_000, seed=0)
    assert set(fock_index(never)) == {1, 2}


def test_errors():
    wrong = {
        "must be unitary": {"unitary": 2 * np.eye(2)},
        r"got \[1.5, 0.0\]": {"input_counts": [1.5, 0.0]},
        "n_samples must be an integer of at least 0; got -1": {"n_samples": -1},
        "n_threads must be an integer of at least 1; got 0": {"n_threads": 0},
        r"transmission must lie in \[0, 1\]; got 1.5": {"transmission": 1.5},
        "one for each of 2 input modes": {"transmission": [0.5] * 3},
        "indistinguishability must be a number": {"indistinguishability": 1.5},
        "extra_photon must be a number": {"extra_photon": -1},
        "smallest eigenvalue": {"gram": [[1, 2], [2, 1]]},
        "either a Gram matrix": {"gram": np.eye(2), "indistinguishability": 0.5},
    }
    for message, argument in wrong.items():
        arguments = {"unitary": np.eye(2), "input_counts": [1, 1], "n_samples": 3, **argument}
        with pytest.raises(ValueError, match=message):
            sample(**arguments)
    with pytest.raises(ValueError, match=r"must have shape \(3,\); got \(4,\)"):
        sample_distribution(np.ones(4) / 4, 2, 2, 1)
    with pytest.raises(ValueError, match="sum to 1; got a sum of 3"):
        sample_distribution(np.ones(3), 2, 2, 1)
