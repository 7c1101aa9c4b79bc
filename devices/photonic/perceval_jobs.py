"""Jobs on remote Perceval computers: sent once, waited for, found again after a crash.

A call has a name that depends only on what is asked. Before a call is sent its name is recorded,
after that its job id, in the end its samples. A program that is killed at any point and started
again finds the records: finished calls are read, running ones waited for, and nothing is sent
twice. A call whose sending was cut off may or may not have reached the platform, so it is an error
that leaves the decision to a person.
"""

import sys
import time
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pennylane.exceptions import DeviceError
from tqdm import tqdm

from ...training.archive import read_archive, write_archive
from .perceval_calls import Call, computation_of, samples_of

_KIND = "photonic job"
_VERSION = 1


@dataclass(frozen=True)
class JobRecord:
    """What is known of a call that was sent.

    Args:
        platform (str): name of the computer.
        job_id (str or None): the platform's id; ``None`` while the call is being sent.
        samples (numpy.ndarray or None): photon counts of shape ``(n_samples, n_modes)``;
            ``None`` until they have come.
    """

    platform: str
    job_id: str | None = None
    samples: np.ndarray | None = None


class JobRecords(MutableMapping):
    """Records of calls by name, in memory or in a folder with one file a call.

    Every file is written whole or not at all, see :mod:`pennylane_qgen.training.archive`. A folder
    belongs to one run of a program at a time.

    Args:
        folder (str, os.PathLike or None): the folder, made if its parent exists; ``None`` keeps
            the records in memory.

    Raises:
        ValueError: if the folder is a file or its parent does not exist.

    **Example**

    >>> from pennylane_qgen.devices.photonic.perceval_jobs import JobRecord, JobRecords
    >>> records = JobRecords()
    >>> records["9f86-0"] = JobRecord("qpu:belenos", job_id="a1b2")
    >>> records["9f86-0"].job_id
    'a1b2'
    """

    def __init__(self, folder=None):
        self.folder = None if folder is None else _make_folder(Path(folder))
        self._memory: dict[str, JobRecord] = {}

    def __setitem__(self, name: str, record: JobRecord) -> None:
        if self.folder is not None:
            write_archive(self._file(name), _KIND, version=_VERSION, content=dict(vars(record)))
        self._memory[name] = record

    def __getitem__(self, name: str) -> JobRecord:
        if name not in self._memory:
            if self.folder is None or not self._file(name).exists():
                raise KeyError(name)
            content = read_archive(self._file(name), _KIND, version=_VERSION)
            self._memory[name] = JobRecord(**content)
        return self._memory[name]

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        if self.folder is not None:
            self._file(name).unlink()
        del self._memory[name]

    def __iter__(self) -> Iterator[str]:
        if self.folder is None:
            return iter(self._memory)
        return (file.stem for file in sorted(self.folder.glob("*.npz")))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def adopt(self, name: str, job_id: str) -> None:
        """Say which job of the platform answers a call, when its sending was cut off.

        Args:
            name (str): name of the call, as the error and the job's title on the platform say.
            job_id (str): the platform's id of the job.

        Raises:
            KeyError: if there is no such call.
        """
        self[name] = JobRecord(self[name].platform, job_id=job_id)

    def release(self) -> None:
        """Free the memory of finished calls; those that are in files stay there."""
        finished = [name for name, record in self._memory.items() if record.samples is not None]
        for name in finished:
            del self._memory[name]

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.npz"


def _make_folder(folder: Path) -> Path:
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"jobs must be a folder; {folder} is a file.")
    if not folder.parent.is_dir():
        raise ValueError(f"jobs must lie in an existing folder; {folder.parent} does not exist.")
    folder.mkdir(exist_ok=True)
    return folder


