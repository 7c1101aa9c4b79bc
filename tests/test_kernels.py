import tracemalloc
from math import comb

import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pennylane_qgen import reference
from pennylane_qgen.bits import bits_to_integers, empirical_distribution
from pennylane_qgen.kernels import HammingKernel, IntegerKernel, check_bandwidth, median_heuristic
from pennylane_qgen.walsh import walsh_hadamard_transform

KERNELS = {
    HammingKernel: reference.hamming_kernel,
    IntegerKernel: reference.integer_kernel,
}
BANDWIDTHS = [(1.0,), (0.3,), (0.5, 1.0, 4.0), (1e-3,), (1e3,)]


@pytest.mark.parametrize("bandwidths", BANDWIDTHS)
@pytest.mark.parametrize("kernel", KERNELS)
class TestAgainstDenseMatrix:
    @pytest.mark.parametrize("n_wires", [1, 2, 5])
    def test_apply(self, kernel, bandwidths, n_wires):
        x = np.random.default_rng(0).normal(size=2**n_wires)
        matrix = reference.kernel_matrix(n_wires, bandwidths, KERNELS[kernel])
        np.testing.assert_allclose(kernel(bandwidths).apply(x), matrix @ x, atol=1e-13)

    def test_apply_batched(self, kernel, bandwidths):
        x = np.random.default_rng(0).normal(size=(2, 3, 8))
        matrix = reference.kernel_matrix(3, bandwidths, KERNELS[kernel])
        np.testing.assert_allclose(kernel(bandwidths).apply(x), x @ matrix, atol=1e-13)

    def test_apply_in_jax(self, kernel, bandwidths):
        x = np.random.default_rng(0).normal(size=8)
        matrix = reference.kernel_matrix(3, bandwidths, KERNELS[kernel])
        with jax.enable_x64(True):
            result = np.asarray(jax.jit(kernel(bandwidths).apply)(jax.numpy.array(x)))
        np.testing.assert_allclose(result, matrix @ x, atol=1e-13)

    def test_gram(self, kernel, bandwidths):
        strings = reference.bit_strings(3)
        matrix = reference.kernel_matrix(3, bandwidths, KERNELS[kernel])
        gram = kernel(bandwidths).gram(strings, strings[:5])
        np.testing.assert_allclose(gram, matrix[:, :5], atol=1e-15)

    def test_apply_does_not_change_its_input(self, kernel, bandwidths):
        x = np.random.default_rng(0).normal(size=16)
        before = x.copy()
        kernel(bandwidths).apply(x)
        np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("kernel", KERNELS)
def test_apply_stays_within_a_few_vectors_of_memory(kernel):
    """A vector of 20 wires takes 8 MB; the dense matrix would take 8 TB."""
    x = np.full(2**20, 2.0**-20)
    tracemalloc.start()
    try:
        kernel((1.0, 2.0)).apply(x)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 200e6


class TestSpectrum:
    @pytest.mark.parametrize("n_wires", [1, 8, 300])
    @pytest.mark.parametrize("bandwidths", BANDWIDTHS)
    def test_sums_to_1_over_words(self, bandwidths, n_wires):
        w = HammingKernel(bandwidths).spectrum(n_wires)
        total = sum(comb(n_wires, k) * float(w[k]) for k in range(n_wires + 1))
        assert total == pytest.approx(1, abs=1e-9)
        assert (w >= 0).all()

    @pytest.mark.parametrize("bandwidths", BANDWIDTHS)
    def test_is_the_walsh_transform_of_the_kernel(self, bandwidths):
        """K(x, y) = sum_S w_S (-1)^{(x + y) S}, so w = H K(., 0) / 2^n."""
        strings = reference.bit_strings(5)
        column = [reference.hamming_kernel(x, strings[0], bandwidths) for x in strings]
        expected = walsh_hadamard_transform(np.array(column)) / 32
        result = HammingKernel(bandwidths).spectrum(5)[strings.sum(axis=1)]
        np.testing.assert_allclose(result, expected, atol=1e-15)

    def test_by_hand(self):
        """exp(-1 / (2 sigma^2)) = 1/2 gives c = 3/4 and s = 1/4."""
        kernel = HammingKernel((1 / np.sqrt(2 * np.log(2)),))
        np.testing.assert_allclose(kernel.flip_probabilities(), [1 / 4])
        np.testing.assert_allclose(kernel.spectrum(2), [9 / 16, 3 / 16, 1 / 16])


