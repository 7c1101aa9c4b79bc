"""Jobs on remote Perceval computers: sent once whatever happens, against a cloud that is none."""

import numpy as np
import pytest

perceval = pytest.importorskip("perceval")

from pennylane.exceptions import DeviceError  # noqa: E402
from pennylane_qgen.devices.photonic.perceval_calls import Call, Request, call_sizes, gather  # noqa: E402
from pennylane_qgen.devices.photonic.perceval_jobs import JobRecord, JobRecords, RemoteJobs  # noqa: E402
from perceval.runtime import ExecutionStatus, RunningStatus  # noqa: E402
from perceval.runtime.command import CommandFactory  # noqa: E402

HADAMARD = np.array([[1, 1], [1, -1]]) / np.sqrt(2)


class Killed(BaseException):
    """Stands for a kill signal: no handler of ordinary errors sees it."""


class Cloud(perceval.CommunicationLayer):
    """A provider that runs jobs with a local simulator when it is asked for the third time.

    ``die`` names the method in which the program is killed, before or after its work.
    """

    def __init__(self, n_slots: int = 100, samples_per_job: int | None = None):
        self.jobs: dict[str, dict] = {}
        self.questions: dict[str, int] = {}
        self.n_slots = n_slots
        self.samples_per_job = samples_per_job
        self.die: str | None = None
        self.ending = RunningStatus.SUCCESS

    name = "sim:test"

    def get_specs(self):
        return perceval.PlatformSpecs()

    def get_commands(self):
        return [CommandFactory.samples]

    def get_performances(self):
        return {}

    def get_platform_details(self):
        return {}

    def get_remote_status(self):
        return "available"

    def get_availability(self):
        return self.n_slots - sum(count < 3 for count in self.questions.values())

    def send(self, payload):
        if self.die == "before send":
            raise Killed
        job_id = f"id{len(self.jobs)}"
        self.jobs[job_id] = payload
        self.questions[job_id] = 0
        if self.die == "after send":
            raise Killed
        return job_id

    def get_job_status(self, remote_id, refresh_errors=0):
        if self.die == "status":
            raise Killed
        self.questions[remote_id] += 1
        if self.questions[remote_id] == 1:
            return None
        status = ExecutionStatus()
        if self.questions[remote_id] == 2:
            status.update_progress(0.5, "half done")
        else:
            status.stop_run(self.ending, "the laser is off")
        return status

    def get_results(self, remote_id):
        if self.die == "results":
            raise Killed
        computation = self.jobs[remote_id]["computation"]
        number = self.samples_per_job
        if number is None:
            number = computation.parameters["max_samples"]
        samples = perceval.BSSamples()
        samples.extend([perceval.FockState([1, 1])] * number)
        return {"results": samples}

    def cancel(self, remote_id):
        raise AssertionError("nothing is cancelled")


def experiment():
    experiment = perceval.Experiment(2)
    experiment.add(0, perceval.Unitary(perceval.Matrix(HADAMARD)))
    experiment.with_input(perceval.FockState([1, 1]))
    experiment.min_detected_photons_filter(0)
    return experiment


def runner(cloud, records, **options):
    computer = perceval.RemoteComputer(cloud)
    rng = np.random.default_rng(0)
    return RemoteJobs(computer, cloud, records, rng, poll_interval=0, **options)


def call(name="a-0", max_samples=5):
    return Call(name, experiment(), max_samples, 10)


