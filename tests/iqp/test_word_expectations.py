"""The choice of methods, batches, repeated words and arguments."""

import numpy as np
import pennylane as qml
import pytest

import pennylane_qgen as qgen
from pennylane_qgen.bits import integers_to_bits
from pennylane_qgen.iqp import reference
from pennylane_qgen.iqp.interactions import interactions_of
from pennylane_qgen.iqp.trigonometry import sine_and_cosine
from pennylane_qgen.iqp.word_expectations import WordExpectations
from pennylane_qgen.kernels import HammingKernel
from pennylane_qgen.templates.patterns import Pattern, all_up_to_weight

METHODS = ["auto", "exact", "hybrid", "monte-carlo"]


@pytest.mark.parametrize("spin_sym", [False, True])
def test_reference_against_a_circuit(spin_sym):
    pattern = Pattern.from_lists([[[0]], [[1], [2]], [[0, 1]], [[1, 2, 3]], [[2, 3]]], 4)
    weights = np.random.default_rng(0).normal(size=5)
    words = integers_to_bits(np.arange(1, 16), 4)

    @qml.qnode(qml.device("default.qubit"))
    def circuit():
        qgen.IQP(weights, wires=range(4), pattern=pattern, spin_sym=spin_sym)
        return [qml.expval(qml.prod(*map(qml.Z, np.flatnonzero(word)))) for word in words]

    cat = np.ones(4) if spin_sym else None
    values, _ = reference.word_expectations(pattern, weights[pattern.parameters], words, cat)
    np.testing.assert_allclose(circuit(), values, atol=1e-12)


def test_sine_and_cosine():
    x = np.random.default_rng(0).uniform(-1e5, 1e5, 2000)
    x = np.concatenate([x, np.arange(-8, 9) * np.pi / 4, [0, 1e-300, 1e-9]])
    pairs = np.array([sine_and_cosine(v) for v in x]).T
    np.testing.assert_allclose(pairs, [np.sin(x), np.cos(x)], atol=3e-16, rtol=0)


def test_split_and_join():
    pattern = Pattern.from_lists([[[1, 0]], [[2]], [[0, 1]], [[0, 1, 2]], [[2]]], 3)
    interactions = interactions_of(pattern)
    angles = interactions.split([1, 2, 4, 8, 16])
    np.testing.assert_array_equal(angles.fields, [0, 0, 18])
    np.testing.assert_array_equal(angles.couplings, [5])
    np.testing.assert_array_equal(angles.heavy, [8])
    np.testing.assert_array_equal(interactions.join(angles), [5, 18, 5, 8, 18])
    assert interactions_of(Pattern.from_lists(pattern.to_lists(), 3)) is interactions


@pytest.mark.parametrize("method", METHODS)
class TestEveryMethod:
    """What holds for all of them."""

    pattern = all_up_to_weight(6, 2)
    angles = np.random.default_rng(0).normal(size=21)

    def test_identity_is_one(self, method):
        estimates = WordExpectations(self.pattern, [0, 0], method=method).evaluate(self.angles)
        np.testing.assert_array_equal(estimates.values, [[1, 1]])
        np.testing.assert_array_equal(estimates.pull_back([[1, 1]]), np.zeros(21))

    def test_odd_words_vanish_on_a_cat(self, method):
        cat = np.arange(6) < 3
        words = WordExpectations(self.pattern, [0b100001, 0b111000], method=method, cat=cat)
        estimates = words.evaluate(self.angles)
        np.testing.assert_array_equal(estimates.values, [[0, 0]])
        np.testing.assert_array_equal(estimates.pull_back([[1, 1]]), np.zeros(21))

    def test_equal_words(self, method):
        words = WordExpectations(self.pattern, [5, 63, 5, 0, 5], method=method)
        estimates = words.evaluate(self.angles, 0)
        np.testing.assert_array_equal(estimates.values[0, [0, 2, 4]], estimates.values[0, 0])
        np.testing.assert_allclose(
            estimates.pull_back([[1, 1, 2, 1, 3]]), estimates.pull_back([[6, 1, 0, 0, 0]])
        )

    def test_same_seed_same_values(self, method):
        words = WordExpectations(self.pattern, np.arange(64), method=method, n_patterns=4)
        one, other, third = (words.evaluate(self.angles, s, 4).values for s in (3, 3, 4))
        np.testing.assert_array_equal(one, other)
        assert (one == third).all() == (method == "exact")

    def test_generator_moves_on(self, method):
        words = WordExpectations(self.pattern, np.arange(64), method=method, n_patterns=4)
        rng = np.random.default_rng(0)
        one, other = (
            words.evaluate(self.angles, rng).values,
            words.evaluate(self.angles, rng).values,
        )
        assert (one == other).all() == (method == "exact")

    def test_rows_average_to_one_batch(self, method):
        words = WordExpectations(
            self.pattern, np.arange(64), method=method, n_samples=12, n_patterns=12
        )
        rows = words.evaluate(self.angles, 0, n_batches=4).values
        assert rows.shape == (4, 64)
        np.testing.assert_allclose(
            rows.mean(axis=0), words.evaluate(self.angles, 0).values[0], atol=1e-12
        )

    def test_cost(self, method):
        few, many = (WordExpectations(self.pattern, np.arange(n), method=method) for n in (9, 60))
        assert 0 < few.cost < many.cost

    def test_wrong_shapes(self, method):
        words = WordExpectations(self.pattern, [1, 2], method=method)
        with pytest.raises(ValueError, match=r"angles must have shape \(21,\)"):
            words.evaluate(np.zeros(20))
        with pytest.raises(ValueError, match=r"shape of the values, \(1, 2\); got \(2,\)"):
            words.evaluate(self.angles).pull_back([1, 2])
        with pytest.raises(ValueError, match="n_batches must be positive"):
            words.evaluate(self.angles, n_batches=0)


