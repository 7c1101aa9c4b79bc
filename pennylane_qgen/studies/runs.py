"""Run studies: compute the chunks that are missing and put all of them together."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from ..checks import check_integer
from .catalogue import find_study
from .chunk import Chunk, chunks_of
from .chunk_files import read_chunk, require_pyarrow, write_chunk
from .executors import open_executor
from .records import Records
from .result import StudyResult
from .study import Study

BAR = "{desc:<24} {percentage:3.0f}%|{bar}| {elapsed}<{remaining}"


def run(
    study,
    *,
    quick: bool = False,
    output=None,
    seed: int = 0,
    scheduler: str | None = None,
    workers: int | None = None,
    progress: bool | None = None,
) -> StudyResult:
    """Run a study, or go on with one that was stopped.

    The work is cut into chunks. Each draws its random numbers from the seed, the name of the study,
    its parameters and its index, so results depend neither on the number of workers nor on the
    order or the number of restarts. With ``output`` every finished chunk is kept; a run that was
    killed and is started again computes the others only.

    Args:
        study (str or Study): a name from :func:`names`, or a study of your own sizes.
        quick (bool): the size that takes minutes, for a name; full size takes hours.
        output (str, os.PathLike or None): folder; chunks, table and figure go to the subfolder with
            the name of the study. ``None`` keeps nothing on disk.
        seed (int): seed of the study.
        scheduler (str or None): address of a Dask scheduler, such as ``"tcp://10.0.0.1:8786"``.
        workers (int or None): number of local processes: one a core by default; 1 computes in this
            process. With more, a script needs ``if __name__ == "__main__":``, as
            ``multiprocessing`` does.
        progress (bool or None): show a bar with the time left; ``None`` shows it on a terminal.

    Returns:
        StudyResult: table, data and figure.

    Raises:
        ValueError: for an unknown name, which lists those that exist.
        ConnectionError: if the scheduler does not answer within seconds.

    **Example**

    >>> from pennylane_qgen import studies
    >>> small = studies.KBodyBlindness(wires=(3,))
    >>> result = studies.run(small, workers=1)
    >>> result.met
    True
    """
    chosen = find_study(study, quick=quick) if isinstance(study, str) else study
    options = {"output": output, "seed": seed, "scheduler": scheduler, "workers": workers}
    (result,) = run_all([chosen], **options, progress=progress)
    return result


def run_all(
    studies: Sequence[Study],
    *,
    output=None,
    seed: int = 0,
    scheduler: str | None = None,
    workers: int | None = None,
    progress: bool | None = None,
) -> Iterator[StudyResult]:
    """Run several studies with the same workers, one after the other; see :func:`run`.

    Args:
        studies (Sequence[Study]): the studies.
        output (str, os.PathLike or None): folder of all results.
        seed (int): seed of every study.
        scheduler (str or None): address of a Dask scheduler.
        workers (int or None): number of local processes.
        progress (bool or None): show a bar for each study.

    Yields:
        StudyResult: each result, when it is ready.

    **Example**

    >>> from pennylane_qgen import studies
    >>> chosen = studies.KBodyBlindness((3,)), studies.TruncatedLoss((4,), n_circuits=10)
    >>> [result.name for result in studies.run_all(chosen, workers=1)]
    ['k-body-blindness', 'truncated-loss']
    """
    check_integer("seed", seed, 0)
    with open_executor(scheduler, workers) as executor:
        for study in studies:
            folder = None if output is None else Path(output) / study.name
            records = collect(study, executor, folder=folder, seed=seed, progress=progress)
            claims = tuple(study.claims(records))
            figure = study.figure(records)
            result = StudyResult(study.name, study.title, claims, records, figure, seed)
            if folder is not None:
                result.save(folder)
            yield result


def collect(study: Study, executor, *, folder: Path | None, seed: int, progress) -> Records:
    """All records of a study; finished chunks are read, the others computed and written.

    Args:
        study (Study): the study.
        executor: where to compute.
        folder (pathlib.Path or None): where chunks are kept.
        seed (int): seed of the study.
        progress (bool or None): whether to show a bar.

    Returns:
        Records: parameters and results, in the order of the plan.
    """
    chunks = list(chunks_of(study, seed))
    done = {}
    if folder is not None:
        require_pyarrow()
        folder.mkdir(parents=True, exist_ok=True)
        found = {chunk.digest: read_chunk(folder, chunk) for chunk in chunks}
        done = {digest: columns for digest, columns in found.items() if columns is not None}
    missing = [chunk for chunk in chunks if chunk.digest not in done]
    # The longest first, so that none is left over at the end on a single worker.
    missing.sort(key=lambda chunk: -chunk.cost)
    with _progress_bar(study, chunks, missing, progress) as bar:
        for chunk, columns in executor.results(missing):
            if folder is not None:
                write_chunk(folder, chunk, columns)
            done[chunk.digest] = columns
            bar.update(chunk.cost)
    return Records.concatenate(_with_parameters(chunk, done[chunk.digest]) for chunk in chunks)


def _with_parameters(chunk: Chunk, columns: dict) -> Records:
    length = len(next(iter(columns.values())))
    constant = {name: [value] * length for name, value in chunk.parameters.items()}
    return Records({**constant, "chunk": [chunk.index] * length, **columns})


def _progress_bar(study: Study, chunks, missing, progress: bool | None) -> tqdm:
    shown = sys.stderr.isatty() if progress is None else progress
    total, left = sum(chunk.cost for chunk in chunks), sum(chunk.cost for chunk in missing)
    return tqdm(
        total=total, initial=total - left, disable=not shown, desc=study.name, bar_format=BAR
    )
