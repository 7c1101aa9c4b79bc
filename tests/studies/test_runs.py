"""Runs: the same numbers from any workers, after any restart."""

import os
import signal
import subprocess
import sys
import time

import pytest

from pennylane_qgen import studies
from pennylane_qgen.studies import runs
from pennylane_qgen.studies.executors import LocalProcesses

SCRIPT = """
from pennylane_qgen import studies
if __name__ == "__main__":
    study = studies.LossConcentration(wires=(2, 7), n_pairs=100_000, families=("iqp",))
    studies.run(study, output={folder!r}, workers=2)
"""


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def children_of(pid):
    """Processes whose parent is ``pid``, from /proc."""
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat") as stream:
                parent = int(stream.read().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if parent == pid:
            found.append(int(entry))
    return found


class TestRun:
    def test_files_and_result(self, tmp_path, tiny_study):
        result = studies.run(tiny_study, output=tmp_path, workers=1)
        folder = tmp_path / "loss-concentration"
        assert len(list(folder.glob("*.parquet"))) == 4
        assert (folder / "figure.png").stat().st_size > 1000
        assert result.table in (folder / "table.txt").read_text()
        assert result.figure() is result.drawing

    def test_a_second_run_computes_nothing(self, tmp_path, tiny_study, monkeypatch, assert_same):
        first = studies.run(tiny_study, output=tmp_path, workers=1)
        monkeypatch.setattr(runs, "write_chunk", None)
        assert_same(first.data, studies.run(tiny_study, output=tmp_path, workers=1).data)

    def test_files_change_no_number(self, tmp_path, tiny_study, assert_same):
        kept = studies.run(tiny_study, output=tmp_path, workers=1).data
        assert_same(kept, studies.run(tiny_study, workers=1).data)

    def test_the_seed_decides(self, tiny_study):
        first, second = (studies.run(tiny_study, seed=s, workers=1).data for s in (0, 1))
        assert (first["power1"] != second["power1"]).all()

    def test_a_truncated_chunk_is_computed_again(self, tmp_path, tiny_study, assert_same):
        first = studies.run(tiny_study, output=tmp_path, workers=1).data
        path = sorted((tmp_path / tiny_study.name).glob("*.parquet"))[1]
        path.write_bytes(path.read_bytes()[:500])
        assert_same(first, studies.run(tiny_study, output=tmp_path, workers=1).data)
        assert path.with_name(path.name + ".damaged").exists()
        assert path.exists()

    def test_an_unknown_name_lists_all(self):
        with pytest.raises(ValueError, match=r"Did you mean 'kac-rice'.*loss-concentration"):
            studies.run("kac-rise")

    def test_a_bad_seed(self, tiny_study):
        with pytest.raises(ValueError, match="seed must be an integer"):
            studies.run(tiny_study, seed=-1)

    def test_without_pyarrow(self, tmp_path, tiny_study, monkeypatch):
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        with pytest.raises(ImportError, match=r"pip install pennylane-qgen\[studies\]"):
            studies.run(tiny_study, output=tmp_path, workers=1)
        assert studies.run(tiny_study, workers=1).claims

    def test_the_bar_shows_the_time_left(self, tiny_study, capsys):
        studies.run(tiny_study, workers=1, progress=True)
        assert "100%" in capsys.readouterr().err


class TestLocalProcesses:
    def test_a_killed_worker_is_replaced(self, study, assert_same):
        """Nothing is lost, nothing comes twice, and the numbers are those of one process."""
        executor = LocalProcesses(2)
        killed, seen = [], []

        def results(chunks):
            for chunk, columns in LocalProcesses.results(executor, chunks):
                seen.append(chunk.digest)
                if len(seen) == 5:
                    killed.append(next(iter(executor._pool._processes)))
                    os.kill(killed[0], signal.SIGKILL)
                yield chunk, columns

        with executor:
            wrapper = type("Wrapper", (), {"results": staticmethod(results)})
            records = runs.collect(study, wrapper, folder=None, seed=0, progress=False)
        assert killed
        assert len(seen) == len(set(seen)) == 40
        assert_same(records, studies.run(study, workers=1).data)

    def test_kill_9_and_resume(self, tmp_path, study, assert_same):
        script = tmp_path / "script.py"
        script.write_text(SCRIPT.format(folder=str(tmp_path / "out")))
        folder = tmp_path / "out" / study.name
        process = subprocess.Popen([sys.executable, str(script)])
        try:
            wait_for(lambda: len(list(folder.glob("[!.]*.parquet"))) >= 5)
            workers = children_of(process.pid)
        finally:
            process.kill()
            process.wait()
        before = {path: path.read_bytes() for path in folder.glob("[!.]*.parquet")}
        assert 5 <= len(before) < 40, "the run was not killed in its middle"
        resumed = studies.run(study, output=tmp_path / "out", workers=1).data
        assert all(path.read_bytes() == content for path, content in before.items())
        assert len(list(folder.glob("[!.]*.parquet"))) == 40
        assert_same(resumed, studies.run(study, workers=1).data)
        wait_for(lambda: not any(os.path.exists(f"/proc/{worker}") for worker in workers))

    def test_workers_that_die_again_and_again(self, study, monkeypatch):
        executor = LocalProcesses(1)
        monkeypatch.setattr("pennylane_qgen.studies.executors.compute_chunk", os._exit)
        monkeypatch.setattr("pennylane_qgen.studies.executors.MAX_RESTARTS", 0)
        with executor, pytest.raises(RuntimeError, match="2 chunks are left"):
            list(executor.results([1, 2]))