def routes(words):
    """Number of words by estimator."""
    return {
        (type(estimator).__name__, getattr(estimator, "_n_patterns", None)): len(columns)
        for columns, estimator in words._estimators
    }


class TestRoutes:
    """Which word goes which way."""

    def test_auto_takes_the_closed_form_of_light_words(self):
        words = HammingKernel((5.0,)).sample_words(100, 1000, np.random.default_rng(0))
        expectations = WordExpectations(all_up_to_weight(100, 2), words)
        assert set(routes(expectations)) == {("ClosedFormWords", None)}

    def test_auto_samples_heavy_words_and_heavy_generators(self):
        pattern = Pattern.from_lists([[[i, i + 1]] for i in range(49)] + [[[0, 1, 2]]], 50)
        words = np.zeros((3, 50), dtype=int)
        words[0, :40] = words[1, 0] = words[2, 30] = 1
        expectations = WordExpectations(pattern, words)
        assert routes(expectations) == {
            ("ClosedFormWords", None): 1,
            ("MonteCarloWords", None): 2,
        }

    def test_hybrid(self):
        pattern = Pattern.from_lists([[[i, i + 1]] for i in range(49)] + [[[0, 1, 2]]], 50)
        words = np.zeros((4, 50), dtype=int)
        words[0, 3:40] = words[1, 0] = words[2, 30:35] = words[3, 30:36] = 1
        expectations = WordExpectations(pattern, words, method="hybrid", n_patterns=16)
        assert routes(expectations) == {
            ("ClosedFormWords", None): 1,
            ("ClosedFormWords", 16): 2,
            ("MonteCarloWords", None): 1,
        }

    def test_mixed_routes_against_the_reference(self):
        lists = [[[i, i + 1]] for i in range(9)] + [[[0, 1, 2]], [[3]], [[6]]]
        pattern = Pattern.from_lists(lists, 10)
        angles = np.random.default_rng(0).normal(size=12) * 0.3
        words = integers_to_bits([1, 2**9, 0b11110, 0b0001111111, 0b1101000000], 10)
        expectations = WordExpectations(
            pattern, words, method="hybrid", n_samples=20000, n_patterns=40
        )
        assert len(routes(expectations)) == 3
        estimates = expectations.evaluate(angles, 0)
        values, gradients = reference.word_expectations(pattern, angles, words)
        np.testing.assert_allclose(estimates.values[0], values, atol=0.1)
        np.testing.assert_allclose(estimates.values[0, [0, 2]], values[[0, 2]], atol=1e-12)
        np.testing.assert_allclose(
            estimates.pull_back([[1, 0, 1, 0, 0]]), gradients[0] + gradients[2], atol=1e-12
        )


class TestErrors:
    """Messages say what was expected, what came and what to do."""

    pattern = Pattern.from_lists([[[0, 1, 2]], [[0, 1, 2, 3]], [[1, 2]]], 4)

    def test_heavy_generator_has_no_closed_form(self):
        message = r"word on wires \[0\] .* generator on wires \[0, 1, 2, 3\] .*use method=\"auto\""
        with pytest.raises(ValueError, match=message):
            WordExpectations(self.pattern, [0b1000], method="exact")

    def test_word_too_heavy_for_the_closed_form(self):
        with pytest.raises(ValueError, match=r"word of 30 wires would take .*e\+\d+ operations"):
            WordExpectations(all_up_to_weight(30, 2), np.ones((1, 30)), method="exact")

    @pytest.mark.parametrize(
        ("sizes", "method", "message"),
        [
            ({"n_samples": 3}, "monte-carlo", "4 batches need .* n_samples=3. Increase n_samples"),
            ({"n_patterns": 2}, "hybrid", "4 batches need .* n_patterns=2. Increase n_patterns"),
            ({"n_patterns": 2}, "auto", "n_patterns=2"),
        ],
    )
    def test_too_few_samples_for_the_batches(self, sizes, method, message):
        words = WordExpectations(self.pattern, [1], method=method, **sizes)
        with pytest.raises(ValueError, match=message):
            words.evaluate(np.zeros(3), 0, n_batches=4)

    def test_arguments(self):
        with pytest.raises(ValueError, match=r"method must be one of auto, exact.*got 'fast'"):
            WordExpectations(self.pattern, [1], method="fast")
        with pytest.raises(ValueError, match="must be positive; got 0 and"):
            WordExpectations(self.pattern, [1], n_samples=0, n_patterns=1)
        with pytest.raises(ValueError, match=r"cat must be a boolean mask of shape \(4,\)"):
            WordExpectations(self.pattern, [1], cat=[True, False])
        with pytest.raises(ValueError, match="Words must have one bit a wire, 4; got 5"):
            WordExpectations(self.pattern, np.ones((2, 5)))
