"""The device qgen.perceval against qgen.boson, thewalrus, closed forms and a cloud that is none."""

import numpy as np
import pennylane as qml
import pytest

perceval = pytest.importorskip("perceval")

from pennylane import numpy as pnp  # noqa: E402
from pennylane.exceptions import DeviceError  # noqa: E402
from pennylane_qgen.devices.photonic.boson import BosonSampler  # noqa: E402
from pennylane_qgen.devices.photonic.perceval import PercevalDevice  # noqa: E402
from pennylane_qgen.devices.photonic.weighted_outcomes import measure_outcomes  # noqa: E402
from perceval.runtime import ExecutionStatus  # noqa: E402
from perceval.runtime.command import CommandFactory  # noqa: E402
from scipy.stats import chi2, unitary_group  # noqa: E402
from thewalrus import perm  # noqa: E402

import pennylane_qgen as qgen  # noqa: E402
from pennylane_qgen import photonics  # noqa: E402

N_MODES = 5
UNITARY = unitary_group.rvs(N_MODES, random_state=3)
UNITARY_4 = unitary_group.rvs(4, random_state=8)
SECRET = "token-9f86d081884c7d65"


def lossy_circuit():
    photonics.Photons([1, 1, 0, 1, 0], wires=range(N_MODES))
    photonics.Interferometer(UNITARY, wires=range(N_MODES))
    photonics.Attenuation(0.7, wires=[1, 2])
    photonics.Interferometer(UNITARY.T, wires=range(N_MODES))


MEASUREMENTS = {
    "probs": lambda: qml.probs(wires=range(N_MODES)),
    "some probs": lambda: qml.probs(wires=[3, 0]),
    "parities": lambda: qgen.parities([[1, 0, 1, 1, 0], [0, 1, 0, 0, 0]], wires=range(N_MODES)),
    "some parities": lambda: qgen.parities([[1, 1], [0, 1]], wires=[4, 2]),
    "Z words": lambda: qml.expval(qml.Z(0) @ qml.Z(3) - 0.5 * qml.Z(1) + 2 * qml.I(2)),
    "number": lambda: qml.expval(qml.NumberOperator(2)),
    "photon probs": lambda: photonics.photon_probs(wires=[3, 1], cutoff=4),
    "photon numbers": lambda: photonics.photon_number(),
    "correlations": lambda: photonics.photon_correlations(wires=[2, 0]),
}


def run(device, operations, *measurements, shots=None):
    def circuit():
        operations()
        return tuple(measurement() for measurement in measurements)

    return qml.set_shots(qml.QNode(circuit, device), shots)()


