"""Banks of draws and their files."""

import numpy as np
import pytest

from pennylane_qgen.latent import BosonSampling, SampleBank
from pennylane_qgen.training import CheckpointError, write_archive


@pytest.fixture
def bank():
    return SampleBank(BosonSampling(2, 4, seed=0).sample(50, seed=0))


def test_rows_are_drawn_with_replacement(bank):
    draws = bank.sample(500, seed=0)
    rows = {tuple(row) for row in bank.samples.tolist()}
    assert {tuple(row) for row in draws.tolist()} == rows


@pytest.mark.parametrize(
    ("samples", "dtype"),
    [
        ([[True, False]], np.int8),
        (np.ones((1, 2), np.int8), np.int8),
        ([[0, 300]], np.int16),
        (np.ones((1, 2), np.uint64), np.int16),
        (np.ones((1, 2), np.float32), np.float64),
    ],
)
def test_types(samples, dtype):
    assert SampleBank(samples).sample(1).dtype == dtype


def test_a_bank_does_not_change(bank):
    rows = np.array([[1.0, 2.0]])
    own = SampleBank(rows)
    rows[:] = 0
    assert own.samples.tolist() == [[1.0, 2.0]]
    with pytest.raises(ValueError, match="read-only"):
        bank.samples[0, 0] = 1


def test_save_and_load(bank, tmp_path):
    bank.save(tmp_path / "bank")
    loaded = SampleBank.load(tmp_path / "bank")
    assert loaded == bank
    assert loaded.samples.dtype == np.int16
    np.testing.assert_array_equal(loaded.sample(9, seed=0), bank.sample(9, seed=0))
    assert [path.name for path in tmp_path.iterdir()] == ["bank"]


def test_a_truncated_file_is_refused(bank, tmp_path):
    path = tmp_path / "bank"
    bank.save(path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(CheckpointError, match="cannot be read as a pennylane-qgen sample bank"):
        SampleBank.load(path)


def test_an_altered_file_is_refused(bank, tmp_path):
    path = tmp_path / "bank"
    bank.save(path)
    data = bytearray(path.read_bytes())
    data[data.index(bank.samples.tobytes())] ^= 1
    path.write_bytes(data)
    with pytest.raises(CheckpointError, match="cannot be read as a pennylane-qgen sample bank"):
        SampleBank.load(path)


def test_another_file_is_refused(tmp_path):
    write_archive(tmp_path / "other", "checkpoint", version=1, content={})
    with pytest.raises(CheckpointError, match="must be a pennylane-qgen sample bank"):
        SampleBank.load(tmp_path / "other")


def test_missing_files_and_folders(bank, tmp_path):
    with pytest.raises(FileNotFoundError):
        SampleBank.load(tmp_path / "bank")
    with pytest.raises(ValueError, match="must lie in an existing folder"):
        bank.save(tmp_path / "nowhere" / "bank")


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (
            [1, 2],
            r"a table of numbers of shape \(n_rows, dim\), at least one row; got shape \(2,\)",
        ),
        (np.empty((0, 3)), r"at least one row; got shape \(0, 3\)"),
        ([["a"]], "must be a table of numbers"),
        ([[1j]], "must be a table of numbers"),
        ([[np.nan]], "must be finite"),
        ([[40_000]], r"\[-32768, 32767\]; got 40000 to 40000. Give larger numbers as floats"),
    ],
)
def test_wrong_samples(samples, message):
    with pytest.raises(ValueError, match=message):
        SampleBank(samples)