class TestSampleWords:
    @pytest.mark.parametrize("bandwidths", [(0.7,), (0.3, 2.0)])
    def test_frequencies_are_the_spectrum(self, bandwidths):
        kernel, n_words = HammingKernel(bandwidths), 50_000
        words = kernel.sample_words(4, n_words, np.random.default_rng(0))
        assert words.dtype == np.int8
        expected = kernel.spectrum(4)[reference.bit_strings(4).sum(axis=1)]
        error = np.sqrt(expected * (1 - expected) / n_words)
        assert (np.abs(empirical_distribution(words) - expected) < 5 * error).all()

    def test_generator_decides(self):
        kernel = HammingKernel((1.0,))
        first, second, third = (
            bits_to_integers(kernel.sample_words(30, 5, np.random.default_rng(seed)))
            for seed in (0, 0, 1)
        )
        assert (first == second).all()
        assert (first != third).any()


class TestMedianHeuristic:
    def test_by_hand(self):
        """Distances 1, 4, 3 between 0000, 0001 and 1111: the median of 1, 2, sqrt(3)."""
        samples = [[0, 0, 0, 0], [0, 0, 0, 1], [1, 1, 1, 1]]
        assert median_heuristic(samples) == pytest.approx(np.sqrt(3))

    def test_equal_samples_do_not_count(self):
        """000 three times and 111: three pairs at distance 3, three at 0."""
        assert median_heuristic([[0] * 3, [0] * 3, [0] * 3, [1] * 3]) == pytest.approx(np.sqrt(3))

    def test_all_samples_equal(self):
        assert median_heuristic([[0, 1], [0, 1]]) == 1.0

    def test_large_sets_are_thinned_evenly(self):
        """Every second of these samples is 00, the others 11."""
        samples = np.tile([[0, 0], [1, 1]], (10, 1))
        assert median_heuristic(samples, max_samples=20) == pytest.approx(np.sqrt(2))
        assert median_heuristic(samples, max_samples=10) == 1.0

    def test_is_a_bandwidth(self):
        samples = np.random.default_rng(0).integers(0, 2, (50, 8))
        assert check_bandwidth(median_heuristic(samples)) == (median_heuristic(samples),)

    def test_one_sample(self):
        with pytest.raises(ValueError, match="at least two samples; got 1"):
            median_heuristic([[0, 1]])


class TestBandwidth:
    @settings(deadline=None, derandomize=True)
    @given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=5))
    def test_a_mixture_is_the_mean_of_its_kernels(self, bandwidths):
        strings = reference.bit_strings(2)
        for kernel in KERNELS:
            parts = [kernel((b,)).gram(strings, strings) for b in bandwidths]
            mixture = kernel(tuple(bandwidths)).gram(strings, strings)
            np.testing.assert_allclose(mixture, np.mean(parts, axis=0), atol=1e-14)

    @pytest.mark.parametrize("bandwidth", [2, 2.0, [2], np.array(2), np.array([2.0])])
    def test_a_number_is_a_sequence_of_one(self, bandwidth):
        assert check_bandwidth(bandwidth) == (2.0,)
        assert HammingKernel(bandwidth) == HammingKernel((2.0,))

    @pytest.mark.parametrize("kernel", KERNELS)
    @pytest.mark.parametrize("wrong", [0, -1, np.nan, np.inf, [1.0, 0.0], [1.0, -2.0]])
    def test_must_be_positive_and_finite(self, kernel, wrong):
        with pytest.raises(ValueError, match="Every bandwidth must be positive and finite; got"):
            kernel(wrong)

    @pytest.mark.parametrize("kernel", KERNELS)
    @pytest.mark.parametrize("wrong", [[], [[1.0, 2.0]]])
    def test_must_be_a_number_or_a_sequence(self, kernel, wrong):
        with pytest.raises(ValueError, match="a positive number or a non-empty sequence; got"):
            kernel(wrong)