class TestExact:
    @pytest.mark.parametrize("measurement", MEASUREMENTS)
    @pytest.mark.parametrize(("overlap", "efficiency"), [(1, 1), (0.6, 0.8), (0.97, 1), (0, 1)])
    def test_as_qgen_boson(self, measurement, overlap, efficiency):
        options = {"wires": N_MODES, "indistinguishability": overlap, "efficiency": efficiency}
        [found] = run(PercevalDevice(**options), lossy_circuit, MEASUREMENTS[measurement])
        [expected] = run(BosonSampler(**options), lossy_circuit, MEASUREMENTS[measurement])
        assert np.shape(found) == np.shape(expected)
        np.testing.assert_allclose(found, expected, atol=1e-12)

    @pytest.mark.parametrize("mesh", [False, True])
    @pytest.mark.parametrize("computer", ["SLOS", "SLAP", "Naive"])
    def test_permanents_of_a_complex_unitary(self, computer, mesh):
        def circuit():
            photonics.Photons([1, 2, 0, 0], wires=range(4))
            photonics.Interferometer(UNITARY_4, wires=range(4))

        device = PercevalDevice(wires=4, computer=computer, mesh=mesh)
        [table] = run(device, circuit, lambda: photonics.photon_probs(cutoff=4))
        for outcome, factorials in [((1, 1, 1, 0), 1), ((0, 2, 0, 1), 2), ((0, 0, 0, 3), 6)]:
            rows = np.repeat(range(4), outcome)
            amplitude = perm(UNITARY_4[np.ix_(rows, [0, 1, 1])])
            assert table[outcome] == pytest.approx(abs(amplitude) ** 2 / (2 * factorials), abs=1e-6)

    @pytest.mark.parametrize("overlap", [0.0, 0.5, 0.9, 1.0])
    def test_hong_ou_mandel(self, overlap):
        """The dip of photons of overlap x goes down to (1 - x²) / 2."""

        def circuit():
            photonics.Photons([1, 1], wires=[0, 1])
            photonics.BeamSplitter(np.pi / 4, 0.3, wires=[0, 1])

        device = PercevalDevice(wires=2, indistinguishability=overlap)
        [probabilities] = run(device, circuit, lambda: qml.probs(wires=[0, 1]))
        assert probabilities[3] == pytest.approx((1 - overlap**2) / 2, abs=1e-12)

    def test_min_photons_keeps_what_arrives(self):
        options = {"wires": N_MODES, "efficiency": 0.5, "detector": "threshold"}
        every = run(PercevalDevice(**options), lossy_circuit, MEASUREMENTS["probs"])[0]
        kept = run(PercevalDevice(**options, min_photons=3), lossy_circuit, MEASUREMENTS["probs"])
        three = np.array([bin(k).count("1") == 3 for k in range(2**N_MODES)])
        np.testing.assert_allclose(kept[0], np.where(three, every, 0) / every[three].sum())

    def test_wire_labels(self):
        device = PercevalDevice(wires=["a", "b"])

        def circuit():
            photonics.Photons([1], wires="b")
            photonics.BeamSplitter(0.4, 0, wires=["b", "a"])
            return qml.probs(wires=["a", "b"])

        expected = [0, np.cos(0.4) ** 2, np.sin(0.4) ** 2, 0]
        np.testing.assert_allclose(qml.QNode(circuit, device)(), expected, atol=1e-12)

    def test_device_without_wires(self):
        [probabilities] = run(PercevalDevice(), lossy_circuit, MEASUREMENTS["probs"])
        [expected] = run(PercevalDevice(wires=N_MODES), lossy_circuit, MEASUREMENTS["probs"])
        np.testing.assert_array_equal(probabilities, expected)

    def test_phase_error_is_seeded(self):
        def probabilities(seed):
            device = PercevalDevice(wires=5, noise={"phase_error": 0.3}, mesh=True, seed=seed)
            return [run(device, lossy_circuit, MEASUREMENTS["probs"])[0] for _ in range(2)]

        first, second = probabilities(0)
        np.testing.assert_array_equal(first, second)
        np.testing.assert_array_equal(first, probabilities(0)[0])
        assert np.abs(first - probabilities(1)[0]).max() > 1e-3


