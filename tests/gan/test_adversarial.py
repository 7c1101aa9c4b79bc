"""Training: it learns, it repeats itself, it goes on where it was killed."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from torch import nn

from pennylane_qgen import gan
from pennylane_qgen.gan.checkpoint import load_game
from pennylane_qgen.latent import Bernoulli, BosonSampling, Gaussian
from pennylane_qgen.training.errors import CheckpointError, TrainingError

SETTINGS = gan.GANSettings(iterations=6, batch_size=16, critic_steps=2, ema_decay=0.9)
DATA = np.random.default_rng(0).integers(0, 2, (50, 3))


def networks(seed=0):
    return gan.MLP([4, 16, 3], seed=seed), gan.MLP([3, 16, 1], seed=seed + 100)


def run(iterations=6, *, latent=None, settings=SETTINGS, **options):
    settings = gan.GANSettings(**{**vars(settings), "iterations": iterations})
    latent = BosonSampling(2, 4, seed=0) if latent is None else latent
    return gan.train(*networks(), latent, DATA, settings=settings, torch_device="cpu", **options)


def weights(result):
    return torch.cat([value.flatten() for value in result.generator.state_dict().values()])


@pytest.mark.parametrize("objective", ["wasserstein", "non-saturating", "hinge"])
def test_learns_a_shifted_normal_distribution(objective):
    """Mean and spread of the data, from a latent that has neither."""
    data = np.random.default_rng(1).normal([3.0, -2.0], 0.5, size=(2000, 2))
    settings = gan.GANSettings(
        iterations=600, batch_size=64, critic_steps=3, objective=objective, stepsize=2e-3,
        ema_decay=0.97,
    )  # fmt: skip
    result = gan.train(
        gan.MLP([2, 32, 2], seed=0), gan.MLP([2, 32, 1], seed=1), Gaussian(2), data,
        settings=settings, torch_device="cpu",
    )  # fmt: skip
    samples = result.sample(4000, seed=0)
    np.testing.assert_allclose(samples.mean(axis=0), [3.0, -2.0], atol=0.3)
    assert 0.1 < samples.std(axis=0).min() < samples.std(axis=0).max() < 1.4


class TestRepeats:
    def test_same_seed(self):
        assert torch.equal(weights(run(seed=0)), weights(run(seed=0)))
        assert not torch.equal(weights(run(seed=0)), weights(run(seed=1)))

    def test_the_users_random_numbers_stay(self):
        torch.manual_seed(3)
        before = torch.get_rng_state()
        run().sample(10, seed=0)
        assert torch.equal(before, torch.get_rng_state())

    def test_resumed_run(self, tmp_path):
        path = tmp_path / "run.safetensors"
        run(4, checkpoint=path)
        resumed = run(6, checkpoint=path)
        whole = run(6)
        assert torch.equal(weights(resumed), weights(whole))
        np.testing.assert_array_equal(resumed.history.critic_loss, whole.history.critic_loss)
        assert len(run(6, checkpoint=path).history) == 6

    @pytest.mark.parametrize("optimizer", ["adam", "rmsprop"])
    def test_killed_run(self, tmp_path, optimizer):
        """A process that is killed at any moment goes on to the same weights."""
        path = tmp_path / "run.safetensors"
        script = tmp_path / "run.py"
        script.write_text(
            "import torch, sys\n"
            "from pennylane_qgen import gan, latent\n"
            "torch.set_num_threads(1)\n"
            f"settings = gan.GANSettings(iterations=60, batch_size=16, optimizer={optimizer!r})\n"
            "result = gan.train(gan.MLP([4, 16, 3]), gan.MLP([3, 16, 1]),\n"
            "    latent.Gaussian(4), latent.Bernoulli(3).sample(50, seed=0), settings=settings,\n"
            "    checkpoint=sys.argv[1], checkpoint_every=5, progress=False, torch_device='cpu')\n"
            "print(repr([float(w.double().sum()) for w in result.generator.parameters()]))\n"
        )

        def finish(name):
            command = [sys.executable, str(script), str(tmp_path / name)]
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout

        expected = finish("whole.safetensors")
        process = subprocess.Popen([sys.executable, str(script), str(path)])
        while not path.exists() and process.poll() is None:
            time.sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert finish(path.name) == expected


class TestInterrupt:
    """Ctrl-C, pressed while the data of some step are drawn."""

    @pytest.fixture(autouse=True)
    def usual_handler(self):
        """Python's own, also where the tests run in the background and are to ignore Ctrl-C."""
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        yield
        signal.signal(signal.SIGINT, before)

    @staticmethod
    def data(presses):
        class Pressing(gan.Rows):
            n_batches = 0

            def batch(self, n_samples, rng):
                self.n_batches += 1  # the first are looked at before training begins
                for _ in range(presses if self.n_batches == 4 else 0):
                    signal.raise_signal(signal.SIGINT)
                return super().batch(n_samples, rng)

        return Pressing(DATA)

    def train(self, path, presses):
        return gan.train(
            *networks(), Gaussian(4), self.data(presses), settings=SETTINGS, checkpoint=path,
            torch_device="cpu",
        )  # fmt: skip

    def test_the_step_is_finished_and_written(self, tmp_path):
        path = tmp_path / "run.safetensors"
        with pytest.raises(KeyboardInterrupt):
            self.train(path, presses=1)
        assert len(load_game(path)["history"]) == 3
        assert signal.getsignal(signal.SIGINT) == signal.default_int_handler
        resumed, whole = self.train(path, presses=0), self.train(None, presses=0)
        assert torch.equal(weights(resumed), weights(whole))

    def test_pressed_twice(self, tmp_path):
        path = tmp_path / "run.safetensors"
        with pytest.raises(KeyboardInterrupt):
            self.train(path, presses=2)
        assert not path.exists()
        assert signal.getsignal(signal.SIGINT) == signal.default_int_handler

    def test_ignored(self):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        assert len(self.train(None, presses=1).history) == SETTINGS.iterations

    def test_in_another_thread(self):
        with ThreadPoolExecutor(1) as threads:
            result = threads.submit(self.train, None, presses=0).result()
        assert len(result.history) == SETTINGS.iterations


