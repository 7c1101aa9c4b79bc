"""Digits, jets and showers."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.datasets import load_digits

from pennylane_qgen.datasets import clic_showers, digits, jets, showers


def distinct(data):
    return len(np.unique(data.samples, axis=0))


class TestDigits:
    @pytest.mark.parametrize(("width", "n_distinct"), [(8, 1752), (4, 235), (2, 6)])
    def test_distinct_strings(self, width, n_distinct):
        data = digits(width=width)
        assert data.samples.shape == (1797, width**2)
        assert distinct(data) == n_distinct

    def test_pixel_by_pixel(self):
        """Row 1, column 2 of the fifth image is the mean of pixels (2..3, 4..5)."""
        image = load_digits().images[4]
        assert digits(4).samples[4, 1 * 4 + 2] == (image[2:4, 4:6].mean() > 8)

    def test_width(self):
        with pytest.raises(ValueError, match=r"width must be one of \(8, 4, 2\); got 3"):
            digits(3)


class TestJets:
    @pytest.mark.parametrize(
        ("kind", "n_samples", "n_distinct", "mean"),
        [("top", 9933, 1220, 0.39415), ("qcd", 10371, 1780, 0.41428)],
    )
    def test_files(self, kind, n_samples, n_distinct, mean):
        data = jets(kind)
        assert data.samples.shape == (n_samples, 16)
        assert distinct(data) == n_distinct
        assert data.samples.mean() == pytest.approx(mean, abs=1e-5)
        assert "pythia8mc" in data.source

    def test_energy_is_in_the_centre(self):
        image = jets("qcd").samples.mean(axis=0).reshape(4, 4)
        assert image[1:3, 1:3].min() > 0.9 > image[0].max()

    def test_kind(self):
        with pytest.raises(ValueError, match=r"kind must be one of \['qcd', 'top'\]; got 'higgs'"):
            jets("higgs")


class TestShowers:
    @pytest.mark.parametrize("n_wires", [4, 6, 9, 12, 16, 25, 36, 64])
    def test_support_is_polynomial(self, n_wires):
        data = showers(n_wires, n_samples=5000, seed=0)
        assert data.n_wires == n_wires
        assert 2 < distinct(data) <= n_wires**2
        assert "synthetic" in data.name
        assert "synthetic" in data.source

    def test_left_and_right_are_alike(self):
        """Slopes of both signs are equally likely, so mirrored pixels have equal means."""
        means = showers(16, n_samples=4000, seed=0).samples.mean(axis=0).reshape(4, 4)
        error = np.sqrt(2 * means * (1 - means) / 4000)
        assert (np.abs(means - means[:, ::-1]) <= 4 * error).all()

    @pytest.mark.parametrize("n_wires", [1, 2, 3, 13, 0, -4])
    def test_no_grid(self, n_wires):
        with pytest.raises(ValueError, match=r"product of two numbers above 1.*; got"):
            showers(n_wires)


class FakeArchive(dict):
    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class TestClicShowers:
    """With a stand-in for h5py, which is not a dependency of the tests."""

    @pytest.fixture
    def path(self, tmp_path):
        path = tmp_path / "showers.h5"
        path.write_bytes(b"")
        return path

    def fake(self, monkeypatch, **arrays):
        module = SimpleNamespace(File=lambda path, mode: FakeArchive(arrays))
        monkeypatch.setitem(sys.modules, "h5py", module)

    def test_reduction(self, monkeypatch, path):
        """A deposit in cell (20, 3, z) is in row 2 and column 0 of 3 x 3."""
        deposits = np.zeros((2, 25, 25, 25))
        deposits[0, 20, 3, 7] = 5.0
        deposits[1] = 1.0
        self.fake(monkeypatch, ECAL=deposits)
        data = clic_showers(path, 9)
        assert data.samples[0].tolist() == [0, 0, 0, 0, 0, 0, 1, 0, 0]
        assert data.samples[1].tolist() == [1] * 9

    def test_key(self, monkeypatch, path):
        self.fake(monkeypatch, HCAL=np.zeros(1))
        with pytest.raises(KeyError, match=r"no array 'ECAL'; it has \['HCAL'\]"):
            clic_showers(path)

    def test_shape(self, monkeypatch, path):
        self.fake(monkeypatch, ECAL=np.zeros((2, 25, 25)))
        with pytest.raises(ValueError, match="Deposits must have shape"):
            clic_showers(path)

    def test_no_file(self, monkeypatch, tmp_path):
        self.fake(monkeypatch)
        with pytest.raises(FileNotFoundError, match="There is no file"):
            clic_showers(tmp_path / "none.h5")

    def test_no_h5py(self, monkeypatch, path):
        monkeypatch.setitem(sys.modules, "h5py", None)
        with pytest.raises(ImportError, match="pip install h5py"):
            clic_showers(path)
