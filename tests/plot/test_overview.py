import numpy as np
import pytest

from pennylane_qgen import plot

BITS = np.random.default_rng(0).integers(2, size=(10, 16))
ESTIMATES = {"untrained": (0.1, 0.002), "trained": (-0.0002, 0.0005)}


class TestMMDBars:
    def test_negative_estimates_are_within_the_axis(self):
        low, high = plot.mmd_bars(ESTIMATES).get_ylim()
        assert low < -0.0007
        assert high > 0.102

    def test_errors_of_zero(self, tmp_path):
        plot.mmd_bars({"a": (0.0, 0.0)}).figure.savefig(tmp_path / "figure.png")

    def test_nothing_to_draw(self):
        with pytest.raises(ValueError, match="at least one"):
            plot.mmd_bars({})


@pytest.mark.parametrize("n_wires", [16, 6])
def test_overview(n_wires, tmp_path):
    bits = BITS[:, :n_wires]
    figure = plot.overview(
        real=bits, generated=bits, loss=[1.0, 0.1], estimates=ESTIMATES, title="run"
    )
    assert len(figure.axes) == (4 if n_wires == 16 else 3)
    figure.savefig(tmp_path / "figure.png")
