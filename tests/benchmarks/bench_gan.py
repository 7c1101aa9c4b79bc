"""A GAN at the size of table I of arXiv:2508.19857: time in sampling, cost of the gradient penalty.

Two hidden layers of 512 ReLU, batches of 500, five critic steps, 8 photons in 16 modes, one thread.
"""

import torch
from threadpoolctl import threadpool_limits
from timing import best_times, report

from pennylane_qgen.gan import MLP, Draws, GANSettings, train
from pennylane_qgen.latent import BosonSampling, Gaussian

ITERATIONS = 10
HIDDEN = [512, 512]
SETTINGS = GANSettings(
    iterations=ITERATIONS, batch_size=500, optimizer="rmsprop", stepsize=5e-4, critic_steps=5
)
WEIGHT = SETTINGS.gradient_penalty
DATA = Draws(BosonSampling(8, 16, seed=1000))


def networks() -> tuple[MLP, MLP]:
    """A generator and a critic of table I."""
    return (
        MLP([16, *HIDDEN, 16], activation="relu", seed=0),
        MLP([16, *HIDDEN, 1], activation="relu", seed=1),
    )


def report_sampling() -> None:
    """Share of the time of training in which latents and data are drawn."""
    latents = {
        "from the table": BosonSampling(8, 16, seed=0),
        "by the sampler": BosonSampling(8, 16, seed=0, method="sampler"),
        "Gaussian": Gaussian(16),
    }
    DATA.latent.sample(1, seed=0)  # the table of the data
    for name, latent in latents.items():
        latent.sample(1, seed=0)  # made, or compiled, once and not in every run
        history = train(*networks(), latent, DATA, settings=SETTINGS, progress=False).history
        target = "<= 10 %" if name == "from the table" else "-"
        print(
            f"{'latents ' + name:<30} {history.wall_time[-1] / ITERATIONS * 1e3:>8.0f} ms a step | "
            f"in sampling {100 * history.sampling_share:>5.1f} % | target {target}",
            flush=True,
        )


def penalty_by_product(critic: MLP, points: torch.Tensor) -> None:
    """The penalty's gradient with that of the inputs as a product of matrices."""
    _descend(critic, critic.input_gradient(points))


def penalty_by_torch(critic: MLP, points: torch.Tensor) -> None:
    """The same, by differentiating twice."""
    points = points.detach().requires_grad_(True)
    scores = critic(points).sum()
    (gradient,) = torch.autograd.grad(scores, points, create_graph=True)
    _descend(critic, gradient)


def _descend(critic: MLP, gradient: torch.Tensor) -> None:
    critic.zero_grad()
    penalty = WEIGHT * (torch.linalg.vector_norm(gradient, dim=1) - 1).square().mean()
    penalty.backward()


def check(critic: MLP, points: torch.Tensor) -> None:
    """Both ways give the same gradient of the weights."""
    penalty_by_product(critic, points)
    ours = [layer.weight.grad.clone() for layer in critic.layers]
    penalty_by_torch(critic, points)
    for layer, gradient in zip(critic.layers, ours, strict=True):
        torch.testing.assert_close(gradient, layer.weight.grad)


def report_penalty() -> None:
    """One gradient penalty at the size of a batch."""
    _, critic = networks()
    points = torch.as_tensor(DATA.latent.sample(500, seed=0)).float()
    check(critic, points)
    functions = {
        "product": lambda: penalty_by_product(critic, points),
        "torch": lambda: penalty_by_torch(critic, points),
    }
    seconds = best_times(functions)
    report(
        "gradient penalty, product of matrices",
        seconds["product"],
        "torch, double backward",
        seconds["torch"],
        "> 1",
    )


if __name__ == "__main__":
    with threadpool_limits(limits=1):
        torch.set_num_threads(1)
        report_sampling()
        report_penalty()