class TestShots:
    @pytest.mark.parametrize("computer", ["SLOS", "CliffordClifford2017"])
    def test_distribution(self, computer):
        def circuit():
            photonics.Photons([1, 1, 1, 0, 0], wires=range(N_MODES))
            photonics.Interferometer(UNITARY, wires=range(N_MODES))

        shots = 40_000
        options = {"wires": N_MODES, "indistinguishability": 0.7, "efficiency": 0.9}
        [expected] = run(BosonSampler(**options), circuit, MEASUREMENTS["probs"])
        device = PercevalDevice(**options, computer=computer, seed=4)
        [frequencies] = run(device, circuit, MEASUREMENTS["probs"], shots=shots)
        possible = expected > 1e-12
        assert not frequencies[~possible].any()
        statistic = shots * np.sum((frequencies - expected)[possible] ** 2 / expected[possible])
        assert 1e-4 < chi2.sf(statistic, possible.sum() - 1) < 1 - 1e-4

    def test_rare_outcomes_are_found(self):
        """Perceval's sample_count would round away what is expected less than half a time."""

        def circuit():
            photonics.Photons([1] * 4 + [0] * 4, wires=range(8))
            photonics.Interferometer(unitary_group.rvs(8, random_state=5), wires=range(8))

        [table] = run(PercevalDevice(wires=8), circuit, lambda: photonics.photon_probs(cutoff=5))
        rare = (table > 0) & (table < 0.5 / 400)
        device = PercevalDevice(wires=8, seed=0)
        [counts] = run(device, circuit, photonics.photon_counts, shots=400)
        found = sum(rare[tuple(row)] for row in counts)
        expected = 400 * table[rare].sum()
        assert abs(found - expected) < 4 * np.sqrt(expected)

    def test_mesh_for_a_backend_of_two_mode_components(self):
        device = PercevalDevice(wires=N_MODES, computer="MPS", mesh=True, seed=0)
        [photons] = run(device, lossy_circuit, photonics.photon_counts, shots=20)
        assert photons.shape == (20, N_MODES)

    def test_shapes_of_all_measurements(self):
        device = PercevalDevice(wires=N_MODES, seed=1)
        samples, counts, photons = run(
            device,
            lossy_circuit,
            lambda: qml.sample(wires=[0, 1]),
            lambda: qml.counts(wires=[2]),
            photonics.photon_counts,
            shots=50,
        )
        assert samples.shape == (50, 2)
        assert sum(counts.values()) == 50
        assert photons.shape == (50, N_MODES)
        np.testing.assert_array_equal(samples, np.minimum(photons[:, :2], 1))

    def test_shot_vector(self):
        device = PercevalDevice(wires=N_MODES, seed=1)
        results = run(device, lossy_circuit, MEASUREMENTS["probs"], shots=(10, 30))
        for result, shots in zip(results, (10, 30), strict=True):
            counts = result[0] * shots
            assert counts.sum() == pytest.approx(shots)
            np.testing.assert_allclose(counts, np.round(counts), atol=1e-9)

    def test_seeds(self):
        def sample(seed):
            device = PercevalDevice(wires=N_MODES, seed=seed)
            draw = [run(device, lossy_circuit, qml.sample, shots=40)[0] for _ in range(2)]
            assert not np.array_equal(*draw)
            return draw[0]

        np.testing.assert_array_equal(sample(0), sample(0))
        assert not np.array_equal(sample(0), sample(1))

    def test_calls_sum_up_to_the_shots(self, monkeypatch):
        computer, asked = perceval.SimulatedComputer("SLOS"), []
        execute = computer.execute
        monkeypatch.setattr(
            computer, "execute", lambda c: (asked.append(dict(c.parameters)), execute(c))[1]
        )
        device = PercevalDevice(wires=N_MODES, computer=computer, max_shots_per_call=40)
        [photons] = run(device, lossy_circuit, photonics.photon_counts, shots=100)
        assert photons.shape == (100, N_MODES)
        assert asked == [{"max_samples": n, "max_shots": 40} for n in (40, 40, 20)]

    def test_shots_are_tracked(self):
        device = PercevalDevice(wires=N_MODES)
        with qml.Tracker(device) as tracker:
            run(device, lossy_circuit, qml.sample, shots=30)
        assert tracker.totals["shots"] == 30


class TestGradients:
    def test_parameter_shift(self):
        weights = photonics.Mesh.init(3, seed=0)

        def circuit(weights):
            photonics.Photons([1, 1, 0], wires=range(3))
            photonics.Mesh(weights, wires=range(3))
            return qgen.mmd([[0, 1, 1], [1, 1, 0], [1, 0, 1]])

        found = qml.grad(qml.QNode(circuit, PercevalDevice(wires=3)))(weights)
        exact = qml.grad(qml.QNode(circuit, BosonSampler(wires=3)))(weights)
        np.testing.assert_allclose(found, exact, atol=1e-9)

    def test_finite_differences(self):
        def circuit(theta):
            photonics.Photons([1, 1], wires=[0, 1])
            photonics.BeamSplitter(theta, 0.0, wires=[0, 1])
            return qml.expval(qml.Z(0) @ qml.Z(1))

        theta = pnp.array(0.4, requires_grad=True)
        qnode = qml.QNode(circuit, PercevalDevice(wires=2), diff_method="finite-diff")
        # Two clicks have the probability cos(2 theta)**2, one click the rest.
        assert qml.grad(qnode)(theta) == pytest.approx(-4 * np.sin(4 * 0.4), abs=1e-5)

    def test_broadcasting(self):
        def circuit(theta):
            photonics.Photons([1, 0], wires=[0, 1])
            photonics.BeamSplitter(theta, 0.0, wires=[0, 1])
            return photonics.photon_number(wires=0)

        thetas = np.array([0.1, 0.2, 0.3])
        found = qml.QNode(circuit, PercevalDevice(wires=2))(thetas)
        np.testing.assert_allclose(found[:, 0], np.cos(thetas) ** 2)


