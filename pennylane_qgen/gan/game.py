"""All that changes while a generator and a critic play: weights, optimisers, history."""

from collections.abc import Mapping

import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from .history import GANHistory
from .settings import GANSettings


class Game:
    """A generator and a critic with their optimisers.

    Args:
        generator (torch.nn.Module): maps latents to samples.
        critic (torch.nn.Module): maps samples to scores.
        settings (GANSettings): how they are trained.

    **Example**

    Against a critic that stays as it is, a step lowers the loss of the generator:

    >>> import torch
    >>> from pennylane_qgen.gan import MLP, Game, GANSettings
    >>> game = Game(MLP([4, 2]), MLP([2, 1]), GANSettings())
    >>> latents = torch.ones(8, 4)
    >>> before = game.train_generator(latents)
    >>> game.train_generator(latents) < before
    True
    """

    def __init__(self, generator, critic, settings: GANSettings):
        self.generator = generator
        self.critic = critic
        self.settings = settings
        self.objective = settings.make_objective()
        self.generator_optimizer = settings.make_optimizer(generator)
        self.critic_optimizer = settings.make_optimizer(critic)
        self.average = None
        if settings.ema_decay is not None:
            average_of = get_ema_multi_avg_fn(settings.ema_decay)
            self.average = AveragedModel(generator, multi_avg_fn=average_of, use_buffers=True)
        self.history = GANHistory()

    @property
    def sampler(self):
        """The generator that makes the samples: the moving average where there is one."""
        return self.generator if self.average is None else self.average.module

    def train_critic(self, real: torch.Tensor, latents: torch.Tensor) -> float:
        """One step of the critic; returns its loss."""
        with torch.no_grad():
            fake = self.generator(latents)
        loss = self.objective.critic_loss(self.critic, real, fake)
        self.critic_optimizer.zero_grad()
        loss.backward()
        self.critic_optimizer.step()
        return loss.item()

    def train_generator(self, latents: torch.Tensor) -> float:
        """One step of the generator; returns its loss."""
        # The critic's weights stay, so their gradient need not be computed.
        self.critic.requires_grad_(False)
        loss = self.objective.generator_loss(self.critic, self.generator(latents))
        self.generator_optimizer.zero_grad()
        loss.backward()
        self.generator_optimizer.step()
        self.critic.requires_grad_(True)
        if self.average is not None:
            self.average.update_parameters(self.generator)
        return loss.item()

    def tensors(self) -> dict[str, torch.Tensor]:
        """The whole state, by name, on the CPU."""
        state = {"history": torch.from_numpy(self.history.to_array())}
        for name, module in self._modules():
            state |= {f"{name}/{key}": value for key, value in module.state_dict().items()}
        for name, optimizer in self._optimizers():
            for index, moments in optimizer.state_dict()["state"].items():
                state |= {f"{name}/{index}/{key}": value for key, value in moments.items()}
        return {key: value.detach().cpu().contiguous() for key, value in state.items()}

    def load(self, state: Mapping[str, torch.Tensor]) -> None:
        """Take over a state that :meth:`tensors` gave.

        Raises:
            RuntimeError: if the networks have other weights.
        """
        groups = {}
        for key, value in state.items():
            name, _, rest = key.partition("/")
            groups.setdefault(name, {})[rest] = value
        for name, module in self._modules():
            module.load_state_dict(groups[name])
        for name, optimizer in self._optimizers():
            moments = {}
            for key, value in groups.get(name, {}).items():
                index, _, moment = key.partition("/")
                moments.setdefault(int(index), {})[moment] = value
            whole = optimizer.state_dict() | {"state": moments}
            optimizer.load_state_dict(whole)
        self.history = GANHistory(state["history"].numpy())

    def _modules(self):
        yield "generator", self.generator
        yield "critic", self.critic
        if self.average is not None:
            yield "average", self.average

    def _optimizers(self):
        yield "generator_optimizer", self.generator_optimizer
        yield "critic_optimizer", self.critic_optimizer
