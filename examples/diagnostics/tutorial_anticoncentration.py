r"""
Anticoncentration kills the gradient
====================================

What makes a circuit hard to sample from also makes it hard to train: if its probabilities are
spread over all outcomes, any two such circuits look alike to every loss of the distribution.

Arguments for a quantum advantage in sampling need circuits that *anticoncentrate*: a constant share
of the :math:`2^n` outcomes is about as likely as under the uniform distribution. Then
:math:`\sum_x (p - q)^2` between two of them is of the order of :math:`2^{-n}`, and no kernel makes
it larger on average [#limits]_.
"""

###############################################################################
# Three families of circuits
# --------------------------
#
# Random circuits of commuting two-wire gates (IQP) anticoncentrate. A *peaked* circuit is the same
# on a few wires only, with all others left at zero. Products of single wires lie between.

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen
from pennylane_qgen import diagnostics, theory

N_PEAK = 2
SIZES = np.arange(3, 13)


def zeros(n_wires):
    """One data point, all zeros."""
    return np.zeros((1, n_wires), dtype=int)


def make(family, n_wires):
    """A QNode with the squared distance to the data, and a function that draws weights."""
    acting = N_PEAK if family == "peaked" else n_wires
    template = qgen.Product if family == "product" else qgen.IQP
    options = {"rotation": "RX"} if family == "product" else {}

    @qml.qnode(qml.device("qgen.iqp", wires=n_wires, seed=0))
    def model(weights):
        template(weights, wires=range(acting), **options)
        return qgen.squared_distance(zeros(n_wires), wires=range(n_wires))

    return model, lambda rng: template.init(acting, seed=rng)


FAMILIES = {"IQP": "-", "product": "--", "peaked": ":"}

###############################################################################
# At ten wires about half of the outcomes of an IQP circuit have half of the uniform probability or
# more, nearly as many as in a random state. The Kolmogorov-Smirnov test sees that its law is not
# quite that of Porter and Thomas: with only 55 angles it cannot be. The others are far from it.

for family in FAMILIES:
    model, init = make(family, 10)
    weights = init(np.random.default_rng(1))
    print(f"{family:<8}", diagnostics.anticoncentration(model, weights=weights))
    print(f"{'':<8}", diagnostics.porter_thomas_test(model, weights=weights, seed=0))

###############################################################################
# Spread against variance
# -----------------------
#
# For each family and size: how spread the distribution is, and how much the gradient of the loss
# varies over random weights. The dashed grey line is the spread of a random state.

spread, slopes, errors = {}, {}, {}
rng = np.random.default_rng(2)
for family in FAMILIES:
    spread[family], slopes[family], errors[family] = [], [], []
    for n_wires in SIZES:
        model, init = make(family, n_wires)
        values = [
            diagnostics.collision_probability(model, weights=init(rng)).normalized
            for _ in range(20)
        ]
        found = diagnostics.gradient_variance(model, init, n_circuits=60, seed=rng)
        spread[family].append(np.mean(values))
        slopes[family].append(found.variance)
        errors[family].append(found.standard_error)

fig, (left, right) = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
for family, style in FAMILIES.items():
    left.semilogy(SIZES, spread[family], "k" + style, marker="o", ms=3, label=family)
    right.errorbar(SIZES, slopes[family], errors[family], color="black", ls=style, marker="o", ms=3)
left.axhline(2, color="grey", linestyle="--")
left.set(xlabel="wires", ylabel=r"$2^n \sum_x p(x)^2$")
right.set(xlabel="wires", ylabel="variance of a partial derivative", yscale="log")
left.legend(frameon=False)
plt.show()

for family in FAMILIES:
    fit = diagnostics.concentration_fit(SIZES, slopes[family], errors[family])
    print(f"{family:<8} gradient: {fit}")

###############################################################################
# The flatter the distribution, the faster the gradient dies. Only the peaked circuits keep theirs,
# and they are easy to sample. (Where the preference is below two, as for products, the sizes do not
# decide the law. The closed form of their loss says that it is exponential.)
#
# A kernel does not help
# ----------------------
#
# For families whose outcomes are exchangeable, like IQP circuits with all pairs of wires, the mean
# MMD of two circuits is that of the squared distance times a factor close to one, for *any* kernel:
# :math:`N (1 - \bar K) / (N - 1)`, with the kernel's mean :math:`\bar K`. For products it depends
# on the bandwidth, and :math:`\sqrt n / 2` keeps the loss alive.

print(f"{'n':>3} {'IQP, sigma=1':>14} {'sqrt(n)/2':>12} {'product, sigma=1':>18} {'sqrt(n)/2':>12}")
for n_wires in (5, 10, 20, 40):
    wide = np.sqrt(n_wires) / 2
    row = [
        theory.iqp_pair_mean(n_wires, 1.0),
        theory.iqp_pair_mean(n_wires, wide),
        theory.product_pair(n_wires, 1.0, family="angle").mean,
        theory.product_pair(n_wires, wide, family="angle").mean,
    ]
    print(f"{n_wires:3d} {row[0]:14.2e} {row[1]:12.2e} {row[2]:18.2e} {row[3]:12.2e}")

###############################################################################
# A way out
# ---------
#
# All this is about *random* weights. Near the identity an IQP circuit is peaked, and has a
# gradient. Whether it keeps one on the way to the data is another question, but it can set out.
# :func:`~pennylane_qgen.diagnose` puts the evidence together, and ends in a verdict.


def scaled(scale):
    """The IQP model at each size with angles of a given scale, for ``diagnose``."""

    def make_model(n_wires):
        @qml.qnode(qml.device("qgen.iqp", wires=n_wires, seed=0))
        def model(weights):
            qgen.IQP(weights, wires=range(n_wires))
            return qgen.mmd(qgen.datasets.ghz(n_wires), bandwidth=np.sqrt(n_wires) / 2)

        def init(rng):
            if scale is None:
                return qgen.IQP.init(n_wires, seed=rng)
            return qgen.IQP.init(n_wires, strategy="small", scale=scale / n_wires, seed=rng)

        return model, init

    return make_model


for label, scale in (("uniform angles", None), ("small angles", 0.5)):
    make_model = scaled(scale)
    report = diagnostics.diagnose(
        *make_model(10), scaling=make_model, sizes=range(5, 15), n_circuits=100, seed=3
    )
    print(f"{label}\n{report}\n")

###############################################################################
# ``report.save("report.html")`` writes the same as a page with figures.
#
# References
# ----------
#
# .. [#limits] S. Herbst, I. Brandić and A. Pérez-Salinas, "Limits of quantum generative models with
#    classical sampling hardness", `arXiv:2512.24801 <https://arxiv.org/abs/2512.24801>`__.
