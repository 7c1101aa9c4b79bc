"""Arrays and files, whole, wrong and damaged."""

import pickle

import numpy as np
import pytest

from pennylane_qgen.datasets import from_array, from_csv, from_npz

BITS = np.random.default_rng(0).integers(2, size=(20, 11)).astype(np.int8)


class Bomb:
    """Pickled data that fails the test when it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("unpickled",))


def test_from_array():
    data = from_array(BITS, name="mine", source="by hand")
    assert np.array_equal(data.samples, BITS)
    assert (data.name, data.source) == ("mine", "by hand")


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", " ", ""])
    def test_round_trip(self, tmp_path, delimiter):
        path = tmp_path / "bits.csv"
        np.savetxt(path, BITS, fmt="%d", delimiter=delimiter)
        data = from_csv(path, delimiter=delimiter)
        assert np.array_equal(data.samples, BITS)
        assert (data.name, data.source) == ("bits", "file bits.csv")

    def test_header_and_floats(self, tmp_path):
        path = tmp_path / "bits.csv"
        path.write_text("a,b\n0.0,1.0\n\n1.0,1.0\n", encoding="utf-8")
        assert from_csv(str(path), skip_rows=1).samples.tolist() == [[0, 1], [1, 1]]

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("0,1\n1,2\n", "must hold only 0 and 1; got 2.0 in row 1, column 1"),
            ("0,1,1\n1,0\n", "as many bits as the first, 3; data line 2 has 2.*cut off"),
            ("a,b\n0,1\n", "could not convert.*Pass skip_rows=1"),
            ("0,1\n0,nan\n", "must hold only 0 and 1; got nan"),
            ("", "must be a non-empty array of bits"),
        ],
    )
    def test_errors(self, tmp_path, text, message):
        path = tmp_path / "bits.csv"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=message):
            from_csv(path)

    def test_no_file(self, tmp_path):
        with pytest.raises(
            FileNotFoundError, match=r"There is no file .*none\.csv. Check the path"
        ):
            from_csv(tmp_path / "none.csv")


class TestNpz:
    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "bits.npz"

    def test_round_trip(self, path):
        np.savez_compressed(path, bits=BITS, other=1 - BITS)
        assert np.array_equal(from_npz(path).samples, BITS)
        assert np.array_equal(from_npz(path, key="other").samples, 1 - BITS)

    def test_packed(self, path):
        np.savez(path, bits=np.packbits(BITS.astype(np.uint8), axis=1))
        assert np.array_equal(from_npz(path, packed_wires=11).samples, BITS)

    @pytest.mark.parametrize("n_wires", [8, 17])
    def test_packed_otherwise(self, path, n_wires):
        np.savez(path, bits=np.packbits(BITS.astype(np.uint8), axis=1))
        with pytest.raises(ValueError, match=f"{n_wires} packed wires are rows of"):
            from_npz(path, packed_wires=n_wires)

    def test_no_file(self, path):
        with pytest.raises(FileNotFoundError, match="There is no file"):
            from_npz(path)

    def test_wrong_key(self, path):
        np.savez(path, samples=BITS, labels=BITS)
        with pytest.raises(KeyError, match=r"no array 'bits'; it has \['samples', 'labels'\]"):
            from_npz(path)

    def test_not_bits(self, path):
        np.savez(path, bits=BITS * 3)
        with pytest.raises(ValueError, match="must hold only 0 and 1; got 3"):
            from_npz(path)

    @pytest.mark.parametrize("keep", [0, 10, 100, -30])
    def test_truncated(self, path, keep):
        np.savez(path, bits=BITS)
        path.write_bytes(path.read_bytes()[:keep])
        with pytest.raises(ValueError, match=r"no whole .npz file: it may be cut off"):
            from_npz(path)

    def test_damaged(self, path):
        np.savez_compressed(path, bits=BITS)
        content = bytearray(path.read_bytes())
        content[60:90] = bytes(30)
        path.write_bytes(content)
        with pytest.raises(ValueError, match="cannot be read"):
            from_npz(path)

    def test_objects_are_not_unpickled(self, path):
        np.savez(path, bits=np.array([Bomb()], dtype=object))
        with pytest.raises(ValueError, match="Files are never unpickled"):
            from_npz(path)

    def test_pickle_is_not_unpickled(self, path):
        path.write_bytes(pickle.dumps(Bomb()))
        with pytest.raises(ValueError, match="of another format"):
            from_npz(path)