class TestCheckpoint:
    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "run.safetensors"
        run(4, checkpoint=path)
        return path

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"latent": Gaussian(4)}, "latent kind: 'BosonSampling' there, 'Gaussian' here"),
            ({"seed": 1}, "seed: 0 there, 1 here"),
            ({"settings": gan.GANSettings(batch_size=8)}, "settings batch_size: 16 there, 8 here"),
        ],
    )
    def test_of_another_run(self, path, options, message):
        with pytest.raises(CheckpointError, match=message):
            run(6, checkpoint=path, **options)

    def test_start_anew(self, path):
        assert len(run(3, checkpoint=path, resume=False, seed=1).history) == 3

    def test_truncated(self, path):
        path.write_bytes(path.read_bytes()[:-40])
        with pytest.raises(CheckpointError, match="cannot be read as a pennylane-qgen gan"):
            run(6, checkpoint=path)

    def test_altered(self, path):
        content = bytearray(path.read_bytes())
        content[-3] ^= 1
        path.write_bytes(content)
        with pytest.raises(CheckpointError, match="was altered: its checksum is another"):
            run(6, checkpoint=path)

    def test_foreign_file(self, tmp_path):
        path = tmp_path / "notes.txt"
        path.write_text("not a checkpoint")
        with pytest.raises(CheckpointError, match=r"another kind of file\. Nothing"):
            run(6, checkpoint=path)
        assert path.read_text() == "not a checkpoint"

    def test_folder_is_missing(self, tmp_path):
        with pytest.raises(ValueError, match="must lie in an existing folder"):
            run(2, checkpoint=tmp_path / "no" / "run.safetensors")


