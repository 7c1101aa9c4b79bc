import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pennylane_qgen import reference
from pennylane_qgen.bits import (
    MAX_INTEGER_WIRES,
    as_words,
    bits_to_integers,
    check_bits,
    check_probabilities,
    empirical_distribution,
    integers_to_bits,
    parity_means,
    words_up_to_weight,
)

bit_arrays = st.tuples(st.integers(1, 12), st.integers(1, MAX_INTEGER_WIRES)).flatmap(
    lambda shape: arrays(np.int8, shape, elements=st.integers(0, 1))
)


class TestIntegers:
    @settings(deadline=None, derandomize=True)
    @given(bit_arrays)
    def test_bits_survive_a_round_trip(self, bits):
        integers = bits_to_integers(bits)
        np.testing.assert_array_equal(integers_to_bits(integers, bits.shape[1]), bits)

    @settings(deadline=None, derandomize=True)
    @given(st.integers(1, MAX_INTEGER_WIRES).flatmap(lambda n: st.tuples(st.just(n), st.data())))
    def test_integers_survive_a_round_trip(self, n_wires_and_data):
        n_wires, data = n_wires_and_data
        integers = data.draw(st.lists(st.integers(0, 2**n_wires - 1), min_size=1, max_size=5))
        bits = integers_to_bits(integers, n_wires)
        assert bits.dtype == np.int8
        assert bits_to_integers(bits).tolist() == integers

    def test_wire_0_is_the_most_significant_bit(self):
        assert bits_to_integers([[1, 0, 0], [0, 0, 1]]).tolist() == [4, 1]
        assert integers_to_bits([4, 1], 3).tolist() == [[1, 0, 0], [0, 0, 1]]

    def test_order_is_that_of_a_probability_vector(self):
        np.testing.assert_array_equal(integers_to_bits(range(16), 4), reference.bit_strings(4))

    def test_leading_axes_are_kept(self):
        integers = np.arange(8).reshape(2, 2, 2)
        bits = integers_to_bits(integers, 3)
        assert bits.shape == (2, 2, 2, 3)
        np.testing.assert_array_equal(bits_to_integers(bits), integers)

    def test_one_bit_string_is_one_integer(self):
        assert bits_to_integers([1, 1, 0]) == 6
        assert integers_to_bits(6, 3).tolist() == [1, 1, 0]

    def test_largest_integer_fits(self):
        assert bits_to_integers(np.ones((1, 62))).tolist() == [2**62 - 1]

    @pytest.mark.parametrize("n_wires", [0, 63])
    def test_number_of_wires_out_of_range(self, n_wires):
        with pytest.raises(ValueError, match=f"1 to 62 wires .* got {n_wires} wires. Use arrays"):
            bits_to_integers(np.zeros((1, n_wires)))
        with pytest.raises(ValueError, match=f"got {n_wires} wires"):
            integers_to_bits([0], n_wires)

    @pytest.mark.parametrize("integers", [[0, 8], [-1, 7]])
    def test_integer_that_does_not_fit(self, integers):
        message = rf"in \[0, 2\*\*3\); got values from {integers[0]} to {integers[1]}"
        with pytest.raises(ValueError, match=message):
            integers_to_bits(integers, 3)


class TestCheckBits:
    @pytest.mark.parametrize("dtype", [bool, np.uint8, int, float, np.float32])
    def test_whole_numbers_of_any_dtype(self, dtype):
        bits = check_bits(np.array([[0, 1], [1, 1]], dtype=dtype))
        assert bits.dtype == np.int8
        assert bits.tolist() == [[0, 1], [1, 1]]

    @pytest.mark.parametrize("shape", [(3,), (0, 2), (2, 0), (1, 2, 3), ()])
    def test_wrong_shape(self, shape):
        with pytest.raises(ValueError, match=r"x must be a non-empty array .* got shape \("):
            check_bits(np.zeros(shape), name="x")

    @pytest.mark.parametrize("wrong", [2, -1, 0.5, np.nan, np.inf])
    def test_wrong_entry_is_located(self, wrong):
        with pytest.raises(ValueError, match=rf"got {wrong} in row 1, column 0. Binarise the data"):
            check_bits([[0, 1], [wrong, 1]])

    @pytest.mark.parametrize("wrong", [[["0", "1"]], [[0, None]], [[0j, 1j]]])
    def test_wrong_dtype(self, wrong):
        with pytest.raises(ValueError, match="must hold the numbers 0 and 1; got dtype"):
            check_bits(wrong)