class RemoteJobs:
    """Sends calls to a remote computer, as many at a time as it takes, and waits for all.

    Args:
        computer (perceval.RemoteComputer): the computer, which checks and packs computations.
        layer (perceval.runtime.CommunicationLayer): the way to its provider.
        records (JobRecords): what was sent already, and where new jobs are recorded.
        rng (numpy.random.Generator): orders samples that come as counts.
        poll_interval (float): seconds between two questions for the state of the jobs.
        progress (bool or None): whether to show a bar; ``None`` shows it on a terminal.
    """

    def __init__(
        self,
        computer,
        layer,
        records: JobRecords,
        rng: np.random.Generator,
        *,
        poll_interval: float = 2.0,
        progress: bool | None = None,
    ):
        self.computer = computer
        self.layer = layer
        self.records = records
        self.rng = rng
        self.poll_interval = poll_interval
        self.progress = progress
        self._failed_questions: dict[str, int] = {}

    def run(self, calls: list[Call]) -> list[np.ndarray]:
        """Samples of every call, each of shape ``(n_samples, n_modes)``.

        Args:
            calls (list[Call]): the calls, of different names.

        Returns:
            list[numpy.ndarray]: photon counts, perhaps fewer samples than asked.

        Raises:
            DeviceError: if a job failed, or the sending of a call was cut off earlier.
        """
        for call in calls:
            self._refuse_if_cut_off(call)
        pending = list(calls)
        with self._bar(len(calls)) as bar:
            while pending:
                self._send_what_fits(pending)
                done = [self._progress_of(call) for call in pending]
                pending = [call for call in pending if not self._has_samples(call)]
                bar.n = len(calls) - len(done) + round(sum(done), 2)
                bar.refresh()
                if pending:
                    time.sleep(self.poll_interval)
        return [self.records[call.name].samples for call in calls]

    def _refuse_if_cut_off(self, call: Call) -> None:
        record = self.records.get(call.name)
        if record is not None and record.job_id is None:
            raise DeviceError(
                f"The call {call.name} was being sent to {record.platform} when the program "
                f"stopped. Look there for a job named {_title(call)}. If there is one, go on with "
                f"device.jobs.adopt({call.name!r}, its id); if there is none, send it anew with "
                f"del device.jobs[{call.name!r}]."
            )

    def _send_what_fits(self, pending: list[Call]) -> None:
        unsent = [call for call in pending if call.name not in self.records]
        if unsent:
            for call in unsent[: max(0, self.computer.available_jobs)]:
                self._send(call)

    def _send(self, call: Call) -> None:
        computation = computation_of(self.computer, call)
        computation.job_name = _title(call)
        computation.validate()
        self.computer.validate_single(computation)
        payload = self.computer.prepare_payload(computation)
        platform = self.computer.name
        self.records[call.name] = JobRecord(platform)
        job_id = self.layer.send(payload)
        self.records[call.name] = JobRecord(platform, job_id=str(job_id))

    def _progress_of(self, call: Call) -> float:
        """Progress of a call in [0, 1]; records its samples once they are there."""
        record = self.records.get(call.name)
        if record is None:
            return 0.0
        if record.samples is not None:
            return 1.0
        errors = self._failed_questions.get(call.name, 0)
        status = self.layer.get_job_status(record.job_id, errors)
        self._failed_questions[call.name] = errors + 1 if status is None else 0
        if status is None:
            return 0.0
        if status.failed:
            del self.records[call.name]
            raise DeviceError(
                f"The job {record.job_id} on {record.platform} ended with "
                f"{status.status.name}: {status.stop_message}. It was forgotten; running the "
                "program again sends a new job."
            )
        if not status.success:
            return status.progress
        answer = self.layer.get_results(record.job_id)
        samples = samples_of(answer, call.experiment.m, self.rng)
        self.records[call.name] = JobRecord(record.platform, record.job_id, samples)
        return 1.0

    def _has_samples(self, call: Call) -> bool:
        record = self.records.get(call.name)
        return record is not None and record.samples is not None

    def _bar(self, n_calls: int) -> tqdm:
        shown = sys.stderr.isatty() if self.progress is None else self.progress
        return tqdm(total=n_calls, desc=self.computer.name, unit="job", disable=not shown)


def _title(call: Call) -> str:
    return f"qgen-{call.name}"
