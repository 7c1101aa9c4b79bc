import json

import numpy as np
import pennylane.numpy as pnp
import pytest

from pennylane_qgen.training.tree import digest, pack, unpack


def through_json(tree):
    structure, arrays = pack(tree)
    return unpack(json.loads(json.dumps(structure)), arrays)


class TestRoundTrip:
    @pytest.mark.parametrize(
        "tree",
        [
            None,
            True,
            3,
            2**200,
            0.1,
            float("inf"),
            "text",
            [],
            (1, [2.5, None]),
            {"a": {"b": ("c",)}, 1: 2, "array": "a0", "dict": {}},
        ],
    )
    def test_plain_data(self, tree):
        assert through_json(tree) == tree

    def test_nan(self):
        assert np.isnan(through_json(float("nan")))

    @pytest.mark.parametrize("dtype", ["float64", "int8", "uint64", "complex128", "bool"])
    def test_arrays_keep_type_and_shape(self, dtype):
        array = np.arange(6).reshape(2, 3).astype(dtype)
        result = through_json({"x": array})["x"]
        assert result.dtype == array.dtype
        np.testing.assert_array_equal(result, array)

    def test_tensors_stay_trainable(self):
        result = through_json(pnp.array([1.0, 2.0], requires_grad=False))
        assert isinstance(result, pnp.tensor)
        assert not result.requires_grad

    def test_numpy_numbers(self):
        result = through_json(np.float64(0.1))
        assert isinstance(result, np.float64)
        assert result == 0.1

    @pytest.mark.parametrize("name", ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"])
    def test_generators_go_on(self, name):
        generator = np.random.Generator(getattr(np.random, name)(3))
        generator.random(5)
        np.testing.assert_array_equal(through_json(generator).random(4), generator.random(4))


class TestErrors:
    @pytest.mark.parametrize("thing", [len, object(), {1, 2}])
    def test_objects(self, thing):
        with pytest.raises(TypeError, match=f"can be stored in a file; got {type(thing).__name__}"):
            pack({"x": [thing]})

    def test_object_arrays(self):
        with pytest.raises(TypeError, match=r"Only numeric arrays.*got dtype object"):
            pack(np.array([None]))

    def test_unknown_generator(self):
        state = {"bit_generator": "os.system"}
        with pytest.raises(ValueError, match=r"Unknown random bit generator 'os.system'"):
            unpack({"generator": pack(state)[0]}, {})


def test_digest_sees_every_part():
    trees = [{"a": np.zeros(2)}, {"a": np.zeros((2, 1))}, {"a": np.ones(2)}, {"b": np.zeros(2)}]
    trees += [{"a": np.zeros(2, dtype=int)}, {"a": [0.0, 0.0]}]
    assert len({digest(*pack(tree)) for tree in trees}) == len(trees)
    assert digest(*pack(trees[0])) == digest(*pack({"a": np.zeros(2)}))