class TestRun:
    def test_samples_of_every_call_in_order(self):
        cloud = Cloud()
        samples = runner(cloud, JobRecords()).run([call("a-0", 3), call("b-0", 5)])
        assert [s.shape for s in samples] == [(3, 2), (5, 2)]
        assert samples[0].dtype == np.int16
        assert len(cloud.jobs) == 2

    def test_all_jobs_are_sent_before_any_is_waited_for(self):
        cloud = Cloud()
        sent_at_first_question = []
        ask = cloud.get_job_status
        cloud.get_job_status = lambda *args: (
            sent_at_first_question.append(len(cloud.jobs)),
            ask(*args),
        )[1]
        runner(cloud, JobRecords()).run([call(f"{k}-0") for k in range(4)])
        assert sent_at_first_question[0] == 4

    def test_no_more_jobs_at_a_time_than_the_platform_takes(self):
        cloud = Cloud(n_slots=2)
        running = []
        send = cloud.send
        cloud.send = lambda payload: (send(payload), running.append(cloud.get_availability()))[0]
        runner(cloud, JobRecords()).run([call(f"{k}-0") for k in range(5)])
        assert len(cloud.jobs) == 5
        assert min(running) == 0

    def test_jobs_bear_the_name_of_their_call(self):
        cloud = Cloud()
        runner(cloud, JobRecords()).run([call("a-0")])
        assert cloud.jobs["id0"]["computation"].job_name == "qgen-a-0"

    def test_shots_and_samples_are_limited(self):
        cloud = Cloud()
        runner(cloud, JobRecords()).run([call(max_samples=7)])
        assert cloud.jobs["id0"]["computation"].parameters == {"max_samples": 7, "max_shots": 10}

    def test_progress_bar(self, capsys):
        runner(Cloud(), JobRecords(), progress=True).run([call()])
        assert "sim:test" in (bar := capsys.readouterr().err)
        assert "1/1" in bar.replace(".0", "")

    def test_silent_without_a_terminal(self, capsys):
        runner(Cloud(), JobRecords()).run([call()])
        assert capsys.readouterr().err == ""

    def test_failed_job_is_an_error_and_can_be_sent_again(self):
        cloud, records = Cloud(), JobRecords()
        cloud.ending = RunningStatus.ERROR
        with pytest.raises(DeviceError, match="id0 on sim:test ended with ERROR: the laser is off"):
            runner(cloud, records).run([call()])
        cloud.ending = RunningStatus.SUCCESS
        assert len(runner(cloud, records).run([call()])[0]) == 5
        assert len(cloud.jobs) == 2

    def test_counts_come_in_random_order(self):
        cloud = Cloud()
        counts = perceval.BSCount({perceval.FockState([2, 0]): 50, perceval.FockState([0, 2]): 50})
        cloud.get_results = lambda remote_id: {"results": counts}
        [samples] = runner(cloud, JobRecords()).run([call(max_samples=100)])
        assert samples.sum(axis=0).tolist() == [100, 100]
        assert 0 < samples[:50, 0].sum() < 100

    def test_answer_without_samples(self):
        cloud = Cloud()
        cloud.get_results = lambda remote_id: {"results": "RuntimeError: no light"}
        with pytest.raises(DeviceError, match="no samples, but 'RuntimeError: no light'"):
            runner(cloud, JobRecords()).run([call()])


class TestKilled:
    """The program dies at every place, and a new one goes on with the same folder."""

    @pytest.mark.parametrize("place", ["status", "results"])
    def test_nothing_is_sent_twice(self, tmp_path, place):
        cloud = Cloud()
        cloud.die = place
        with pytest.raises(Killed):
            runner(cloud, JobRecords(tmp_path)).run([call("a-0"), call("b-0")])
        cloud.die = None
        samples = runner(cloud, JobRecords(tmp_path)).run([call("a-0"), call("b-0")])
        assert [len(s) for s in samples] == [5, 5]
        assert len(cloud.jobs) == 2

    def test_finished_calls_need_no_platform(self, tmp_path):
        first = runner(Cloud(), JobRecords(tmp_path)).run([call()])
        again = runner(Cloud(), JobRecords(tmp_path))
        again.layer = None
        np.testing.assert_array_equal(again.run([call()]), first)

    @pytest.mark.parametrize("place", ["before send", "after send"])
    def test_cut_off_while_sending_is_left_to_a_person(self, tmp_path, place):
        cloud = Cloud()
        cloud.die = place
        with pytest.raises(Killed):
            runner(cloud, JobRecords(tmp_path)).run([call()])
        cloud.die = None
        records = JobRecords(tmp_path)
        with pytest.raises(DeviceError, match="Look there for a job named qgen-a-0"):
            runner(cloud, records).run([call()])
        if place == "after send":
            records.adopt("a-0", "id0")
        else:
            del records["a-0"]
        assert len(runner(cloud, JobRecords(tmp_path)).run([call()])[0]) == 5
        assert len(cloud.jobs) == 1

    def test_killed_while_a_record_is_written(self, tmp_path, monkeypatch):
        records = JobRecords(tmp_path)
        records["a-0"] = JobRecord("sim:test", "id0")

        def killed(*args):
            raise Killed

        monkeypatch.setattr("os.replace", killed)
        with pytest.raises(Killed):
            records["a-0"] = JobRecord("sim:test", "id0", np.ones((1, 2)))
        monkeypatch.undo()
        assert JobRecords(tmp_path)["a-0"] == JobRecord("sim:test", "id0")
        assert [file.name for file in tmp_path.iterdir()] == ["a-0.npz"]


