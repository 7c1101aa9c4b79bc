r"""
Molecules from photons
======================

A generator turns noise into small organic molecules, and the noise is made of photons. Here is
the whole experiment of the paper on quantum latent distributions in miniature: data, networks,
training, what is counted afterwards, and the control with Gaussian noise.

The miniature takes a minute. The real one takes many hours, and why no conclusion about photons
can be drawn before is part of the lesson.
"""

###############################################################################
# Molecules as numbers
# --------------------
#
# QM9 holds the organic molecules of up to nine atoms of carbon, nitrogen, oxygen and fluorine,
# hydrogen not counted. They come as SMILES texts. For a network they become graphs: nine nodes,
# each of a class (no atom, C, N, O, F), and 36 pairs of nodes, each of another (no bond, single,
# double, triple). Written as zeros and ones, that is one vector of 189 entries.

import matplotlib.pyplot as plt
import numpy as np
from rdkit.Chem import Draw, MolFromSmiles

from pennylane_qgen import gan, latent, molecules

smiles = molecules.qm9_smiles()
graphs = molecules.qm9_graphs()
print(f"{len(smiles):,} molecules, {len(graphs):,} of them without charges")
print("The first:", *smiles[:10])
print("The shape of the training data:", graphs.one_hot().shape)

###############################################################################
# The order of the nodes means nothing. The source of training data therefore permutes the nodes of
# three molecules in ten, and the critic, a graph network, does not see their order at all.
#
# Two networks and a source of noise
# ----------------------------------
#
# The generator is a multilayer perceptron. It gets a latent vector in each layer, and in the end
# draws a class for each node and pair. The critic tells data from generated graphs. Both follow
# appendix E of `arXiv:2508.19857 <https://arxiv.org/abs/2508.19857>`_.
#
# The latent vector is the outcome of boson sampling: 8 photons fly through a random network of 16
# modes, and the detectors count. The control is a normal distribution of the same dimension.

latents = {
    "photons": latent.BosonSampling(8, 16, seed=0),
    "Gaussian": latent.Gaussian(16),
}
print("Photons in 16 modes:", *latents["photons"].sample(3, seed=0), sep="\n  ")

###############################################################################
# Training, much too short
# ------------------------
#
# The Wasserstein objective with a gradient penalty, and three steps of the critic before each of
# the generator: other objectives, and fewer steps of the critic, often end without a single valid
# molecule. We train for 150 steps; the paper trains for 20,000.
#
# A *valid* molecule has an atom, hangs together, and no atom has more bonds than chemistry allows.
# On the way we count the valid ones among 500 samples.

settings = gan.GANSettings(iterations=150, batch_size=128, critic_steps=3, stepsize=1e-4)
source = molecules.MoleculeSource(graphs)
counted = range(0, 151, 25)


def train(noise):
    """Train on a latent distribution; return the result and the shares of valid molecules."""
    generator = molecules.MoleculeGenerator(noise.dim, seed=0)
    valid = []

    def count(game=None):
        if game is None or len(game.history) in counted:
            samples = gan.generate(generator, noise, 500, seed=0)
            valid.append(molecules.sample_quality(samples).validity)

    count()
    critic = molecules.RelationalGCNCritic(seed=0)
    result = gan.train(
        generator, critic, noise, source, settings=settings, seed=0, callbacks=[count]
    )
    return result, valid


results, validity = {}, {}
for name, noise in latents.items():
    results[name], validity[name] = train(noise)

###############################################################################
# What was learned
# ----------------
#
# Validity alone is cheap: a generator that always says methane has all of it. Hence the two other
# counts, distinct molecules among the valid ones, and *novel* ones among these, which QM9 does not
# hold.

n_samples = 4000
samples = {name: result.sample(n_samples, seed=1) for name, result in results.items()}
print(f"{n_samples} samples     valid  distinct  novel")
for name, vectors in samples.items():
    quality = molecules.sample_quality(vectors)
    print(f"  {name:<12} {quality.n_valid:>8} {quality.n_unique:>9} {quality.n_novel:>6}")

###############################################################################
# The *Fréchet ChemNet distance* compares the valid molecules with data: both are shown to a network
# that knows chemistry, ChemNet, and the means and covariances of its activations are compared. The
# distance depends on the number of molecules, strongly if they are few. It says something only next
# to its floor: the distance of as many real molecules from the same reference.

n_molecules, n_reference = 150, 500
floor = molecules.fcd_floor(n_molecules, n_reference=n_reference)
print(f"Distance of {n_molecules} molecules from {n_reference} of QM9")
print(f"  other molecules of QM9: {floor:.1f}")
for name, vectors in samples.items():
    distance = molecules.fcd(vectors, n_molecules, n_reference=n_reference)
    print(f"  {name + ':':<23} {distance:.1f}")

###############################################################################
# And this is what they look like.

figure, axes = plt.subplots(1, 3, figsize=(12, 4.2), layout="constrained")
for name, colour in (("photons", "#1b3a5c"), ("Gaussian", "#d9772b")):
    shares = np.array(validity[name])
    errors = np.sqrt(shares * (1 - shares) / 500)
    axes[0].errorbar(counted, shares, errors, fmt="o-", ms=4, color=colour, label=name)
axes[0].set(xlabel="steps of the generator", ylabel="share of valid molecules")
axes[0].spines[["top", "right"]].set_visible(False)
axes[0].legend(frameon=False)


def draw(axis, texts, title):
    """A grid of structural formulas."""
    drawn = [MolFromSmiles(text) for text in texts]
    axis.imshow(np.asarray(Draw.MolsToGridImage(drawn, molsPerRow=3, subImgSize=(220, 180))))
    axis.set_axis_off()
    axis.set_title(title)


generated = molecules.graphs_to_smiles(molecules.MolecularGraphs.from_one_hot(samples["photons"]))
valid = dict.fromkeys(text for text in generated if text is not None)
draw(axes[1], list(valid)[:9], "from photons")
rows = np.random.default_rng(0).integers(len(graphs), size=9)
draw(axes[2], molecules.graphs_to_smiles(graphs[rows]), "from QM9")
plt.show()

###############################################################################
# What this says about photons
# ----------------------------
#
# Nothing yet. While a training is as short as this one, validity goes up and down, and the counts
# and the distance need not agree on which latent is better. Another seed gives other numbers, so a
# single run would rank the latents by chance. The paper reports, after 20,000 steps and over 20
# seeds, a Fréchet ChemNet distance of 1.16 with photons and 1.53 with Gaussian noise in 16
# dimensions. To check that, train each latent on several seeds to the end, with batches of 256, and
# report mean and deviation. On one core that is about an hour a run.
#
# Two more controls belong to it. ``latent.Distinguishable`` are photons that do not interfere,
# which any computer simulates. ``latent.DirichletMultinomial`` is a classical distribution of as
# many particles that, like bosons, prefer each other's company. What a model gains from photons
# must be more than what it gains from these.
