"""Latent distributions by name."""

import inspect

from .. import latent as latents
from .options import unknown_name

PHOTONIC = {
    "boson-sampling": latents.BosonSampling,
    "distinguishable": latents.Distinguishable,
}


def _shuffled_columns(photons: latents.Latent, *, seed) -> latents.Latent:
    """Nothing is matched by draws here, so that the seed is not needed."""
    return latents.ShuffledColumns(photons)


CONTROLS = {
    "dirichlet-multinomial": latents.DirichletMultinomial.matched_to,
    "gaussian-copula": latents.GaussianCopula.matched_to,
    "negative-binomial": latents.NegativeBinomial.matched_to,
    "shuffled-columns": _shuffled_columns,
}
"""Classical controls, which are matched to the photons that the options describe."""

OTHERS = {
    "bank": latents.SampleBank.load,
    "bernoulli": latents.Bernoulli,
    "gaussian": latents.Gaussian,
}
LATENTS = PHOTONIC | CONTROLS | OTHERS


def load_latent(name: str, options: dict | None = None, *, seed: int = 0) -> latents.Latent:
    """A latent distribution.

    Args:
        name (str): a name of ``LATENTS``.
        options (dict or None): its options. Those of a control are the options of the boson
            sampling that it is matched to; 8 photons in 16 modes where nothing is said.
        seed (int): seed of a random interferometer, where the options have none.

    Returns:
        pennylane_qgen.latent.Latent: the distribution.

    Raises:
        ValueError: if the name or an option is unknown, or a bank has no file.

    **Example**

    >>> load_latent("dirichlet-multinomial", {"n_photons": 2, "n_modes": 4}).dim
    4
    """
    options = dict(options or {})
    if name not in LATENTS:
        raise ValueError(unknown_name("latent", name, LATENTS))
    make = PHOTONIC["boson-sampling"] if name in CONTROLS else LATENTS[name]
    known = list(inspect.signature(make).parameters)
    for option in options:
        if option not in known:
            raise ValueError(unknown_name("latent option", option, known, where=f" of {name}"))
    if name not in OTHERS:
        options = {"n_photons": 8, "n_modes": 16, "seed": seed} | options
    elif name != "bank":
        options = {"dim": 16} | options
    elif "path" not in options:
        raise ValueError("The latent bank needs the file: latent_options = { path = FILE }.")
    made = make(**options)
    # With a seed, since a run that goes on needs the same control, and some are matched by draws.
    return CONTROLS[name](made, seed=options["seed"]) if name in CONTROLS else made
