"""Adversarial training of a generator on any latent distribution."""

import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

import numpy as np
import torch

from ..checks import brief, check_integer
from ..training.errors import TrainingError
from ..training.progress import advance, progress_bar
from .checkpoint import Checkpoint
from .data import as_data
from .game import Game
from .history import GANHistory
from .interrupts import held_back_interrupt
from .settings import GANSettings


@dataclass(frozen=True)
class GANResult:
    """A trained generator.

    Args:
        generator (torch.nn.Module): the generator, its moving average where there is one.
        critic (torch.nn.Module): the critic.
        latent (pennylane_qgen.latent.Latent): the latent distribution.
        center (bool): whether the mean of the latent is subtracted from its samples.
        history (GANHistory): losses and times of every step.

    **Example**

    >>> from pennylane_qgen import gan, latent
    >>> generator, critic = gan.MLP([4, 8, 2]), gan.MLP([2, 8, 1])
    >>> result = gan.GANResult(generator, critic, latent.Gaussian(4), True, gan.GANHistory())
    >>> result.sample(5, seed=0).shape
    (5, 2)
    """

    generator: torch.nn.Module
    critic: torch.nn.Module
    latent: object
    center: bool
    history: GANHistory

    def sample(self, n_samples: int, *, seed=None) -> np.ndarray:
        """Generated samples; see :func:`generate`."""
        return generate(self.generator, self.latent, n_samples, seed=seed, center=self.center)


def train(
    generator,
    critic,
    latent,
    data,
    *,
    settings: GANSettings | None = None,
    seed: int = 0,
    checkpoint=None,
    checkpoint_every: int = 500,
    resume: bool = True,
    callbacks: Sequence[Callable[[Game], None]] = (),
    progress: bool | None = None,
    torch_device=None,
) -> GANResult:
    """Train a generator against a critic.

    What a step draws (latents, data, noise) follows from the seed and the number of the step, so a
    run that was killed and is called again gives the same weights as one never stopped. The
    networks are trained in place, on a GPU where there is one. Ctrl-C takes effect when the step is
    done and written; pressed twice, at once.

    Args:
        generator (torch.nn.Module): maps ``(batch, latent.dim)`` to ``(batch, dim)``.
        critic (torch.nn.Module): maps ``(batch, dim)`` to one score each.
        latent (pennylane_qgen.latent.Latent): the latent distribution.
        data (array-like or DataSource): samples of shape ``(n_samples, dim)``, or an object with
            ``batch(n_samples, rng)``.
        settings (GANSettings or None): how to train; the defaults for ``None``.
        seed (int): seed of all that is drawn.
        checkpoint (str, os.PathLike or None): safetensors file, written every ``checkpoint_every``
            steps, at the end and on Ctrl-C, and read if it is there. ``None`` keeps nothing.
        checkpoint_every (int): steps from one writing of the checkpoint to the next.
        resume (bool): whether to go on from a checkpoint that is there.
        callbacks (Sequence[Callable]): called with the :class:`Game` after each step.
        progress (bool or None): show a bar; ``None`` shows it on a terminal.
        torch_device (str, torch.device or None): where to compute; ``None`` takes CUDA if it is
            there, else the CPU.

    Returns:
        GANResult: the trained generator, with the history.

    Raises:
        ValueError: if latent, networks and data do not fit, or the checkpoint cannot be written.
        CheckpointError: if the checkpoint is damaged or of another run.
        TrainingError: if a loss is not finite; the last checkpoint stays.

    **Example**

    >>> from pennylane_qgen import gan, latent
    >>> photons = latent.BosonSampling(2, 4, seed=0)
    >>> data = latent.Bernoulli(3).sample(100, seed=0)
    >>> result = gan.train(
    ...     gan.MLP([4, 16, 3]), gan.MLP([3, 16, 1]), photons, data,
    ...     settings=gan.GANSettings(iterations=2, batch_size=8),
    ... )
    >>> result.sample(5, seed=1).shape
    (5, 3)
    """
    settings = GANSettings() if settings is None else settings
    seed = check_integer("seed", seed, 0)
    check_integer("checkpoint_every", checkpoint_every, 1)
    data = as_data(data)
    default = "cuda" if torch.cuda.is_available() else "cpu"
    place = torch.device(default if torch_device is None else torch_device)
    generator.to(place), critic.to(place)
    _check_fit(generator, critic, latent, data, settings, place)
    game = Game(generator.train(), critic.train(), settings)
    identity = _identity(settings, seed, latent, data) | {
        "generator": str(generator),
        "critic": str(critic),
    }
    kept = Checkpoint(checkpoint, identity)
    if resume:
        kept.load(game)
    with (
        _own_randomness(place),
        progress_bar(progress, total=settings.iterations, initial=len(game.history)) as bar,
    ):
        while len(game.history) < settings.iterations:
            with held_back_interrupt() as interrupted:
                _step(game, latent, data, seed, place, kept)
                done = len(game.history)
                if done % checkpoint_every == 0 or done == settings.iterations:
                    kept.save(game)
                for callback in callbacks:
                    callback(game)
                advance(bar, game.history.last_generator_loss)
                if interrupted():
                    kept.save(game)
    return GANResult(game.sampler, critic, latent, settings.center, game.history)


