"""``qgen sample``."""

import click

from .files import check_output, csv_text, write_samples
from .model import draw, load_model
from .options import KeyValue, debug_option


@click.command()
@click.argument("model")
@click.option("--shots", type=click.IntRange(min=1), required=True, help="Number of samples.")
@click.option("--output", metavar="FILE", help="A .csv or .npz file; printed without.")
@click.option("--seed", type=click.IntRange(min=0), help="Makes the samples reproducible.")
@click.option("--device", help="Another device than the model was trained on; see `qgen devices`.")
@click.option(
    "--device-option",
    "device_options",
    type=KeyValue(),
    multiple=True,
    help="Option of that device. Can be repeated.",
)
@click.option("--overwrite", is_flag=True, help="Replace the output file.")
@click.option("--quiet", is_flag=True, help="Print errors only.")
@debug_option
def sample(model, shots, output, seed, device, device_options, overwrite, quiet):
    """Draw bit strings from a trained model.

    MODEL is the output folder of qgen train, or a model.npz file.

    \b
      qgen sample outputs/digits --shots 10
      qgen sample outputs/digits --shots 100000 --seed 1 --output samples.npz
      qgen sample outputs/digits --shots 1000 --device default.qubit --output samples.csv

    A .csv file has one bit string a line; a .npz file has them as the array "bits".
    """  # noqa: D301
    if output is not None:
        output = check_output(output, suffixes=(".csv", ".npz"), overwrite=overwrite)
    parameters = {"device": device, "device_options": dict(device_options)} if device else {}
    if device_options and not device:
        raise click.UsageError("--device-option needs --device.")
    loaded = load_model(model, **parameters)
    samples = draw(loaded, shots, seed=seed)
    if output is None:
        click.echo(csv_text(samples), nl=False)
        return
    write_samples(output, samples)
    if not quiet:
        click.echo(f"{shots} samples of {loaded.n_wires_} wires written to {output}")
