"""``qgen train``."""

import sys

import click
import numpy as np

from ..datasets import Dataset
from ..qcbm import QCBM
from ..training import as_optimizer
from ..whole_files import write_whole
from . import comparison
from .config import KEYS, TrainConfig, merge, read_config, to_toml
from .data import load_data
from .files import RunFolder, write_json, write_samples, write_text
from .model import build_model, draw, untrained_model
from .options import KeyValue, Numbers, debug_option

FILES = (
    "config.toml",
    "checkpoint.npz",
    "model.npz",
    "samples.csv",
    "metrics.json",
    "history.json",
    "loss.png",
    "samples.png",
    "mmd.png",
    "overview.png",
)


def _flags(command):
    """One flag a setting of `TrainConfig`; those not given are None or empty."""
    types = {"bandwidth": Numbers(), "test_size": float, "stepsize": float}
    for key, item in reversed(KEYS.items()):
        kinds, text = item.metadata["kinds"], item.metadata["help"]
        if kinds == (dict,):
            flag, settings = key.removesuffix("s"), {"type": KeyValue(), "multiple": True}
            text += " Can be repeated."
        else:
            flag, settings = key, {"type": types.get(key, kinds[0])}
            text += "" if item.default is None else f"  [default: {item.default}]"
        name = f"--{flag.replace('_', '-')}"
        command = click.option(name, key, help=text, **settings)(command)
    return command


@click.command()
@click.option("--config", "config_file", metavar="FILE", help="Settings in TOML; see above.")
@_flags
@click.option("--overwrite", is_flag=True, help="Replace the results in the output folder.")
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option("--quiet", is_flag=True, help="Print errors only.")
@debug_option
def train(config_file, overwrite, resume, quiet, **flags):
    """Train a Born machine on data and compare it with held-out data.

    \b
      qgen train --data bars_and_stripes --data-option n_samples=1000
      qgen train --data my_bits.csv --n-layers 6 --optimizer l-bfgs-b --output outputs/mine
      qgen train --config demo.toml --steps 20
      qgen train --resume --output outputs/mine

    A config file has the settings below as keys, with _ in place of -; flags win over it. What
    takes KEY=VALUE is a table there:

    \b
      data = "digits"
      data_options = { width = 4 }
      n_layers = 8
      ansatz_options = { entangler = "cnot", strategy = "small", scale = 0.5 }
      bandwidth = [0.5, 1, 2, 4]
      steps = 400

    The output folder gets the model, samples, metrics, the history of training, figures and the
    settings used. A model is good when its MMD to the held-out data is far below that of the
    independent bits, which know the mean of each bit and nothing else, and near that of the
    training data themselves.
    """  # noqa: D301
    flags = _given(flags)
    config = merge(_settings_of_file(config_file, flags, resume), flags)
    folder = RunFolder(config.folder, FILES, checkpoint="checkpoint.npz", model="model.npz")
    folder.check(overwrite=overwrite, resume=resume)
    say = (lambda text: None) if quiet else click.echo
    train_set, test_set = _split(config)
    start = untrained_model(config, train_set.samples)
    as_optimizer(config.optimizer, stepsize=config.stepsize)
    if not (resume and folder.checkpoint.exists()):
        folder.begin()
        write_text(folder.file("config.toml"), to_toml(config))
    say(_introduction(config, train_set, test_set, start))
    model = _fit(config, folder, train_set, progress=False if quiet else None)
    say(_finish(config, folder, model=model, start=start, train_set=train_set, test_set=test_set))


def _given(flags: dict) -> dict:
    """The flags that were given, pairs of key and value as tables."""
    tables = {key: dict(value) for key, value in flags.items() if isinstance(value, tuple)}
    return {key: value for key, value in (flags | tables).items() if value not in (None, {})}


def _settings_of_file(config_file, flags: dict, resume: bool) -> dict:
    """Settings of the config file; when going on without one, those the run began with."""
    if config_file is not None:
        return read_config(config_file)
    if not resume or "data" in flags:
        return {}
    place = {key: flags[key] for key in ("name", "output") if key in flags}
    if not place:
        raise click.UsageError("--resume needs the run: --output FOLDER, --name NAME or --config.")
    folder = TrainConfig(data="", **place).folder
    if not (folder / "config.toml").is_file():
        raise FileNotFoundError(f"There is no run in {folder} to go on with.")
    return read_config(folder / "config.toml")


def _split(config: TrainConfig) -> tuple[Dataset, Dataset]:
    data = load_data(config.data, config.data_options, seed=config.seed)
    train_set, test_set = data.train_test_split(config.test_size, seed=config.seed)
    comparison.check_sizes(train_set, test_set)
    return train_set, test_set


