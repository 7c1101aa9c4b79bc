"""``qgen study``."""

from pathlib import Path

import click

from .options import debug_option


@click.command()
@click.argument("name", required=False)
@click.option("--list", "listing", is_flag=True, help="List the studies.")
@click.option("--all", "everything", is_flag=True, help="Run all studies, one after the other.")
@click.option("--quick", is_flag=True, help="The size that takes minutes; full size takes hours.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path),
              default=Path("outputs/studies"), show_default=True,
              help="Folder for chunks, tables and figures.")  # fmt: skip
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed.")
@click.option("--scheduler", help="A Dask scheduler that runs already, such as tcp://host:8786.")
@click.option("--workers", type=click.IntRange(min=1),
              help="Number of local processes. Default: one a core.")  # fmt: skip
@debug_option
def study(name, listing, everything, quick, output, seed, scheduler, workers):
    """Reproduce a published claim and print its table.

    \b
      qgen study --list
      qgen study loss-concentration --quick
      qgen study --quick --all

    Finished chunks are kept in the output folder: the same command goes on where it was stopped,
    and gives the same numbers.
    """  # noqa: D301
    from ..studies import STUDIES, find_study, format_table, run_all

    if listing:
        for kind in STUDIES.values():
            click.echo(f"{kind.name:<24}{kind.title} ({kind.source})")
        return
    if everything == (name is not None):
        raise click.UsageError("Name one study, or give --all. `qgen study --list` lists them.")
    names = list(STUDIES) if everything else [name]
    chosen = [find_study(entry, quick=quick) for entry in names]
    results = []
    options = {"output": output, "seed": seed, "scheduler": scheduler, "workers": workers}
    for result in run_all(chosen, **options):
        click.echo(f"\n{result.title} ({result.name}, seed {seed})\n\n{result.table}")
        results.append(result)
    claims = [claim for result in results for claim in result.claims]
    if everything:
        (output / "table.txt").write_text(format_table(claims) + "\n", encoding="utf-8")
    judged = [claim.met for claim in claims if claim.met is not None]
    click.echo(f"\n{sum(judged)} of {len(judged)} tolerances met; figures and tables in {output}")
