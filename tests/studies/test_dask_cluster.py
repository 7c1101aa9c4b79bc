"""A real Dask cluster of separate processes."""

import os
import signal
import time

import pytest

from pennylane_qgen import studies
from pennylane_qgen.studies import runs

distributed = pytest.importorskip("distributed")


@pytest.fixture
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_worker_killed_in_mid_run(cluster, tmp_path, study, monkeypatch, assert_same):
    """Nothing is lost and nothing is written twice."""
    written = []
    write = runs.write_chunk

    def write_and_kill(folder, chunk, columns):
        written.append(chunk.digest)
        if len(written) == 5:
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
        return write(folder, chunk, columns)

    monkeypatch.setattr(runs, "write_chunk", write_and_kill)
    address = cluster.scheduler_address
    result = studies.run(study, output=tmp_path, scheduler=address, progress=False)
    assert len(written) == len(set(written)) == 40
    assert_same(result.data, studies.run(study, workers=1).data)


def test_a_scheduler_that_does_not_answer(tiny_study):
    begin = time.monotonic()
    with pytest.raises(ConnectionError, match=r"No Dask scheduler answered at 'tcp://127.0.0.1:9'"):
        studies.run(tiny_study, scheduler="tcp://127.0.0.1:9")
    assert time.monotonic() - begin < 15


def test_an_address_that_is_none(tiny_study):
    with pytest.raises(ConnectionError, match="No Dask scheduler answered at 'nowhere'"):
        studies.run(tiny_study, scheduler="nowhere")


def test_workers_and_scheduler(tiny_study):
    with pytest.raises(ValueError, match="Drop one"):
        studies.run(tiny_study, scheduler="tcp://127.0.0.1:9", workers=2)
