"""Meshes of beam splitters and phase shifters that reach every interferometer."""

import numpy as np
import pennylane as qml

from ..checks import check_choice, check_integer
from ..linear_optics import chain_matrix, haar_mesh_angles, mesh_angles, mesh_pairs
from ..templates.base import (
    Ansatz,
    check_weights,
    check_wires,
    draw_weights,
    register_decomposition,
)
from .beam_splitter import BeamSplitter
from .phase_shifter import PhaseShifter

_LAYOUTS = ("rectangular", "triangular")


class Mesh(Ansatz):
    r"""A universal mesh: beam splitters of neighbouring modes, each behind a phase shifter.

    .. math:: U = D(\delta) \prod_l B_l(\theta_l, 0)\, P_l(\varphi_l)

    Every unitary matrix of m modes is such a product with :math:`m (m - 1) / 2` beam splitters
    and a phase :math:`\delta_j` at each output. Photon counts do not depend on the output phases,
    and Fock states at the input not on phases of modes that nothing has mixed yet; leave out the
    first with ``output_phases=False`` if nothing follows the mesh.

    Args:
        weights (tensor_like): angles of shape ``(n_weights,)``: :math:`\theta_0, \varphi_0,
            \theta_1, \varphi_1, \dots`, then the output phases; see :meth:`shape`.
        wires (Any or Iterable): the modes.
        layout (str): ``"rectangular"`` (Clements, the shorter) or ``"triangular"`` (Reck).
        output_phases (bool): whether phase shifters stand at the outputs.

    Raises:
        ValueError: if wires come twice, the weights do not fit or the layout is unknown.

    **Example**

    >>> mesh = Mesh(Mesh.init(3, seed=0), wires=range(3))
    >>> [gate.wires.tolist() for gate in mesh.decomposition() if gate.name == "BeamSplitter"]
    [[0, 1], [1, 2], [0, 1]]

    **Source**: Clements et al., `arXiv:1603.08788 <https://arxiv.org/abs/1603.08788>`_; Reck et
    al., Phys. Rev. Lett. 73, 58 (1994).
    """

    def __init__(self, weights, wires, layout="rectangular", output_phases=True):
        wires = check_wires(wires)
        shape = self.shape(len(wires), layout=layout, output_phases=output_phases)
        weights = check_weights("Mesh", weights, shape, f"(n_weights,) = {shape}")
        super().__init__(weights, wires, layout=layout, output_phases=bool(output_phases))

    def label(self, decimals=None, base_label=None, cache=None):
        """Text in drawings, ``Mesh``."""
        return super().label(decimals=decimals, base_label=base_label or "Mesh", cache=cache)

    @staticmethod
    def compute_decomposition(weights, wires, layout="rectangular", output_phases=True):
        """The gates, a phase shifter and a beam splitter for each pair, then the output phases.

        Args:
            weights (tensor_like): angles of shape ``(n_weights,)`` or ``(batch, n_weights)``.
            wires (Iterable): the modes.
            layout (str): ``"rectangular"`` or ``"triangular"``.
            output_phases (bool): whether phase shifters stand at the outputs.

        Returns:
            list[Operation]: the gates.
        """
        gates = []
        pairs = mesh_pairs(len(wires), layout)
        for index, (first, second) in enumerate(pairs):
            gates.append(PhaseShifter(weights[..., 2 * index + 1], wires[first]))
            gates.append(BeamSplitter(weights[..., 2 * index], 0.0, [wires[first], wires[second]]))
        if output_phases:
            n_angles = 2 * len(pairs)
            gates += [
                PhaseShifter(weights[..., n_angles + mode], wire) for mode, wire in enumerate(wires)
            ]
        return gates

    def mode_matrix(self) -> np.ndarray:
        """The matrix on modes, for weights without a batch axis.

        Returns:
            numpy.ndarray: complex matrix of shape ``(n_wires, n_wires)``.
        """
        weights = np.asarray(qml.math.unwrap(self.data)[0], dtype=float)
        pairs = mesh_pairs(len(self.wires), self.hyperparameters["layout"])
        angles = self.split_weights(weights, len(pairs))
        return chain_matrix(pairs, *angles, n_modes=len(self.wires))

    @staticmethod
    def split_weights(weights, n_pairs: int) -> tuple:
        """The weights as angles of beam splitters, phases before them and phases of outputs.

        Args:
            weights (tensor_like): weights of shape ``(n_weights,)``.
            n_pairs (int): number of beam splitters.

        Returns:
            tuple: thetas and phis of shape ``(n_pairs,)``; output phases, or ``None``.
        """
        angles, phases = weights[: 2 * n_pairs], weights[2 * n_pairs :]
        return angles[0::2], angles[1::2], phases if len(phases) else None

    @staticmethod
    def join_weights(thetas, phis, output_phases=None) -> np.ndarray:
        """Inverse of :meth:`split_weights`, for NumPy arrays.

        Args:
            thetas (array-like): angles of the beam splitters, shape ``(n_pairs,)``.
            phis (array-like): phases before them, shape ``(n_pairs,)``.
            output_phases (array-like or None): phases of the outputs, shape ``(n_wires,)``.

        Returns:
            numpy.ndarray: weights of shape ``(n_weights,)``.
        """
        angles = np.stack([thetas, phis], axis=1).ravel()
        return angles if output_phases is None else np.concatenate([angles, output_phases])

    @staticmethod
    def shape(n_wires: int, *, layout="rectangular", output_phases=True) -> tuple[int]:
        """Shape of the weights.

        Args:
            n_wires (int): number of modes.
            layout (str): ``"rectangular"`` or ``"triangular"``.
            output_phases (bool): whether phase shifters stand at the outputs.

        Returns:
            tuple[int]: ``(n_wires**2,)``, or ``(n_wires * (n_wires - 1),)`` without output phases.

        **Example**

        >>> Mesh.shape(4), Mesh.shape(4, output_phases=False)
        ((16,), (12,))
        """
        check_integer("n_wires", n_wires, 1)
        check_choice("layout", layout, _LAYOUTS)
        return (n_wires * (n_wires if output_phases else n_wires - 1),)

    @staticmethod
    def init(
        n_wires: int,
        *,
        layout="rectangular",
        output_phases=True,
        strategy="uniform",
        seed=None,
        scale=0.1,
    ):
        """Initial weights.

        Args:
            n_wires (int): number of modes.
            layout (str): ``"rectangular"`` or ``"triangular"``.
            output_phases (bool): whether phase shifters stand at the outputs.
            strategy (str): ``"uniform"`` in [0, 2π); ``"small"`` normal with standard deviation
                ``scale``; ``"identity"`` zeros, at which the mesh is the identity; ``"haar"``
                makes it a Haar-random unitary, which uniform angles do not.
            seed (int or numpy.random.Generator or None): source of the random numbers.
            scale (float): standard deviation of ``"small"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_weights,)``.

        Raises:
            ValueError: if the strategy is unknown.
        """

        def haar(rng):
            thetas, phis, phases = haar_mesh_angles(n_wires, layout, seed=rng)
            return Mesh.join_weights(thetas, phis, phases if output_phases else None)

        shape = Mesh.shape(n_wires, layout=layout, output_phases=output_phases)
        return draw_weights(shape, strategy, seed, scale=scale, extra={"haar": haar})

    @staticmethod
    def from_unitary(unitary, *, layout="rectangular"):
        """Weights with which the mesh, with its output phases, is a given interferometer.

        Args:
            unitary (array-like): unitary matrix of shape ``(n_wires, n_wires)``.
            layout (str): ``"rectangular"`` or ``"triangular"``.

        Returns:
            pennylane.numpy.tensor: weights of shape ``(n_wires**2,)``.

        Raises:
            ValueError: if the matrix is not unitary.

        **Example**

        >>> swap = np.array([[0, 1], [1, 0]])
        >>> np.allclose(Mesh(Mesh.from_unitary(swap), wires=[0, 1]).mode_matrix(), swap)
        True
        """
        check_choice("layout", layout, _LAYOUTS)
        angles = Mesh.join_weights(*mesh_angles(unitary, layout))
        return qml.numpy.array(angles, requires_grad=True)


register_decomposition(Mesh)
