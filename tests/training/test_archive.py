import os

import numpy as np
import pytest

from pennylane_qgen.training import CheckpointError, read_archive, write_archive
from pennylane_qgen.training.archive import check_writable

CONTENT = {"weights": np.linspace(0, 1, 50), "steps": 3}


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "run.npz"
    write_archive(path, "thing", version=1, content=CONTENT)
    return path


def test_round_trip(path):
    content = read_archive(path, "thing", version=1)
    np.testing.assert_array_equal(content["weights"], CONTENT["weights"])
    assert content["steps"] == 3


def test_any_file_name_and_no_litter(tmp_path):
    write_archive(tmp_path / "no suffix", "thing", version=1, content=CONTENT)
    assert [entry.name for entry in tmp_path.iterdir()] == ["no suffix"]


def test_a_failed_writing_keeps_the_old_file(path, monkeypatch):
    before = path.read_bytes()

    def full(descriptor):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match=r"No space left"):
        write_archive(path, "thing", version=1, content={"other": 1})
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


class TestDamage:
    @pytest.mark.parametrize("length", [0, 1, 10, 100, 500, -1])
    def test_truncated(self, path, length):
        path.write_bytes(path.read_bytes()[:length])
        with pytest.raises(CheckpointError, match=r"run\.npz cannot be read as a pennylane-qgen"):
            read_archive(path, "thing", version=1)

    def test_every_flipped_byte_is_noticed_or_harmless(self, path):
        whole = path.read_bytes()
        noticed = 0
        for position in range(0, len(whole), 7):
            damaged = bytearray(whole)
            damaged[position] ^= 0x55
            path.write_bytes(damaged)
            try:
                content = read_archive(path, "thing", version=1)
            except CheckpointError:
                noticed += 1
            else:
                np.testing.assert_array_equal(content["weights"], CONTENT["weights"])
                assert content["steps"] == 3
        assert noticed > len(whole) / 7 / 2

    def test_changed_numbers_with_a_valid_container(self, path):
        with np.load(path) as file:
            arrays = dict(file)
        arrays["a0"] = arrays["a0"] + 1
        np.savez(path, **arrays)
        with pytest.raises(CheckpointError, match=r"checksum does not match"):
            read_archive(path, "thing", version=1)


class TestForeign:
    def test_text(self, path):
        path.write_text("not an archive")
        with pytest.raises(CheckpointError, match=r"another kind of file. Nothing was overwritten"):
            read_archive(path, "thing", version=1)

    def test_other_npz(self, path):
        np.savez(path, weights=np.zeros(3))
        with pytest.raises(CheckpointError, match=r"cannot be read as a pennylane-qgen thing"):
            read_archive(path, "thing", version=1)

    def test_pickle_is_never_loaded(self, path):
        np.savez(path, meta=np.array([{"a": 1}], dtype=object))
        with pytest.raises(CheckpointError, match=r"allow_pickle=False"):
            read_archive(path, "thing", version=1)

    def test_other_kind(self, path):
        with pytest.raises(CheckpointError, match=r"it is a 'pennylane-qgen thing'"):
            read_archive(path, "checkpoint", version=1)

    def test_newer_version(self, path):
        write_archive(path, "thing", version=2, content=CONTENT)
        with pytest.raises(CheckpointError, match=r"has version 2 .* reads up to version 1"):
            read_archive(path, "thing", version=1)

    def test_no_file(self, tmp_path):
        with pytest.raises(FileNotFoundError):
            read_archive(tmp_path / "none.npz", "thing", version=1)


class TestCheckWritable:
    def test_missing_folder(self, tmp_path):
        with pytest.raises(ValueError, match=r"checkpoint must lie in an existing folder"):
            check_writable(tmp_path / "none" / "run.npz", "checkpoint")

    def test_folder(self, tmp_path):
        with pytest.raises(ValueError, match=r"must be a file; .* is a folder"):
            check_writable(tmp_path, "checkpoint")