class Cloud(perceval.CommunicationLayer):
    """A provider that runs each job at once with a local simulator; it can lose its client."""

    name = "qpu:test"

    def __init__(self):
        self.jobs = {}
        self.die = False

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
        return 10

    def send(self, payload):
        computation = payload["computation"]
        computer = perceval.SimulatedComputer("SLOS")
        computation.command = computer.get_command("samples")
        self.jobs[f"id{len(self.jobs)}"] = computer.execute(computation)
        return f"id{len(self.jobs) - 1}"

    def get_job_status(self, remote_id, refresh_errors=0):
        if self.die:
            raise KeyboardInterrupt
        status = ExecutionStatus()
        status.stop_run()
        return status

    def get_results(self, remote_id):
        return self.jobs[remote_id]

    def cancel(self, remote_id):
        raise AssertionError("nothing is cancelled")


def remote_device(cloud, **options):
    options = {"max_shots_per_call": 50, "poll_interval": 0, **options}
    return PercevalDevice(wires=N_MODES, computer=cloud, **options)


class TestRemote:
    def test_samples(self):
        cloud = Cloud()
        [photons] = run(remote_device(cloud), lossy_circuit, photonics.photon_counts, shots=120)
        assert photons.shape == (120, N_MODES)
        assert len(cloud.jobs) == 3

    def test_jobs_of_a_gradient_are_sent_together(self):
        cloud = Cloud()
        asked = []
        cloud.get_job_status = lambda *args: (
            asked.append(len(cloud.jobs)),
            Cloud.get_job_status(cloud, *args),
        )[1]

        @qml.set_shots(20)
        @qml.qnode(remote_device(cloud))
        def circuit(theta):
            photonics.Photons([1, 1], wires=[0, 1])
            photonics.BeamSplitter(theta, 0.0, wires=[0, 1])
            return qml.expval(qml.Z(0))

        qml.grad(circuit)(pnp.array(0.3, requires_grad=True))
        # One for the value, then eight shifts: twice the frequencies 1 to 4 of two photons.
        assert asked[:2] == [1, 9]

    def test_killed_and_started_again(self, tmp_path):
        cloud = Cloud()

        def program():
            device = remote_device(cloud, jobs=tmp_path / "jobs")
            first = run(device, lossy_circuit, photonics.photon_counts, shots=30)[0]
            cloud.die = len(cloud.jobs) == 1
            second = run(device, lossy_circuit, photonics.photon_counts, shots=30)[0]
            return first, second

        with pytest.raises(KeyboardInterrupt):
            program()
        assert len(cloud.jobs) == 2
        first, second = program()
        assert len(cloud.jobs) == 2
        assert not np.array_equal(first, second)
        np.testing.assert_array_equal(program()[1], second)
        assert len(cloud.jobs) == 2

    def test_interrupted_and_asked_again(self):
        """As in a notebook: the same device, no folder."""
        cloud = Cloud()
        device = remote_device(cloud)
        cloud.die = True
        with pytest.raises(KeyboardInterrupt):
            run(device, lossy_circuit, qml.sample, shots=30)
        assert [record.job_id for record in device.jobs.values()] == ["id0"]
        cloud.die = False
        run(device, lossy_circuit, qml.sample, shots=30)
        assert len(cloud.jobs) == 1
        assert not device.jobs

    def test_records_are_on_the_device(self, tmp_path):
        device = remote_device(Cloud(), jobs=tmp_path)
        run(device, lossy_circuit, qml.sample, shots=30)
        [record] = device.jobs.values()
        assert (record.platform, record.job_id) == ("qpu:test", "id0")
        assert record.samples.shape == (30, N_MODES)

    def test_remote_computer_object(self):
        device = remote_device(perceval.RemoteComputer(Cloud()))
        assert run(device, lossy_circuit, qml.sample, shots=30)[0].shape == (30, N_MODES)

    def test_hardware_gives_no_exact_results(self):
        with pytest.raises(DeviceError, match="qpu:test gives no exact results"):
            run(remote_device(Cloud()), lossy_circuit, qml.probs)

    def test_shots_of_a_call_must_be_bounded(self):
        with pytest.raises(ValueError, match=r"qpu:test runs remotely .* set max_shots_per_call"):
            PercevalDevice(wires=2, computer=Cloud())

    def test_filter_that_lets_nothing_pass(self):
        cloud = Cloud()
        cloud.get_results = lambda remote_id: {"results": perceval.BSSamples()}
        with pytest.raises(DeviceError, match="raise max_shots_per_call, lower min_photons"):
            run(remote_device(cloud), lossy_circuit, qml.sample, shots=30)

    def test_token_is_nowhere(self, tmp_path, monkeypatch, caplog, capsys):
        """A provider that holds the token runs a job and fails; no text has the token."""
        cloud = Cloud()
        cloud.token = SECRET
        cloud.headers = {"Authorization": f"Bearer {SECRET}"}
        device = remote_device(cloud, jobs=tmp_path / "jobs", progress=True)
        qnode = qml.set_shots(qml.QNode(lambda: (lossy_circuit(), qml.sample())[1], device), 30)
        with caplog.at_level("DEBUG"):
            qnode()
        cloud.get_results = lambda remote_id: {"results": "failed"}
        with pytest.raises(DeviceError) as caught:
            qnode()
        captured = capsys.readouterr()
        texts = [str(caught.value), repr(device), str(device), repr(device.jobs), repr(qnode)]
        texts += [repr(list(device.jobs.values())), caplog.text, captured.out, captured.err]
        assert not any(SECRET in text for text in texts)
        files = list((tmp_path / "jobs").iterdir())
        assert len(files) == 2
        assert not any(SECRET.encode() in file.read_bytes() for file in files)

    def test_device_takes_no_token(self):
        with pytest.raises(TypeError, match="unexpected keyword argument 'token'") as caught:
            PercevalDevice(wires=2, token=SECRET)
        assert SECRET not in str(caught.value)