def generate(
    generator, latent, n_samples: int, *, seed=None, center: bool = True, batch_size: int = 4096
) -> np.ndarray:
    """Samples of a generator.

    Args:
        generator (torch.nn.Module): maps ``(batch, latent.dim)`` to ``(batch, dim)``.
        latent (pennylane_qgen.latent.Latent): the latent distribution.
        n_samples (int): number of samples.
        seed (int, numpy.random.Generator or None): seed of latents and of the generator's noise.
        center (bool): whether the mean of the latent is subtracted, as in training.
        batch_size (int): samples computed at a time.

    Returns:
        numpy.ndarray: of shape ``(n_samples, dim)``.

    **Example**

    >>> from pennylane_qgen import gan, latent
    >>> gan.generate(gan.MLP([4, 8, 2]), latent.Gaussian(4), 10, seed=0).shape
    (10, 2)
    """
    rng = np.random.default_rng(seed)
    parameters = next(generator.parameters())
    was_training = generator.training
    generator.eval()
    batches = []
    with _own_randomness(parameters.device), torch.no_grad():
        torch.manual_seed(int(rng.integers(2**63)))
        for start in range(0, check_integer("n_samples", n_samples, 1), batch_size):
            latents = latent.sample(min(batch_size, n_samples - start), seed=rng, center=center)
            batch = generator(torch.as_tensor(latents).to(parameters))
            batches.append(batch.cpu().numpy())
    generator.train(was_training)
    return np.concatenate(batches)


def _step(game: Game, latent, data, seed: int, place, kept: Checkpoint) -> None:
    """Some steps of the critic and one of the generator."""
    settings, number = game.settings, len(game.history)
    begin = time.perf_counter()
    rng = np.random.default_rng([seed, number])
    size, n_batches = settings.batch_size, settings.critic_steps + 1
    latents = latent.sample(size * n_batches, seed=rng, center=settings.center)
    real = data.batch(size * settings.critic_steps, rng)
    sampling = time.perf_counter() - begin
    latents = torch.as_tensor(latents).to(place, torch.float32).split(size)
    real = torch.as_tensor(real).to(place, torch.float32).split(size)
    torch.manual_seed(int(rng.integers(2**63)))
    for index in range(settings.critic_steps):
        critic_loss = game.train_critic(real[index], latents[index])
    generator_loss = game.train_generator(latents[-1])
    if not np.isfinite([critic_loss, generator_loss]).all():
        raise TrainingError(
            f"A loss is not finite in step {number + 1}: critic {critic_loss}, generator "
            f"{generator_loss}. {kept.summary()} Try a smaller stepsize."
        )
    before = game.history.last_times
    game.history.append(
        critic_loss=critic_loss,
        generator_loss=generator_loss,
        wall_time=before[0] + time.perf_counter() - begin,
        sampling_time=before[1] + sampling,
    )


@contextmanager
def _own_randomness(place: torch.device):
    """Seeds set inside do not change the random numbers that the user draws from torch."""
    with torch.random.fork_rng(devices=[place] if place.type == "cuda" else []):
        yield


def _check_fit(generator, critic, latent, data, settings: GANSettings, place) -> None:
    """Refuse networks that do not fit latent and data, before training begins."""
    rng = np.random.default_rng(0)
    real = torch.as_tensor(np.asarray(data.batch(2, rng))).to(place, torch.float32)
    latents = torch.as_tensor(latent.sample(2, seed=rng)).to(place, torch.float32)
    with _own_randomness(place), torch.no_grad():
        try:
            fake = generator(latents)
        except RuntimeError as error:
            raise ValueError(
                f"The generator does not take latents of size {latent.dim}: {brief(error)}. Give "
                "it that many inputs, or choose another latent."
            ) from error
        if fake.shape != real.shape:
            raise ValueError(
                f"The generator makes samples of shape {tuple(fake.shape[1:])}; the data have "
                f"shape {tuple(real.shape[1:])}."
            )
        try:
            scores = critic(real)
        except RuntimeError as error:
            raise ValueError(
                f"The critic does not take samples of shape {tuple(real.shape[1:])}: "
                f"{brief(error)}."
            ) from error
    if scores.numel() != 2:
        raise ValueError(
            f"The critic must give one score a sample; got shape {tuple(scores.shape)} for 2."
        )


def _identity(settings: GANSettings, seed: int, latent, data) -> dict:
    """What a run must have in common with the checkpoint it goes on from; it may be longer."""
    chosen = asdict(settings) | {"betas": list(settings.betas)}
    del chosen["iterations"]
    return {"settings": chosen, "seed": seed, "latent": latent.describe(), "data": data.describe()}
