"""What all photonic gates share."""

from pennylane.operation import Operation

from ..templates.base import check_wires


class PhotonicGate(Operation):
    r"""An operation on modes of light; each wire is one mode.

    A photonic gate has no matrix on qubits. What passive linear optics has instead is a matrix on
    modes, :meth:`mode_matrix`, by which creation operators transform:

    .. math:: a_k^\dagger \to \sum_j U_{jk}\, a_j^\dagger,

    so that column k holds the amplitudes with which a photon of mode k leaves by each mode j.

    Gradients of photon statistics need shift rules with as many terms as there are photons, which
    a gate does not know. So gates claim an analytic gradient but no rule, which makes
    :func:`pennylane.gradients.param_shift` an error, and
    :func:`~pennylane_qgen.photonics.photonic_shift` supplies the rule from the whole circuit.

    Args:
        *parameters (tensor_like): the parameters.
        wires (Any or Iterable): the modes.
        **hyperparameters: what else defines the gate, hashable.

    Raises:
        ValueError: if wires come twice.

    **Example**

    >>> gate = qgen.PhaseShifter(np.pi / 2, wires=0)
    >>> isinstance(gate, PhotonicGate), gate.mode_matrix().round(6)
    (True, array([[0.+1.j]]))
    """

    grad_method = "A"

    def __init__(self, *parameters, wires, **hyperparameters):
        if hyperparameters:
            self._hyperparameters = hyperparameters
        super().__init__(*parameters, wires=check_wires(wires))

    def mode_matrix(self):
        r"""The matrix on modes, of shape ``(n_wires, n_wires)`` or ``(batch, n_wires, n_wires)``.

        Returns:
            tensor_like: complex matrix in the interface of the parameters.
        """
        return self.compute_mode_matrix(*self.data, **self.hyperparameters)

    @staticmethod
    def compute_mode_matrix(*parameters, **hyperparameters):
        """The matrix on modes for given parameters."""
        raise NotImplementedError("This gate is not one of passive linear optics.")