class TestErrors:
    @pytest.mark.parametrize("computer", ["CliffordClifford2017", "MPS", "NaiveApprox"])
    def test_who_gives_no_exact_results(self, computer):
        device = PercevalDevice(wires=N_MODES, computer=computer)
        with pytest.raises(DeviceError, match=rf"{computer} gives no exact results.*Set shots"):
            run(device, lossy_circuit, qml.probs)

    def test_sampler_has_no_loss_channels(self):
        device = PercevalDevice(wires=N_MODES, computer="CliffordClifford2017")
        with pytest.raises(DeviceError, match="Attenuation"):
            run(device, lossy_circuit, qml.sample, shots=10)

    def test_threshold_detectors_do_not_count(self):
        device = PercevalDevice(wires=N_MODES, detector="threshold")
        with pytest.raises(DeviceError, match="detector='number'"):
            run(device, lossy_circuit, photonics.photon_number)

    def test_qubit_gate(self):
        with pytest.raises(DeviceError, match=r"passive linear optics.*got Hadamard"):
            run(PercevalDevice(wires=2), lambda: qml.Hadamard(0), qml.probs)

    @pytest.mark.parametrize("measurement", [lambda: qml.expval(qml.X(0)), qml.state])
    def test_other_measurements(self, measurement):
        with pytest.raises(DeviceError, match="not accepted"):
            run(PercevalDevice(wires=N_MODES), lossy_circuit, measurement)

    def test_exact_sample(self):
        with pytest.raises(DeviceError, match="set shots"):
            measure_outcomes(qml.sample(), np.array([[1, 0]]), np.ones(1))

    def test_jobs_of_a_local_computer(self, tmp_path):
        with pytest.raises(ValueError, match="SLOS has no jobs"):
            PercevalDevice(wires=2, jobs=tmp_path)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"detector": "none"}, "detector must be one of"),
            ({"min_photons": -1}, "min_photons must be an integer of at least 0"),
            ({"max_shots_per_call": 0}, "max_shots_per_call must be an integer of at least 1"),
            ({"poll_interval": -1}, "poll_interval must be at least 0"),
            ({"indistinguishability": 2}, "indistinguishability must be a number in"),
            ({"computer": "SLIP"}, "no Perceval computer named 'SLIP'.*SLOS"),
        ],
    )
    def test_bad_options(self, options, message):
        with pytest.raises(ValueError, match=message):
            PercevalDevice(wires=2, **options)
