"""Where chunks are computed: here, in processes of this machine, or on a Dask cluster.

Each is a context manager with a method ``results``, which yields every chunk that it was given
once, with its columns, in the order in which they are ready.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from ..checks import check_integer
from .chunk import Chunk, compute_chunk

CONNECT_SECONDS = 5
"""A scheduler that has not answered by then does not answer."""

MAX_RESTARTS = 3
"""Number of times that dead worker processes are replaced before the run gives up."""


def open_executor(scheduler: str | None, workers: int | None):
    """The executor that the arguments of a run ask for.

    Args:
        scheduler (str or None): address of a Dask scheduler, such as ``"tcp://10.0.0.1:8786"``.
        workers (int or None): number of local processes; one a core by default, and 1 computes in
            this process.

    Raises:
        ValueError: if both are given.
        ConnectionError: if the scheduler does not answer.
    """
    if scheduler is not None:
        if workers is not None:
            raise ValueError(
                "workers= is for local processes; a Dask cluster has its own. Drop one."
            )
        return DaskCluster(scheduler)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    n_workers = cores if workers is None else check_integer("workers", workers, 1)
    return InProcess() if n_workers == 1 else LocalProcesses(n_workers)


class InProcess:
    """Computes one chunk after the other in this process."""

    def __enter__(self) -> "InProcess":
        return self

    def __exit__(self, *exception) -> None:
        """There is nothing to close."""

    def results(self, chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, dict]]:
        """Every chunk with its columns."""
        for chunk in chunks:
            yield chunk, compute_chunk(chunk)


class LocalProcesses:
    """Computes in new processes of this machine; those that die are replaced.

    Args:
        n_workers (int): number of processes.
    """

    def __init__(self, n_workers: int):
        self._n_workers = n_workers
        self._pool = self._new_pool()

    def __enter__(self) -> "LocalProcesses":
        return self

    def __exit__(self, *exception) -> None:
        self._pool.shutdown(cancel_futures=True)

    def results(self, chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, dict]]:
        """Every chunk with its columns.

        Raises:
            RuntimeError: if worker processes die again and again.
        """
        remaining = list(chunks)
        for _ in range(MAX_RESTARTS + 1):
            try:
                for chunk, columns in self._pass(remaining):
                    remaining.remove(chunk)
                    yield chunk, columns
                return
            except BrokenProcessPool:
                self._pool.shutdown(cancel_futures=True)
                self._pool = self._new_pool()
        raise RuntimeError(
            f"Worker processes died {MAX_RESTARTS + 1} times; {len(remaining)} chunks are left. "
            "They do when there is not enough memory, where fewer workers help, and when a script "
            'has no `if __name__ == "__main__":`. What was finished is kept, if there is a folder.'
        )

    def _pass(self, chunks: list[Chunk]) -> Iterator[tuple[Chunk, dict]]:
        futures = {self._pool.submit(compute_chunk, chunk): chunk for chunk in chunks}
        for future in as_completed(futures):
            yield futures[future], future.result()

    def _new_pool(self) -> ProcessPoolExecutor:
        # Spawned, not forked: a fork copies locks that threads of BLAS or of jax may hold.
        return ProcessPoolExecutor(
            self._n_workers,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_end_with_parent,
        )


def _end_with_parent() -> None:
    """End this worker when the process that started it is killed, which nobody else tells it."""

    def watch():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class DaskCluster:
    """Computes on a Dask cluster that is there already.

    A chunk whose worker dies goes to another one. Results come back to this process, which alone
    writes files: the cluster needs no folder in common.

    Args:
        address (str): address of the scheduler.

    Raises:
        ConnectionError: if it does not answer within seconds.
        ImportError: if dask.distributed is missing.
    """

    def __init__(self, address: str):
        try:
            from distributed import Client
        except ImportError as error:
            raise ImportError(
                "A Dask scheduler needs dask.distributed: pip install pennylane-qgen[studies]"
            ) from error
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ConnectionError(
                f"No Dask scheduler answered at {address!r} within {CONNECT_SECONDS} s. Start one "
                "with `dask scheduler`, or leave the address out to use processes of this machine."
            ) from error

    def __enter__(self) -> "DaskCluster":
        return self

    def __exit__(self, *exception) -> None:
        self._client.close()

    def results(self, chunks: Sequence[Chunk]) -> Iterator[tuple[Chunk, dict]]:
        """Every chunk with its columns."""
        from distributed import as_completed

        futures = {}
        for chunk in chunks:
            key = f"qgen-{chunk.study.name}-{chunk.digest}"
            future = self._client.submit(compute_chunk, chunk, key=key, pure=False)
            futures[future] = chunk
        for future in as_completed(futures, loop=self._client.loop):
            yield futures[future], future.result()
            future.release()
