"""Batches of latent draws at the size of arXiv:2508.19857, one thread, process CPU time."""

from timing import best_times, report

from pennylane_qgen.latent import (
    BosonSampling,
    DirichletMultinomial,
    Distinguishable,
    Gaussian,
    GaussianCopula,
    NegativeBinomial,
    ShuffledColumns,
)

BATCH = 500
"""A generative adversarial network there draws six such batches a step, 40,000 times."""

PEER = "sampler, 8 photons"


def latents() -> dict:
    """Latents of 16 numbers; the sampler, which uses no table, is what they are compared with."""
    boson = BosonSampling(8, 16, seed=0)
    return {
        PEER: BosonSampling(8, 16, seed=0, method="sampler"),
        "table, 8 photons": boson,
        "three loops": BosonSampling(8, 16, interferometer=(1, 3, 9), seed=0),
        "one loop": BosonSampling(8, 16, interferometer=(1,), seed=0),
        "distinguishable": Distinguishable(8, 16, seed=0),
        "Dirichlet-multinomial": DirichletMultinomial.matched_to(boson),
        "negative binomial": NegativeBinomial.matched_to(boson),
        "Gaussian copula": GaussianCopula.matched_to(boson, seed=0),
        "shuffled columns": ShuffledColumns(boson),
        "Gaussian": Gaussian(16),
    }


def main() -> None:
    functions = {
        name: lambda latent=latent: latent.sample(BATCH, seed=0)
        for name, latent in latents().items()
    }
    seconds = best_times(functions)
    targets = {"table, 8 photons": "< 20 ms"}
    for name in functions:
        title = f"{BATCH} draws: {name}"
        report(title, seconds[name], PEER, seconds[PEER], targets.get(name, "-"))
    report_table()


def report_table() -> None:
    """The table costs as much as some thousands of draws by the sampler; it is made once."""
    sampler = BosonSampling(8, 16, seed=0, method="sampler")
    functions = {
        "table": lambda: BosonSampling(8, 16, seed=0).sample(1, seed=0),
        "sampler": lambda: sampler.sample(6000, seed=0),
    }
    seconds = best_times(functions, rounds=3)
    report("making the table", seconds["table"], "sampler, 6,000", seconds["sampler"], ">= 1")


if __name__ == "__main__":
    main()
