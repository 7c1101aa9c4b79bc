"""Computers by name or object, noise in both words, and a token that is seen nowhere."""

import random
import sys

import numpy as np
import pytest

perceval = pytest.importorskip("perceval")

import requests  # noqa: E402
from pennylane.exceptions import DeviceError  # noqa: E402
from pennylane_qgen.devices.photonic.perceval_calls import Call  # noqa: E402
from pennylane_qgen.devices.photonic.perceval_computers import (  # noqa: E402
    find_computer,
    gives_probabilities,
    noise_model,
    run_now,
    seeded,
)

SECRET = "token-9f86d081884c7d65"


@pytest.fixture
def no_token(monkeypatch, tmp_path):
    """A configuration of Perceval without a token, and no network."""
    monkeypatch.setenv("PCVL_PERSISTENT_PATH", str(tmp_path))
    monkeypatch.delenv("PCVL_CLOUD_TOKEN", raising=False)
    monkeypatch.setattr(perceval.RemoteConfig, "_token", None)
    monkeypatch.setattr(perceval.RemoteConfig, "_get_remote_config", lambda *args: None)

    def unreachable(*args, **kwargs):
        raise requests.ConnectionError(f"no network; headers {kwargs.get('headers')}")

    monkeypatch.setattr(requests, "get", unreachable)
    monkeypatch.setattr(requests, "post", unreachable)


@pytest.fixture
def token(no_token, monkeypatch):
    monkeypatch.setenv("PCVL_CLOUD_TOKEN", SECRET)


class TestFindComputer:
    @pytest.mark.parametrize("name", ["SLOS", "slos", "CliffordClifford2017", "Naive"])
    def test_simulators_of_this_machine(self, name):
        computer = find_computer(name)
        assert isinstance(computer, perceval.SimulatedComputer)
        assert computer.name.lower() == name.lower()

    def test_object(self):
        computer = perceval.SimulatedComputer("SLOS")
        assert find_computer(computer) is computer

    def test_unknown_name_lists_what_exists(self):
        with pytest.raises(ValueError, match=r"named 'slas'.*CliffordClifford2017.*SLOS.*qpu:"):
            find_computer("slas")

    def test_other_objects(self):
        with pytest.raises(TypeError, match="got int"):
            find_computer(3)
        with pytest.raises(TypeError, match="older interface"):
            find_computer(perceval.Processor("SLOS", 2))

    def test_noise_of_an_object_is_its_own(self):
        with pytest.raises(ValueError, match=r"set computer.noise"):
            find_computer(perceval.SimulatedComputer("SLOS"), perceval.NoiseModel(g2=0.1))

    def test_missing_package_names_the_extra(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "perceval", None)
        with pytest.raises(ImportError, match=r'pip install "pennylane-qgen\[perceval\]"'):
            find_computer("SLOS")

    def test_who_gives_probabilities(self):
        assert gives_probabilities(find_computer("SLOS"))
        assert not gives_probabilities(find_computer("CliffordClifford2017"))
        assert not gives_probabilities(find_computer("MPS"))


class TestToken:
    def test_missing(self, no_token):
        with pytest.raises(DeviceError, match=r"PCVL_CLOUD_TOKEN.*computer='SLOS'"):
            find_computer("qpu:belenos")

    def test_from_the_environment_and_in_no_error(self, token):
        with pytest.raises(DeviceError, match="qpu:belenos of Quandela's cloud did not") as caught:
            find_computer("qpu:belenos")
        assert "<token>" in str(caught.value)
        assert SECRET not in str(caught.value)
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__

    def test_from_the_configuration(self, no_token, monkeypatch):
        asked = []

        def answer(url, headers, **options):
            asked.append(headers["Authorization"])
            raise requests.HTTPError("404 for this platform")

        monkeypatch.setattr(requests, "get", answer)
        monkeypatch.setattr(perceval.RemoteConfig, "_token", SECRET)
        with pytest.raises(DeviceError, match="404 for this platform"):
            find_computer("qpu:unknown")
        assert set(asked) == {f"Bearer {SECRET}"}


class TestNoise:
    def test_overlap_is_the_root_of_visibility(self):
        assert noise_model(indistinguishability=0.9).indistinguishability == pytest.approx(0.81)

    def test_efficiency_is_transmittance(self):
        assert noise_model(efficiency=0.7).transmittance == 0.7

    def test_none_without_noise(self):
        assert noise_model() is None

    def test_perceval_model_is_copied(self):
        model = perceval.NoiseModel(g2=0.1)
        made = noise_model(model, efficiency=0.5)
        assert (made.g2, made.transmittance, model.transmittance) == (0.1, 0.5, 1)

    def test_dictionary(self):
        assert noise_model({"phase_error": 0.2}).phase_error == 0.2

    @pytest.mark.parametrize("value", [-0.1, 1.1, "high", None])
    def test_out_of_range(self, value):
        with pytest.raises(ValueError, match="indistinguishability must be a number in"):
            noise_model(indistinguishability=value)
        with pytest.raises(ValueError, match="efficiency must be a number in"):
            noise_model(efficiency=value)

    def test_twice(self):
        with pytest.raises(ValueError, match=r"indistinguishability is in the noise model, 0.5"):
            noise_model({"indistinguishability": 0.5}, indistinguishability=0.9)

    def test_other_kind(self):
        with pytest.raises(TypeError, match="got float"):
            noise_model(0.3)


def test_seed_leaves_other_generators_alone():
    experiment = perceval.Experiment(2)
    experiment.add(0, perceval.BS())
    experiment.with_input(perceval.FockState([1, 0]))
    experiment.min_detected_photons_filter(0)
    call, samples = Call("a", experiment, 50, None), []
    before = random.getstate(), np.random.get_state()[1].copy()
    for seed in (0, 0, 1):
        with seeded(seed):
            samples += run_now(find_computer("SLOS"), [call], np.random.default_rng(0))
    np.testing.assert_array_equal(samples[0], samples[1])
    assert not np.array_equal(samples[0], samples[2])
    assert random.getstate() == before[0]
    np.testing.assert_array_equal(np.random.get_state()[1], before[1])