def _introduction(config: TrainConfig, train_set, test_set, start: QCBM) -> str:
    measured = "exact" if config.shots is None else f"{config.shots} shots"
    return (
        f"{train_set.name.removesuffix(' (train)')}: {len(train_set)} training and "
        f"{len(test_set)} held-out samples of {train_set.n_wires} wires\n"
        f"{config.ansatz} with {np.size(start.weights_)} weights on {config.device} ({measured}), "
        f"loss {config.loss}, {config.optimizer}, up to {config.steps} steps"
    )


def _fit(config: TrainConfig, folder: RunFolder, train_set: Dataset, *, progress) -> QCBM:
    checkpoint = folder.checkpoint
    try:
        return build_model(config, checkpoint=checkpoint, progress=progress).fit(train_set.samples)
    except KeyboardInterrupt:
        click.echo(f"\nStopped. Go on with: qgen train --resume --output {folder.path}", err=True)
        sys.exit(130)


def _finish(config, folder: RunFolder, *, model: QCBM, start: QCBM, train_set, test_set) -> str:
    """Write all results; the text that sums them up."""
    # The path of the checkpoint means nothing to those who load the model elsewhere.
    model.set_params(checkpoint=None, progress=None).save(folder.file("model.npz"))
    samples = draw(model, config.n_samples, seed=config.seed)
    write_samples(folder.file("samples.csv"), samples)
    write_json(folder.file("history.json"), model.history_.to_dict())
    rows = comparison.compare(
        untrained=draw(start, config.n_samples, seed=config.seed),
        trained=samples,
        train=train_set,
        test=test_set,
        bandwidth=config.bandwidth,
        seed=config.seed,
    )
    metrics = _metrics(config, model, start, train_set, test_set, rows)
    write_json(folder.file("metrics.json"), metrics)
    write_text(folder.file("config.toml"), to_toml(config))
    _draw_figures(folder, config, test_set, samples, model.history_.loss, rows)
    return _summary(metrics, folder)


def _metrics(config, model: QCBM, start: QCBM, train_set, test_set, rows: dict) -> dict:
    result = model.result_
    return {
        "data": {
            "name": train_set.name.removesuffix(" (train)"),
            "source": train_set.source,
            "n_wires": train_set.n_wires,
            "n_train": len(train_set),
            "n_test": len(test_set),
        },
        "training": {
            "n_weights": int(np.size(model.weights_)),
            "steps": result.steps,
            "initial_loss": float(start.result_.loss),
            "loss": result.loss,
            "best_loss": result.best_loss,
            "ended": result.reason,
            "wall_time": result.wall_time,
        },
        "n_samples": config.n_samples,
        "bandwidth": config.bandwidth or model.n_wires_**0.5 / 2,
        "held_out": rows,
        "standard_errors_below_untrained": comparison.standard_errors_below(
            rows["trained"], rows["untrained"]
        ),
        "standard_errors_below_independent_bits": comparison.standard_errors_below(
            rows["trained"], rows["independent_bits"]
        ),
    }


def _draw_figures(folder: RunFolder, config, test_set, generated, loss, rows: dict) -> None:
    from .. import plot
    from ..figures import save_figure

    real = test_set.samples
    title = f"{test_set.name.removesuffix(' (test)')}: {config.ansatz} on {real.shape[1]} wires"

    def save(name, axes):
        write_whole(folder.file(name), lambda path: save_figure(axes, path))

    estimates = {
        comparison.LABELS[name].replace(" ", "\n", 1): (row["mmd"], row["mmd_standard_error"])
        for name, row in rows.items()
    }
    label = f"{config.loss} (training loss)"
    save("loss.png", plot.loss_curve(loss, label=label))
    save("mmd.png", plot.mmd_bars(estimates))
    square = plot.image_side(generated.shape[1]) is not None
    save(
        "samples.png",
        plot.images(generated, title="Generated samples")
        if square
        else plot.histogram(real, {"generated": generated}),
    )
    overview = plot.overview(
        real=real, generated=generated, loss=loss, estimates=estimates, title=title
    )
    save("overview.png", overview.axes[0])


def _summary(metrics: dict, folder: RunFolder) -> str:
    training, held_out = metrics["training"], metrics["held_out"]
    margins = [
        f"{metrics[f'standard_errors_below_{name}']:.1f} standard errors below {text}"
        for name, text in (("untrained", "untrained"), ("independent_bits", "independent bits"))
    ]
    return (
        f"Trained in {training['wall_time']:.1f} s ({training['ended']}); loss "
        f"{training['initial_loss']:.5f} -> {training['loss']:.5f}\n\n"
        f"Distance to {metrics['data']['n_test']} held-out samples, from {metrics['n_samples']} "
        f"samples of each model\n{comparison.table(held_out)}\n"
        f"The trained model is {margins[0]} and {margins[1]}.\n\n"
        f"Written to {folder.path}: {', '.join(folder.written())}"
    )
