r"""
Write your own ansatz and loss
==============================

A circuit in which every sample has exactly four ones, and a loss that counts in standard errors of
the data: neither is in the package. Each takes about ten lines, and everything else, from training
to sampling and the gradient on any device, works with them as with the built-in ones.
"""

###############################################################################
# The problem
# -----------
#
# Four guests sit down at a round table of eight seats, and would rather not have a neighbour:
# :math:`p(x) \propto e^{-\text{pairs of neighbours}}` over the 70 strings with four ones. We have
# 2,000 evenings on record.

import matplotlib.pyplot as plt
import numpy as np
import pennylane as qml

import pennylane_qgen as qgen
from pennylane_qgen.templates.base import check_weights, draw_weights

N_WIRES, N_ONES = 8, 4

strings = qgen.bits.integers_to_bits(np.arange(2**N_WIRES), N_WIRES)
neighbours = (strings & np.roll(strings, 1, axis=1)).sum(axis=1)
target = np.where(strings.sum(axis=1) == N_ONES, np.exp(-1.0 * neighbours), 0)
target /= target.sum()
data = strings[np.random.default_rng(0).choice(len(target), size=2000, p=target)]

###############################################################################
# An ansatz is a function
# -----------------------
#
# ``qml.SingleExcitation`` moves a one between two wires and never makes or loses any. Start with
# four ones, and every sample has four. ``qml.IsingZZ`` between them lets the guests notice each
# other. The shortest way to an ansatz is a function that applies gates:


def exchange_function(weights, wires):
    for wire in wires[::2]:
        qml.X(wire)
    for layer in weights:
        for parity in (0, 1):
            for i in range(parity, len(wires), 2):
                pair = [wires[i], wires[(i + 1) % len(wires)]]
                qml.IsingZZ(layer[0, i], wires=pair)
                qml.SingleExcitation(layer[1, i], wires=pair)


###############################################################################
# An ansatz is a template
# -----------------------
#
# A subclass of :class:`~pennylane_qgen.Ansatz` is an operation with a name: one box in drawings, an
# error for weights of the wrong shape, initial weights by strategy, and the estimator
# :class:`~pennylane_qgen.QCBM` takes it as ``ansatz=Exchange``. Its contract: one tensor of
# weights, gates that are the same for all values of the weights, and gate angles that depend
# linearly on one weight each. The device ``qgen.lightning`` relies on it.


class Exchange(qgen.Ansatz):
    """Layers that move ones around a ring and make neighbours interact."""

    ndim_params = (3,)

    def __init__(self, weights, wires):
        n_layers = qml.math.shape(weights)[-3]
        weights = check_weights("Exchange", weights, self.shape(n_layers, len(wires)))
        super().__init__(weights, wires=wires)

    @staticmethod
    def compute_decomposition(weights, wires):
        gates = [qml.X(wire) for wire in wires[::2]]
        for layer in range(weights.shape[-3]):
            for parity in (0, 1):
                for i in range(parity, len(wires), 2):
                    pair = [wires[i], wires[(i + 1) % len(wires)]]
                    gates.append(qml.IsingZZ(weights[..., layer, 0, i], wires=pair))
                    gates.append(qml.SingleExcitation(weights[..., layer, 1, i], wires=pair))
        return gates

    @staticmethod
    def shape(n_layers, n_wires):
        return (n_layers, 2, n_wires)

    @staticmethod
    def init(n_layers, n_wires, *, strategy="uniform", seed=None, scale=0.1):
        return draw_weights(Exchange.shape(n_layers, n_wires), strategy, seed, scale=scale)


###############################################################################
# A loss is a measurement and a function
# --------------------------------------
#
# PennyLane's gradient rules hold for what is linear in the state: expectation values,
# probabilities, parities :math:`\langle Z_S \rangle`. A :class:`~pennylane_qgen.Loss` is one such
# measurement and a smooth function of its result, so the rules apply to the measurement, and the
# chain rule to the function.
#
# Here the parities of all single wires and pairs are compared with those of the data, in units of
# the data's standard errors, as a :math:`\chi^2` per word:
#
# .. math:: L = \frac{1}{|W|} \sum_{S \in W} \frac{(\langle Z_S \rangle - z_S)^2}{\sigma_S^2},
#           \qquad \sigma_S^2 = \frac{1 - z_S^2}{N}.
#
# At 1 the model differs from the record by as much as another record of 2,000 evenings would.