class TestCheckProbabilities:
    def test_rounding_is_forgiven(self):
        assert check_probabilities([0.5, 0.5 + 5e-7]).dtype == np.float64

    @pytest.mark.parametrize("wrong", [[1.0], [0.5, 0.25, 0.25], [[0.5, 0.5]], [], 1.0])
    def test_wrong_shape(self, wrong):
        with pytest.raises(ValueError, match=r"of length 2\*\*n_wires; got shape \("):
            check_probabilities(wrong)

    @pytest.mark.parametrize("wrong", [[-0.1, 1.1], [np.nan, 1.0], [np.inf, 0.0]])
    def test_negative_or_not_finite(self, wrong):
        with pytest.raises(ValueError, match="must be finite and non-negative; got a minimum of"):
            check_probabilities(wrong)

    @pytest.mark.parametrize("wrong", [[0.5, 0.6], [3, 1], [0.0, 0.0]])
    def test_wrong_sum(self, wrong):
        with pytest.raises(ValueError, match=f"p must sum to 1; got a sum of {sum(wrong)}"):
            check_probabilities(wrong, name="p")


class TestWords:
    def test_masks_and_rows_are_the_same_words(self):
        rows = reference.bit_strings(4)
        np.testing.assert_array_equal(as_words(range(16), 4), rows)
        np.testing.assert_array_equal(as_words(rows, 4), rows)

    def test_masks_have_wire_0_most_significant(self):
        assert as_words([4], 3).tolist() == [[1, 0, 0]]

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ([0.0, 1.0], "must be integers; got dtype float64"),
            ([True, False], "must be integers; got dtype bool"),
            ([8], r"in \[0, 2\*\*3\); got values from 8"),
            ([-1], "got values from -1"),
            ([], "words must be a non-empty array of bits"),
            ([[0, 1]], "one bit a wire, 3; got 2"),
            ([[0, 1, 2]], "only 0 and 1; got 2"),
        ],
    )
    def test_wrong_words(self, words, message):
        with pytest.raises(ValueError, match=message):
            as_words(words, 3)

    @pytest.mark.parametrize("max_weight", [1, 2, 5])
    def test_words_up_to_weight_are_all_of_them_once(self, max_weight):
        words = words_up_to_weight(5, max_weight)
        every = reference.bit_strings(5)
        expected = every[(every.sum(axis=1) > 0) & (every.sum(axis=1) <= max_weight)]
        assert (np.diff(words.sum(axis=1)) >= 0).all()
        assert sorted(bits_to_integers(words)) == sorted(bits_to_integers(expected))

    @pytest.mark.parametrize("max_weight", [0, -1, 4])
    def test_max_weight_out_of_range(self, max_weight):
        with pytest.raises(ValueError, match=rf"must lie in \[1, 3\]; got {max_weight}"):
            words_up_to_weight(3, max_weight)


class TestParityMeans:
    @pytest.mark.parametrize("n_wires", [1, 7, 8, 9, 16, 63, 64, 65, 127, 128, 130])
    def test_equals_the_mean_of_the_reference(self, n_wires):
        """The widths stand on both sides of a byte and of a 64-bit block."""
        rng = np.random.default_rng(n_wires)
        bits = rng.integers(0, 2, (20, n_wires))
        words = np.vstack([rng.integers(0, 2, (6, n_wires)), np.eye(n_wires, dtype=int)[[0, -1]]])
        expected = [np.mean([reference.parity(word, x) for x in bits]) for word in words]
        np.testing.assert_allclose(parity_means(bits, words), expected, atol=1e-15)

    def test_empty_word_has_parity_1(self):
        assert parity_means([[0, 1], [1, 1]], [[0, 0]]).tolist() == [1]

    @settings(deadline=None, derandomize=True)
    @given(bit_arrays)
    def test_full_word_counts_the_ones(self, bits):
        words = np.ones((1, bits.shape[1]), dtype=int)
        expected = np.mean((-1.0) ** bits.sum(axis=1))
        assert parity_means(bits, words)[0] == pytest.approx(expected, abs=1e-14)

    def test_is_the_walsh_transform_of_the_frequencies(self):
        bits = np.random.default_rng(0).integers(0, 2, (30, 4))
        expected = reference.walsh_hadamard_transform(reference.empirical_distribution(bits))
        result = parity_means(bits, reference.bit_strings(4))
        np.testing.assert_allclose(result, expected, atol=1e-15)


class TestEmpiricalDistribution:
    @pytest.mark.parametrize("n_wires", [1, 3, 6])
    def test_equals_the_reference(self, n_wires):
        samples = np.random.default_rng(n_wires).integers(0, 2, (25, n_wires))
        result = empirical_distribution(samples)
        np.testing.assert_array_equal(result, reference.empirical_distribution(samples))

    @settings(deadline=None, derandomize=True)
    @given(bit_arrays.filter(lambda bits: bits.shape[1] <= 10))
    def test_sums_to_1(self, bits):
        result = empirical_distribution(bits)
        assert result.shape == (2 ** bits.shape[1],)
        assert result.sum() == pytest.approx(1)

    def test_wrong_samples(self):
        with pytest.raises(ValueError, match="samples must hold only 0 and 1; got 2"):
            empirical_distribution([[0, 2]])
