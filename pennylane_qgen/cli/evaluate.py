"""``qgen evaluate``."""

import json
from pathlib import Path

import click

from .. import metrics
from ..datasets import Dataset
from .config import merge, read_config
from .data import load_data
from .files import check_output, write_json
from .model import draw, is_model, load_model
from .options import Numbers, data_options, debug_option


@click.command()
@click.argument("model_or_samples")
@data_options
@click.option("--bandwidth", type=Numbers(), help="Of the MMD; by default that of the model.")
@click.option(
    "--n-samples",
    type=click.IntRange(min=3),
    default=5000,
    show_default=True,
    help="Samples drawn from a model.",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the samples."
)
@click.option("--output", metavar="FILE", help="A .json file; printed without.")
@click.option("--overwrite", is_flag=True, help="Replace the output file.")
@debug_option
def evaluate(model_or_samples, data, data_options, bandwidth, n_samples, seed, output, overwrite):
    """Measure how close a model or a file of samples is to data, as JSON.

    MODEL_OR_SAMPLES is the output folder of qgen train, a model.npz file, or a .csv or .npz file
    of zeros and ones.

    \b
      qgen evaluate outputs/digits                            its own held-out data
      qgen evaluate outputs/digits --data digits --data-option width=4
      qgen evaluate samples.csv --data test.csv --bandwidth 0.5,1,2

    "mmd" is the unbiased estimate of MMD squared, so it may be slightly negative.
    """  # noqa: D301
    if output is not None:
        output = check_output(output, suffixes=(".json",), overwrite=overwrite)
    reference = _reference(model_or_samples, data, dict(data_options), seed)
    if is_model(model_or_samples):
        model = load_model(model_or_samples)
        bandwidth = model.bandwidth if bandwidth is None else bandwidth
        samples = draw(model, n_samples, seed=seed)
    else:
        samples = load_data(model_or_samples).samples
    bandwidth = samples.shape[1] ** 0.5 / 2 if bandwidth is None else bandwidth
    report = {
        "samples": str(model_or_samples),
        "reference": reference.name,
        "n_samples": len(samples),
        "n_reference": len(reference),
        "bandwidth": bandwidth,
        **metrics.evaluate(samples, reference.samples, bandwidth=bandwidth),
    }
    if output is None:
        click.echo(json.dumps(report, indent=2))
    else:
        write_json(output, report)


def _reference(source: str, data: str | None, options: dict, seed: int) -> Dataset:
    """The data that were named, or what the run held out."""
    if data is not None:
        return load_data(data, options, seed=seed)
    used = Path(source) / "config.toml"
    if not used.is_file():
        raise click.UsageError(
            "Name the data to compare with: --data NAME or --data FILE. Only the folder of a "
            "training run knows its own."
        )
    config = merge(read_config(used), {})
    whole = load_data(config.data, config.data_options | options, seed=config.seed)
    return whole.train_test_split(config.test_size, seed=config.seed)[1]