class TestRecords:
    def test_on_disk_and_back(self, tmp_path):
        folder = tmp_path / "jobs"
        record = JobRecord("sim:test", "id7", np.array([[0, 2]]))
        JobRecords(folder)["a-0"] = record
        records = JobRecords(folder)
        assert list(records) == ["a-0"]
        assert len(records) == 1
        assert records["a-0"].job_id == "id7"
        np.testing.assert_array_equal(records["a-0"].samples, [[0, 2]])
        del records["a-0"]
        assert list(JobRecords(folder)) == []

    @pytest.mark.parametrize("folder", [None, "jobs"])
    def test_release(self, tmp_path, folder):
        records = JobRecords(None if folder is None else tmp_path / folder)
        records["a-0"] = JobRecord("sim:test", "id0")
        records["b-0"] = JobRecord("sim:test", "id1", np.array([[0, 2]]))
        records.release()
        assert sorted(records) == (["a-0"] if folder is None else ["a-0", "b-0"])
        assert records["a-0"].job_id == "id0"

    @pytest.mark.parametrize("folder", [None, "jobs"])
    def test_unknown_name(self, tmp_path, folder):
        records = JobRecords(None if folder is None else tmp_path / folder)
        with pytest.raises(KeyError, match="a-0"):
            records["a-0"]
        with pytest.raises(KeyError, match="a-0"):
            del records["a-0"]
        with pytest.raises(KeyError, match="a-0"):
            records.adopt("a-0", "id0")

    def test_folder_must_be_one(self, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(ValueError, match="must be a folder"):
            JobRecords(tmp_path / "file")
        with pytest.raises(ValueError, match="must lie in an existing folder"):
            JobRecords(tmp_path / "no" / "jobs")


class TestGather:
    def test_call_sizes(self):
        assert call_sizes(250, 100) == [100, 100, 50]
        assert call_sizes(200, 100) == [100, 100]
        assert call_sizes(250, None) == [250]
        assert call_sizes(0, None) == []

    def test_calls_are_repeated_for_what_is_missing(self):
        rounds = []

        def run(calls):
            rounds.append([(call.name, call.max_samples) for call in calls])
            return [np.ones((min(call.max_samples, 60), 1)) for call in calls]

        first, second = gather([Request("a", None, 150), Request("b", None, 50)], run, 100)
        assert first.shape == (150, 1)
        assert second.shape == (50, 1)
        assert rounds == [[("a-0", 100), ("a-1", 50), ("b-0", 50)], [("a-2", 40)]]

    def test_surplus_is_left_out(self):
        [samples] = gather([Request("a", None, 3)], lambda calls: [np.ones((9, 1))], 100)
        assert samples.shape == (3, 1)

    def test_no_samples_at_all(self):
        with pytest.raises(DeviceError, match="10 samples were asked for; 1 calls brought 0"):
            gather([Request("a", None, 10)], lambda calls: [np.ones((0, 1))], 100)

    def test_too_few_samples(self):
        with pytest.raises(DeviceError, match="50 samples were asked for; 10 calls brought 10"):
            gather([Request("a", None, 50)], lambda calls: [np.ones((1, 1))], 100)
