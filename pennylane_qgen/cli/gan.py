"""``qgen gan``."""

import sys
from pathlib import Path

import click
import numpy as np

from ..whole_files import write_whole
from .files import RunFolder, write_json, write_text
from .gan_config import GANConfig
from .gan_data import load_source
from .latents import load_latent
from .options import debug_option

FILES = (
    "config.toml",
    "checkpoint.safetensors",
    "samples.npy",
    "metrics.json",
    "history.json",
    "loss.png",
    "samples.png",
)


@click.command()
@click.option("--config", "config_file", metavar="FILE", help="Settings in TOML; see above.")
@click.option("--data", help="Distribution or file; wins over the config.")
@click.option("--latent", help="Latent distribution; wins over the config.")
@click.option("--iterations", type=click.IntRange(min=1), help="Steps of the generator.")
@click.option("--quick", is_flag=True, help="At most 500 iterations, to see that all is well.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of networks and batches.")
@click.option("--output", help="Folder for the results; outputs/gan-DATA-LATENT by default.")
@click.option("--overwrite", is_flag=True, help="Replace the results in the output folder.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--quiet", is_flag=True, help="Print errors only.")
@debug_option
def gan(config_file, quick, overwrite, resume, quiet, **flags):
    """Train a generative adversarial network on a latent distribution.

    \b
      qgen gan --data ring-mixture --latent boson-sampling --iterations 1000
      qgen gan --config examples/gan_ring_mixture.toml --latent gaussian --quick
      qgen gan --resume --output outputs/gan-ring-mixture-boson-sampling

    Data: ring-mixture, photons, bits, qm9, or a .csv, .npy or .npz file with a sample a row.
    Latents: boson-sampling, distinguishable, their classical controls (dirichlet-multinomial,
    gaussian-copula, negative-binomial, shuffled-columns), gaussian, bernoulli, bank.

    A config file has these keys; all have defaults:

    \b
      data = "photons"
      data_options = { n_photons = 8, n_modes = 16, seed = 1000 }
      latent = "boson-sampling"
      latent_options = { n_photons = 8, n_modes = 16, interferometer = [1, 3, 9] }
      hidden = [512, 512]
      activation = "relu"
      objective = "wasserstein"      # or "non-saturating", "hinge"
      gradient_penalty = 10.0
      critic_steps = 5
      optimizer = "rmsprop"          # or "adam", with betas = [0.0, 0.9]
      stepsize = 5e-4
      batch_size = 500
      iterations = 5000
      center = true                  # subtract the mean of the latent
      ema_decay = 0.999              # average the generator's weights; none by default
      checkpoint_every = 500
      seed = 0
      n_samples = 10000

    With qm9, networks for molecules take the place of hidden and activation. The output folder gets
    the checkpoint, samples, metrics, the history, figures and the settings used.
    """  # noqa: D301
    if resume and config_file is None:
        config_file = _config_of_run(flags)
    config = GANConfig.read(config_file, **flags)
    config = config.shortened() if quick else config
    settings = config.training()
    folder = RunFolder(
        config.folder, FILES, checkpoint="checkpoint.safetensors", model="samples.npy"
    )
    folder.check(overwrite=overwrite, resume=resume)
    source = load_source(config.data, config.data_options)
    latent = load_latent(config.latent, config.latent_options, seed=config.seed)
    networks = _networks(config, source, latent.dim)
    if not (resume and folder.checkpoint.exists()):
        folder.begin()
        write_text(folder.file("config.toml"), config.to_toml())
    say = (lambda text: None) if quiet else click.echo
    say(f"{config.data} from {latent}, {settings.iterations} iterations, {settings.objective}")
    result = _train(config, settings, networks, latent, source, folder, quiet)
    say(_finish(config, folder, result, source))


def _config_of_run(flags: dict):
    """The settings that a run began with."""
    if flags["output"] is None:
        raise click.UsageError("--resume needs the run: --output FOLDER, or --config.")
    path = Path(flags["output"]).expanduser() / "config.toml"
    if not path.is_file():
        raise FileNotFoundError(f"There is no run in {flags['output']} to go on with.")
    return path


