"""Chunks: identity, random numbers, files that are whole or set aside."""

import dataclasses

import numpy as np
import pytest

from pennylane_qgen.studies import LossConcentration
from pennylane_qgen.studies.chunk import Chunk, chunks_of, compute_chunk
from pennylane_qgen.studies.chunk_files import chunk_path, read_chunk, write_chunk


@pytest.fixture
def chunk():
    return Chunk(LossConcentration, {"family": "iqp", "n_wires": 2, "n_pairs": 10}, 0, 0)


@pytest.fixture
def columns(chunk):
    return compute_chunk(chunk)


class TestSeeds:
    def test_a_chunk_repeats_itself(self, chunk):
        assert chunk.generator().random() == chunk.generator().random()

    @pytest.mark.parametrize(
        "change", [{"index": 1}, {"seed": 1}, {"parameters": {"family": "iqp", "n_wires": 3}}]
    )
    def test_any_difference_gives_other_numbers(self, chunk, change):
        other = dataclasses.replace(chunk, **change)
        assert chunk.generator().random() != other.generator().random()

    def test_the_cost_is_no_part_of_the_identity(self, chunk):
        assert dataclasses.replace(chunk, cost=9.0).digest == chunk.digest

    def test_all_chunks_of_a_study_differ(self, tiny_study):
        chunks = list(chunks_of(tiny_study, 0))
        assert len({chunk.digest for chunk in chunks}) == len(chunks) == 4


class TestFiles:
    def test_round_trip(self, tmp_path, chunk, columns):
        write_chunk(tmp_path, chunk, columns)
        read = read_chunk(tmp_path, chunk)
        assert list(read) == list(columns)
        for name, values in columns.items():
            np.testing.assert_array_equal(read[name], values)
            assert read[name].dtype.kind == values.dtype.kind

    def test_no_file(self, tmp_path, chunk):
        assert read_chunk(tmp_path, chunk) is None

    def test_nothing_temporary_is_left(self, tmp_path, chunk, columns):
        path = write_chunk(tmp_path, chunk, columns)
        assert list(tmp_path.iterdir()) == [path]

    def test_names_are_safe(self, tmp_path):
        odd = Chunk(LossConcentration, {"bandwidth": "n/4 (large)"}, 0, 0)
        assert chunk_path(tmp_path, odd).parent == tmp_path
        assert " " not in chunk_path(tmp_path, odd).name

    @pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
    def test_truncated(self, tmp_path, chunk, columns, share):
        path = write_chunk(tmp_path, chunk, columns)
        content = path.read_bytes()
        path.write_bytes(content[: int(share * len(content))])
        assert read_chunk(tmp_path, chunk) is None
        assert [entry.name for entry in tmp_path.iterdir()] == [path.name + ".damaged"]

    def test_one_changed_value(self, tmp_path, chunk, columns):
        """A file that parquet finds in order, with values that are not those of the checksum."""
        path = write_chunk(tmp_path, chunk, columns)
        import pyarrow.parquet as parquet

        table = parquet.read_table(path)
        changed = table.set_column(1, "count", [[9] * len(table)])
        parquet.write_table(changed.replace_schema_metadata(table.schema.metadata), path)
        assert read_chunk(tmp_path, chunk) is None

    def test_flipped_bytes(self, tmp_path, chunk, columns):
        path = write_chunk(tmp_path, chunk, columns)
        content = path.read_bytes()
        for position in range(4, len(content), 97):
            damaged = bytearray(content)
            damaged[position] ^= 0xFF
            path.write_bytes(damaged)
            read = read_chunk(tmp_path, chunk)
            # Some bytes are neither values nor checked: statistics and padding.
            assert read is None or all(np.array_equal(read[k], v) for k, v in columns.items())

    def test_the_file_of_another_chunk(self, tmp_path, chunk, columns):
        other = dataclasses.replace(chunk, seed=1)
        write_chunk(tmp_path, other, columns).rename(chunk_path(tmp_path, chunk))
        assert read_chunk(tmp_path, chunk) is None
