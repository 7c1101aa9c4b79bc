"""One latent of every kind, for the tests that all must pass."""

import functools

import numpy as np
import pytest

from pennylane_qgen import QCBM
from pennylane_qgen.latent import (
    Bernoulli,
    BornMachine,
    BosonSampling,
    DirichletMultinomial,
    Distinguishable,
    Gaussian,
    GaussianCopula,
    NegativeBinomial,
    SampleBank,
    ShuffledColumns,
)
from pennylane_qgen.linear_optics import haar_unitary


def boson(**options):
    return BosonSampling(3, 6, **({"seed": 0} | options))


def born_machine():
    data = np.array([[0, 0, 1], [1, 1, 0], [1, 0, 0]] * 5)
    return BornMachine(QCBM(n_layers=1, steps=5, seed=0, progress=False).fit(data))


LATENTS = {
    "haar": boson,
    "another seed": functools.partial(boson, seed=1),
    "sampler": functools.partial(boson, seed=2, method="sampler"),
    "matrix": functools.partial(boson, interferometer=haar_unitary(6, seed=3)[:, :4], seed=None),
    "one loop": functools.partial(boson, interferometer=(1,)),
    "loops": functools.partial(boson, interferometer=(1, 3)),
    "partly distinguishable": functools.partial(boson, indistinguishability=0.7),
    "lossy": functools.partial(boson, transmission=0.6),
    "lossy sampler": functools.partial(boson, seed=4, transmission=0.6, method="sampler"),
    "lossy loop": functools.partial(boson, interferometer=(1,), transmission=0.6),
    "clicks": functools.partial(boson, detector="threshold"),
    "partly distinguishable lossy clicks": functools.partial(
        boson, detector="threshold", transmission=0.6, indistinguishability=0.7
    ),
    "distinguishable": lambda: Distinguishable(3, 6, seed=0),
    "distinguishable clicks": lambda: Distinguishable(3, 6, seed=0, detector="threshold"),
    "gaussian": lambda: Gaussian(6),
    "bernoulli": lambda: Bernoulli(6, 0.3),
    "dirichlet-multinomial": lambda: DirichletMultinomial.matched_to(boson()),
    "multinomial": lambda: DirichletMultinomial.matched_to(Distinguishable(3, 6, seed=0)),
    "negative binomial": lambda: NegativeBinomial.matched_to(boson()),
    "copula": lambda: GaussianCopula.matched_to(boson(), n_samples=5000, seed=0),
    "shuffled": lambda: ShuffledColumns(boson()),
    "bank": lambda: SampleBank(boson().sample(500, seed=0)),
    "bank of numbers": lambda: SampleBank(Gaussian(6).sample(500, seed=0)),
    "born machine": born_machine,
}


@functools.cache
def latent_named(name):
    return LATENTS[name]()


@pytest.fixture(params=LATENTS)
def latent(request):
    """Each of the latents."""
    return latent_named(request.param)


@pytest.fixture
def all_latents():
    """All of them."""
    return [latent_named(name) for name in LATENTS]