def _networks(config: GANConfig, source, latent_dim: int) -> tuple:
    if config.data == "qm9":
        from .. import molecules

        return (
            molecules.MoleculeGenerator(latent_dim, seed=config.seed),
            molecules.RelationalGCNCritic(seed=config.seed + 1),
        )
    from ..gan import MLP

    dim = source.batch(1, np.random.default_rng(0)).shape[1]
    options = {"activation": config.activation}
    return (
        MLP([latent_dim, *config.hidden, dim], seed=config.seed, **options),
        MLP([dim, *config.hidden, 1], seed=config.seed + 1, **options),
    )


def _train(config, settings, networks, latent, source, folder: RunFolder, quiet: bool):
    from ..gan import train

    try:
        return train(
            *networks,
            latent,
            source,
            settings=settings,
            seed=config.seed,
            checkpoint=folder.checkpoint,
            checkpoint_every=config.checkpoint_every,
            progress=False if quiet else None,
        )
    except KeyboardInterrupt:
        click.echo(f"\nStopped. Go on with: qgen gan --resume --output {folder.path}", err=True)
        sys.exit(130)


def _finish(config: GANConfig, folder: RunFolder, result, source) -> str:
    """Write all results; the text that sums them up."""
    samples = result.sample(config.n_samples, seed=config.seed)
    write_whole(folder.file("samples.npy"), lambda path: np.save(path, samples))
    history = result.history
    write_json(folder.file("history.json"), history.to_dict())
    metrics = {
        "iterations": len(history),
        "seconds": float(history.wall_time[-1]),
        "share_of_time_in_sampling": history.sampling_share,
        **_quality(config.data, source, samples, seed=config.seed),
    }
    write_json(folder.file("metrics.json"), metrics)
    write_text(folder.file("config.toml"), config.to_toml())
    _draw_figures(folder, history, samples)
    numbers = {key: f"{value:.4g}" for key, value in metrics.items()}
    numbers["iterations"] = len(history)
    lines = [f"{key.replace('_', ' '):<30}{number}" for key, number in numbers.items()]
    written = ", ".join(folder.written())
    return "\n".join([*lines, "", f"Written to {folder.path}: {written}"])


def _quality(data: str, source, samples: np.ndarray, *, seed: int) -> dict:
    """What tells generated samples from real ones, by kind of data."""
    if data == "qm9":
        from ..molecules import sample_quality

        quality = sample_quality(samples)
        return {name: getattr(quality, name) for name in ("validity", "uniqueness", "novelty")}
    real = np.asarray(source.batch(len(samples), np.random.default_rng(seed)), dtype=float)
    result = {
        "largest_error_of_a_mean": np.abs(samples.mean(axis=0) - real.mean(axis=0)).max(),
        "largest_error_of_a_deviation": np.abs(samples.std(axis=0) - real.std(axis=0)).max(),
    }
    if data == "ring-mixture":
        result["share_between_blobs"] = (source.nearest_mode(samples)[1] > 4).mean()
    if (real == real.round()).all():
        result["distance_to_whole_numbers"] = np.abs(samples - samples.round()).mean()
    return {key: float(value) for key, value in result.items()}


def _draw_figures(folder: RunFolder, history, samples: np.ndarray) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(history.critic_loss, color="0.6", label="critic")
    axes.plot(history.generator_loss, color="0.1", linestyle="--", label="generator")
    axes.set(xlabel="iteration", ylabel="loss")
    axes.legend()
    write_whole(folder.file("loss.png"), lambda path: figure.savefig(path, dpi=150))
    if samples.shape[1] == 2:
        figure = Figure(figsize=(5, 5), layout="constrained")
        axes = figure.subplots()
        axes.scatter(*samples.T, s=1, alpha=0.4, color="0.2")
        axes.set(xlabel="x", ylabel="y", aspect="equal")
        write_whole(folder.file("samples.png"), lambda path: figure.savefig(path, dpi=150))