class TestBadInput:
    def test_loss_is_not_finite(self, tmp_path):
        path = tmp_path / "run.safetensors"
        message = r"not finite in step \d+: .*\. No checkpoint was written\. Try a smaller"
        with pytest.raises(TrainingError, match=message):
            run(60, settings=gan.GANSettings(stepsize=1e30, batch_size=4), checkpoint=path)

    def test_loss_is_not_finite_after_a_checkpoint(self, tmp_path):
        class BreakingData:
            n_batches = 0

            def batch(self, n_samples, rng):
                self.n_batches += 1
                return np.full((n_samples, 3), np.inf if self.n_batches > 6 else 0.0)

            def describe(self):
                return {"kind": "breaking"}

        path = tmp_path / "run.safetensors"
        message = r"in step 6: .*\. The last good checkpoint is .*safetensors, after step 4\. Try"
        with pytest.raises(TrainingError, match=message):
            gan.train(
                *networks(), Gaussian(4), BreakingData(), settings=SETTINGS, torch_device="cpu",
                checkpoint=path, checkpoint_every=2,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("generator", "critic", "message"),
        [
            (gan.MLP([5, 3]), gan.MLP([3, 1]), "does not take latents of size 4"),
            (gan.MLP([4, 2]), gan.MLP([3, 1]), r"makes samples of shape \(2,\); the data have sh"),
            (gan.MLP([4, 3]), gan.MLP([2, 1]), r"critic does not take samples of shape \(3,\)"),
            (gan.MLP([4, 3]), gan.MLP([3, 2]), r"one score a sample; got shape \(2, 2\)"),
        ],
    )
    def test_sizes_that_do_not_fit(self, generator, critic, message):
        with pytest.raises(ValueError, match=message):
            gan.train(generator, critic, Bernoulli(4), DATA, torch_device="cpu")

    @pytest.mark.parametrize(
        ("data", "message"),
        [([1, 2, 3], r"shape \(n_samples, dim\).*got \(3,\)"), ([[np.nan]], "must be finite")],
    )
    def test_data(self, data, message):
        with pytest.raises(ValueError, match=message):
            gan.train(*networks(), Gaussian(4), data)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"iterations": 0}, "iterations must be an integer of at least 1; got 0"),
            ({"objective": "wgan"}, "objective must be one of 'wasserstein'"),
            ({"optimizer": "sgd"}, "optimizer must be one of 'adam', 'rmsprop'"),
            ({"betas": (0.5, 1.0)}, r"two numbers in \[0, 1\); got \[0.5, 1.0\]"),
            ({"stepsize": 0.0}, "stepsize must be positive; got 0.0"),
            ({"ema_decay": 1.0}, r"ema_decay must lie in \[0, 1\)"),
            ({"gradient_penalty": -1.0}, "gradient_penalty must be at least 0"),
        ],
    )
    def test_settings(self, options, message):
        with pytest.raises(ValueError, match=message):
            gan.GANSettings(**options)


def test_moving_average_makes_the_samples():
    games = []
    result = run(3, callbacks=[games.append])
    assert len(games) == 3
    assert not torch.equal(weights(result), weights(run(3, settings=gan.GANSettings(
        batch_size=16, critic_steps=2))))  # fmt: skip
    average, last = result.generator.layers[0].weight, games[0].generator.layers[0].weight
    assert not torch.equal(average, last)


def test_history_and_share_of_sampling():
    history = run(5).history
    assert len(history) == 5
    assert (np.diff(history.wall_time) > 0).all()
    assert (history.sampling_time < history.wall_time).all()
    assert 0 < history.sampling_share < 1
    assert list(history.to_dict()) == [
        "critic_loss", "generator_loss", "wall_time", "sampling_time",
    ]  # fmt: skip
    assert np.isnan(gan.GANHistory().sampling_share)


def test_noise_of_a_generator_follows_the_seed():
    class Noisy(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(torch.ones(1))

        def forward(self, z):
            return z + self.scale * torch.randn_like(z)

    draw = [gan.generate(Noisy(), Gaussian(2), 5, seed=seed, batch_size=2) for seed in (0, 0, 1)]
    np.testing.assert_array_equal(draw[0], draw[1])
    assert (draw[0] != draw[2]).all()
