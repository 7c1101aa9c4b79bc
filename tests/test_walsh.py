import jax
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.linalg import hadamard

from pennylane_qgen import reference
from pennylane_qgen.walsh import popcounts, walsh_hadamard_transform

vectors = st.integers(0, 6).flatmap(
    lambda n: arrays(float, 2**n, elements=st.floats(-1e3, 1e3, width=32))
)


def transform_by_halves(x):
    """The definition by halves, H(a, b) = (H(a + b), H(a - b)), all halves of a length at once."""
    size = x.shape[-1]
    if size == 1:
        return x
    a, b = np.moveaxis(x.reshape(*x.shape[:-1], 2, size // 2), -2, 0)
    return transform_by_halves(np.stack([a + b, a - b], axis=-2)).reshape(x.shape)


def random_vector(n_wires, dtype, *batch, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(*batch, 2**n_wires))
    if np.dtype(dtype).kind == "c":
        x = x + 1j * rng.normal(size=x.shape)
    return x.astype(dtype)


class TestAgainstReference:
    @pytest.mark.parametrize("dtype", [np.float64, np.float32, np.complex128, np.complex64])
    @pytest.mark.parametrize("n_wires", range(7))
    def test_value_and_dtype(self, n_wires, dtype):
        x = random_vector(n_wires, dtype)
        result = walsh_hadamard_transform(x)
        tolerance = 1e-12 if np.finfo(dtype).bits == 64 else 2e-5
        assert result.dtype == dtype
        np.testing.assert_allclose(
            result, reference.walsh_hadamard_transform(x), atol=tolerance, rtol=tolerance
        )

    @pytest.mark.parametrize("dtype", [int, np.int8, np.uint8, bool])
    def test_integers_become_floats(self, dtype):
        x = np.random.default_rng(0).integers(0, 2, 16).astype(dtype)
        result = walsh_hadamard_transform(x)
        assert result.dtype == np.float64
        expected = reference.walsh_hadamard_transform(x.astype(int))
        np.testing.assert_array_equal(result, expected)

    @pytest.mark.parametrize("dtype", [float, complex])
    @pytest.mark.parametrize("batch", [(1,), (3,), (2, 3), (0,)])
    def test_leading_axes_are_batches(self, batch, dtype):
        x = random_vector(4, dtype, *batch)
        result = walsh_hadamard_transform(x)
        assert result.shape == x.shape
        for index in np.ndindex(batch):
            expected = reference.walsh_hadamard_transform(x[index])
            np.testing.assert_allclose(result[index], expected, atol=1e-12)

    @pytest.mark.parametrize("shape", [(1,), (2,), (32,), (3, 2, 8)])
    def test_jax(self, shape):
        x = np.random.default_rng(0).normal(size=shape)
        with jax.enable_x64(True):
            result = walsh_hadamard_transform(jax.numpy.array(x))
        assert isinstance(result, jax.Array)
        np.testing.assert_allclose(result, walsh_hadamard_transform(x), atol=1e-12)

    def test_jax_compiled(self):
        x = random_vector(13, complex)
        with jax.enable_x64(True):
            result = jax.jit(walsh_hadamard_transform)(jax.numpy.array(x))
        np.testing.assert_allclose(result, walsh_hadamard_transform(x), atol=1e-10)


class TestBeyondTheCacheBlock:
    """Blocks of 2**12 reals are transformed first; the stages after them have long strides."""

    @pytest.mark.parametrize("dtype", [float, complex])
    @pytest.mark.parametrize("n_wires", range(7, 18))
    def test_equals_the_transform_by_halves(self, n_wires, dtype):
        x = random_vector(n_wires, dtype)
        np.testing.assert_allclose(walsh_hadamard_transform(x), transform_by_halves(x), atol=1e-9)

    def test_equals_the_definition_at_single_words(self):
        x = np.random.default_rng(0).integers(-9, 10, 2**15)
        result = walsh_hadamard_transform(x)
        for word in (0, 1, 7, 2**11, 2**12, 2**12 - 1, 2**14 + 5, 2**15 - 1):
            signs = 1 - 2 * (np.bitwise_count(np.arange(x.size) & word) & 1).astype(int)
            assert result[word] == signs @ x

    def test_batched(self):
        x = random_vector(13, float, 3)
        np.testing.assert_allclose(walsh_hadamard_transform(x), transform_by_halves(x), atol=1e-9)


class TestAlgebra:
    @settings(deadline=None, derandomize=True)
    @given(vectors)
    def test_twice_is_the_size_times_the_identity(self, x):
        twice = walsh_hadamard_transform(walsh_hadamard_transform(x))
        np.testing.assert_allclose(twice, x.size * x, atol=1e-6)

    @settings(deadline=None, derandomize=True)
    @given(vectors, st.floats(-10, 10))
    def test_linear(self, x, factor):
        y = np.roll(x, 1)
        combined = walsh_hadamard_transform(x + factor * y)
        separate = walsh_hadamard_transform(x) + factor * walsh_hadamard_transform(y)
        np.testing.assert_allclose(combined, separate, atol=1e-6)

    @pytest.mark.parametrize("n_wires", [0, 3, 6])
    def test_symmetric_matrix_of_signs(self, n_wires):
        matrix = walsh_hadamard_transform(np.eye(2**n_wires))
        np.testing.assert_array_equal(matrix, matrix.T)
        np.testing.assert_array_equal(matrix, hadamard(2**n_wires))

    def test_order_of_the_wires(self):
        """A uniform wire 0 beside a wire 1 fixed to 1: <Z_0> = 0, <Z_1> = -1."""
        result = walsh_hadamard_transform(np.array([0, 0.5, 0, 0.5]))
        assert result.tolist() == [1, -1, 0, 0]


class TestInput:
    @pytest.mark.parametrize("n_wires", [3, 13])
    def test_is_not_changed(self, n_wires):
        x = random_vector(n_wires, float)
        before = x.copy()
        walsh_hadamard_transform(x)
        np.testing.assert_array_equal(x, before)

    @pytest.mark.parametrize("dtype", [float, complex])
    def test_may_be_strided_or_read_only(self, dtype):
        x = random_vector(5, dtype, 4)
        x.flags.writeable = False
        np.testing.assert_allclose(
            walsh_hadamard_transform(x[::2, ::-2]), transform_by_halves(x[::2, ::-2]), atol=1e-12
        )
        np.testing.assert_allclose(
            walsh_hadamard_transform(x.T), transform_by_halves(x.T), atol=1e-12
        )

    @pytest.mark.parametrize("shape", [(3,), (0,), (2, 6), ()])
    def test_length_must_be_a_power_of_two(self, shape):
        with pytest.raises(ValueError, match=r"length 2\*\*n; got shape \("):
            walsh_hadamard_transform(np.zeros(shape))
        with pytest.raises(ValueError, match=r"length 2\*\*n; got shape \("):
            walsh_hadamard_transform(jax.numpy.zeros(shape))


@pytest.mark.parametrize("n_wires", [0, 1, 5, 10])
def test_popcounts(n_wires):
    result = popcounts(n_wires)
    assert result.dtype == np.uint8
    assert result.tolist() == [i.bit_count() for i in range(2**n_wires)]