def chi_squared(samples, max_weight=2):
    """Mean squared deviation of parities, in standard errors of the samples."""
    n_samples, n_wires = samples.shape
    words = qgen.bits.words_up_to_weight(n_wires, max_weight)
    means = qgen.bits.parity_means(samples, words)
    errors = np.sqrt((1 - means**2) / n_samples)

    def deviation(parities):
        expected, unit = (qml.math.convert_like(array, parities) for array in (means, errors))
        return qml.math.mean(((parities - expected) / unit) ** 2, axis=-1)

    return qgen.Loss(qgen.parities(words), deviation, "chi_squared")


###############################################################################
# Both in a QNode
# ---------------


def make_model(ansatz, device="qgen.lightning", **options):
    """A QNode of an ansatz that returns our loss."""

    @qml.qnode(qml.device(device, wires=N_WIRES), **options)
    def model(weights):
        ansatz(weights, wires=range(N_WIRES))
        return chi_squared(data)

    return model


model = make_model(Exchange)
weights = Exchange.init(3, N_WIRES, seed=0)
print(qml.draw(model, show_matrices=False)(weights))
print(f"template {model(weights):.10f}, function {make_model(exchange_function)(weights):.10f}")

###############################################################################
# Check the gradient
# ------------------
#
# A loss of one's own deserves a check. The reference is the slope of the loss itself, by central
# differences. Then the gradient by every method, also on PennyLane's devices, which know nothing of
# this package.

step = 1e-5
reference = np.zeros(weights.shape)
for index in np.ndindex(*weights.shape):
    shift = np.zeros(weights.shape)
    shift[index] = step
    reference[index] = (model(weights + shift) - model(weights - shift)) / (2 * step)

scale = np.abs(reference).max()
for device, method in (
    ("qgen.lightning", "best"),
    ("lightning.qubit", "parameter-shift"),
    ("default.qubit", "backprop"),
    ("default.qubit", "parameter-shift"),
):
    gradient = qml.grad(make_model(Exchange, device, diff_method=method))(weights)
    error = np.abs(gradient - reference).max() / scale
    print(f"{device:<16} {method:<16} relative difference {error:.1e}")

###############################################################################
# Does it pay?
# ------------
#
# The general ansatz of the package, with as many weights, the same loss and optimizer, against the
# one that knows the rule. And the loss with words of up to four wires against that with pairs.


def fit(ansatz, start, max_weight):
    """Train, and return the history and the distribution."""

    @qml.qnode(qml.device("qgen.lightning", wires=N_WIRES))
    def model(weights):
        ansatz(weights, wires=range(N_WIRES))
        return chi_squared(data, max_weight)

    result = qgen.train(model, start, optimizer=qml.AdamOptimizer(0.05), steps=200, progress=False)
    return result, qgen.probabilities(model, result.best_weights)


own = Exchange.init(3, N_WIRES, seed=0)
general = qgen.HardwareEfficient.init(2, N_WIRES, seed=0)
losses, models = {}, {}
for name, ansatz, start, max_weight in (
    ("Exchange, up to 4 wires", Exchange, own, 4),
    ("Exchange, pairs", Exchange, own, 2),
    ("HardwareEfficient, up to 4", qgen.HardwareEfficient, general, 4),
):
    result, models[name] = fit(ansatz, start, max_weight)
    losses[name] = result.history.loss
    four = models[name][strings.sum(axis=1) == N_ONES].sum()
    distance = qgen.metrics.total_variation(models[name], target)
    print(
        f"{name:<27}{start.size} weights  chi squared {result.best_loss:7.2f}  four ones "
        f"{four:6.1%}  total variation {distance:.3f}"
    )
record = qgen.metrics.total_variation(qgen.bits.empirical_distribution(data), target)
print(f"the record of 2,000 evenings itself: total variation {record:.3f}")

fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
qgen.plot.loss_curve(losses, label=r"$\chi^2$ per word", ax=left)
qgen.plot.histogram(target, models, n_outcomes=16, ax=right)
right.set(xlim=(-0.7, 15.7), ylim=(0, 0.09))  # the 54 other strings are left out
plt.show()

###############################################################################
# The ansatz that knows the rule comes to within the noise of the record: its :math:`\chi^2` is even
# below 1, since it was fitted to this very record. Pairs alone can be matched perfectly by a wrong
# distribution, which is the subject of "What can a k-body loss not see?". The general ansatz spends
# half of its probability on evenings with another number of guests. With more layers it would do
# better; the rule would still be something that it has to learn.
#
# To give a template to others, see the check-list in ``CONTRIBUTING.md``: it says how a template
# gets into the contract tests, which try it on every device, interface and differentiation method.
