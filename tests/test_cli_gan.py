"""``qgen gan`` from the outside, with networks and runs as small as they get."""

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from threadpoolctl import threadpool_limits

from pennylane_qgen.cli import main
from pennylane_qgen.cli.gan_config import GANConfig
from pennylane_qgen.cli.gan_data import load_source
from pennylane_qgen.cli.latents import LATENTS, load_latent
from pennylane_qgen.gan import GANSettings
from pennylane_qgen.latent import BosonSampling, Gaussian, Latent, SampleBank
from pennylane_qgen.studies.latent_mixture import DELAYS, N_MODES
from pennylane_qgen.studies.latent_runs import make_latent

EXAMPLES = Path(__file__).parents[1] / "examples"
PHOTONS, RING_MIXTURE = EXAMPLES / "gan_photons.toml", EXAMPLES / "gan_ring_mixture.toml"

CONFIG = """
data = "photons"
data_options = { n_photons = 2, n_modes = 4 }
latent = "boson-sampling"
latent_options = { n_photons = 2, n_modes = 4, interferometer = [1, 2] }
hidden = [8]
batch_size = 4
critic_steps = 2
iterations = 3
n_samples = 20
"""

TINY = "hidden = [8]\nbatch_size = 4\ncritic_steps = 1\niterations = 2\nn_samples = 10\n"
"""A run without data and latent."""


@pytest.fixture(autouse=True)
def one_thread():
    with threadpool_limits(limits=1):
        yield


@pytest.fixture
def no_figures(monkeypatch):
    """Leave out the figures, which take most of the time of a tiny run."""
    monkeypatch.setattr("pennylane_qgen.cli.gan._draw_figures", lambda *arguments: None)


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The folder of a run, not to be changed."""
    folder = tmp_path_factory.mktemp("runs") / "trained"
    config = folder.parent / "config.toml"
    config.write_text(CONFIG)
    with threadpool_limits(limits=1):
        succeed("--config", config, "--output", folder)
    return folder


def run(*arguments):
    return CliRunner().invoke(main, ["gan", *map(str, arguments)])


def succeed(*arguments):
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result


def fail(*arguments, code=1):
    """Run a command that must end with one line of error; return that line."""
    result = run(*arguments)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    [line] = [line for line in result.stderr.splitlines() if line.startswith("Error:")]
    return line


def fail_with(text, tmp_path, *flags):
    """The error of a run with this config, which must leave nothing behind."""
    path, folder = tmp_path / "wrong.toml", tmp_path / "out"
    path.write_text(text)
    line = fail("--config", path, "--output", folder, *flags)
    assert not folder.exists()
    return line.replace(str(path), "FILE")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def samples_of(folder):
    return np.load(folder / "samples.npy")


class TestRun:
    def test_writes_all_results(self, trained):
        assert set(contents(trained)) == {
            "checkpoint.safetensors",
            "config.toml",
            "history.json",
            "loss.png",
            "metrics.json",
            "samples.npy",
        }
        assert samples_of(trained).shape == (20, 4)
        assert (trained / "loss.png").read_bytes().startswith(b"\x89PNG")

    def test_metrics_and_history(self, trained):
        metrics = json.loads((trained / "metrics.json").read_text())
        history = json.loads((trained / "history.json").read_text())
        assert metrics["iterations"] == len(history["critic_loss"]) == 3
        assert metrics["seconds"] == history["wall_time"][-1]
        assert 0 < metrics["share_of_time_in_sampling"] < 1
        samples = samples_of(trained)
        error = np.abs(samples - samples.round()).mean()
        assert metrics["distance_to_whole_numbers"] == pytest.approx(error)

    @pytest.mark.usefixtures("no_figures")
    def test_the_config_written_gives_the_same_run(self, trained, tmp_path):
        succeed("--config", trained / "config.toml", "--output", tmp_path / "again")
        assert np.array_equal(samples_of(tmp_path / "again"), samples_of(trained))

    @pytest.mark.usefixtures("no_figures")
    def test_another_seed_gives_another_run(self, trained, config, tmp_path):
        succeed("--config", config, "--seed", 1, "--output", tmp_path / "other")
        assert not np.array_equal(samples_of(tmp_path / "other"), samples_of(trained))

    def test_points_of_the_plane_are_drawn_and_the_gaps_counted(self, tmp_path):
        (tmp_path / "c.toml").write_text(TINY)
        folder = tmp_path / "ring"
        text = succeed("--config", tmp_path / "c.toml", "--latent", "gaussian", "--output", folder)
        assert (folder / "samples.png").is_file()
        metrics = json.loads((folder / "metrics.json").read_text())
        assert 0 <= metrics["share_between_blobs"] <= 1
        assert f"share between blobs           {metrics['share_between_blobs']:.4g}" in text.output

    @pytest.mark.usefixtures("no_figures")
    def test_the_folder_by_default_and_quiet(self, config, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert succeed("--config", config, "--quiet").output == ""
        assert (tmp_path / "outputs" / "gan-photons-boson-sampling" / "samples.npy").is_file()

    @pytest.mark.usefixtures("no_figures")
    def test_quick_shortens_long_runs_only(self, config, tmp_path, monkeypatch):
        monkeypatch.setattr("pennylane_qgen.cli.gan_config.QUICK_ITERATIONS", 2)
        for iterations in (1, 5):
            folder = tmp_path / str(iterations)
            options = "--quick", "--iterations", iterations, "--output", folder
            succeed("--config", config, *options)
            written = tomllib.loads((folder / "config.toml").read_text())
            assert written["iterations"] == min(iterations, 2)

    @pytest.mark.usefixtures("no_figures")
    def test_another_latent_drops_the_options_of_the_one_in_the_file(self, config, tmp_path):
        folder = tmp_path / "g"
        succeed("--config", config, "--latent", "gaussian", "--output", folder)
        written = tomllib.loads((folder / "config.toml").read_text())
        assert written["latent"] == "gaussian"
        assert "latent_options" not in written
        assert written["data_options"] == {"n_photons": 2, "n_modes": 4}


@pytest.mark.usefixtures("no_figures")
class TestResume:
    def test_gives_the_samples_of_a_run_never_stopped(self, trained, config, tmp_path):
        folder = tmp_path / "parts"
        succeed("--config", config, "--iterations", 1, "--output", folder)
        assert not np.array_equal(samples_of(folder), samples_of(trained))
        succeed("--resume", "--iterations", 3, "--output", folder)
        assert np.array_equal(samples_of(folder), samples_of(trained))
        assert tomllib.loads((folder / "config.toml").read_text())["iterations"] == 3

    def test_a_stopped_run_says_how_to_go_on(self, trained, config, tmp_path, monkeypatch):
        def stopped(*arguments, **options):
            raise KeyboardInterrupt

        folder = tmp_path / "stopped"
        with monkeypatch.context() as patch:
            patch.setattr("pennylane_qgen.gan.train", stopped)
            result = run("--config", config, "--output", folder)
        assert result.exit_code == 130
        assert f"qgen gan --resume --output {folder}" in result.stderr
        succeed("--resume", "--output", folder)
        assert np.array_equal(samples_of(folder), samples_of(trained))

    def test_needs_a_run(self, tmp_path):
        assert "--resume needs the run" in fail("--resume", code=2)
        assert "There is no run in" in fail("--resume", "--output", tmp_path / "none")

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ("hidden = [9]", "another critic; another generator). Nothing was overwritten"),
            ("activation = 'relu'", "is of another run (another critic; another generator)"),
            ("stepsize = 0.1", "settings stepsize: 0."),
            ("seed = 5", "seed: 0 there, 5 here"),
        ],
    )
    def test_other_runs_are_refused_and_nothing_changes(self, trained, tmp_path, changed, message):
        before = contents(trained)
        key = changed.split(" ")[0]
        kept = [line for line in CONFIG.splitlines() if not line.startswith(key)]
        (tmp_path / "c.toml").write_text("\n".join([*kept, changed]))
        line = fail("--config", tmp_path / "c.toml", "--output", trained, "--resume")
        assert message in line
        assert contents(trained) == before


@pytest.mark.usefixtures("no_figures")
class TestExistingFolder:
    def test_is_refused_and_untouched(self, trained, config):
        before = contents(trained)
        line = fail("--config", config, "--output", trained)
        assert "is not empty; nothing was changed" in line
        assert contents(trained) == before

    def test_overwrite_replaces_results_and_leaves_other_files(self, config, tmp_path):
        folder = tmp_path / "out"
        folder.mkdir()
        (folder / "notes.txt").write_text("mine")
        (folder / "samples.npy").write_text("old")
        succeed("--config", config, "--output", folder, "--overwrite")
        assert (folder / "notes.txt").read_text() == "mine"
        assert samples_of(folder).shape == (20, 4)

    def test_overwrite_with_a_wrong_setting_leaves_the_results(self, trained, config):
        before = contents(trained)
        fail("--config", config, "--latent", "gausian", "--output", trained, "--overwrite")
        assert contents(trained) == before

    def test_overwrite_and_resume_contradict(self, config, tmp_path):
        flags = ["--overwrite", "--resume", "--output", tmp_path / "x"]
        assert "not both" in fail("--config", config, *flags, code=2)


WRONG = {
    "latents = 'gaussian'": "Unknown key 'latents' in FILE. Did you mean 'latent'?",
    "latent = 'bosonsampling'": "Unknown latent 'bosonsampling'. Did you mean 'boson-sampling'?",
    "latent = 'gaussian'\nlatent_options = { dims = 3 }": (
        "Unknown latent option 'dims' of gaussian. Did you mean 'dim'?"
    ),
    "data = 'ring-mixtures'": (
        "Unknown data set 'ring-mixtures'. Did you mean 'ring-mixture'? Allowed: bits, photons, "
        "qm9, ring-mixture. A file must end in .csv, .npy, .npz."
    ),
    "data_options = { n_mode = 3 }": (
        "Unknown data option 'n_mode' of ring-mixture. Did you mean 'n_modes'?"
    ),
    "latent = 'bank'": "The latent bank needs the file: latent_options = { path = FILE }.",
    "center = 'yes'": "center in FILE must be true or false; got 'yes'.",
    "center = 1": "center in FILE must be true or false; got 1.",
    "iterations = 2.5": "iterations in FILE must be an integer; got 2.5.",
    "iterations = true": "iterations in FILE must be an integer; got True.",
    "stepsize = 'small'": "stepsize in FILE must be a number; got 'small'.",
    "hidden = 64": "hidden in FILE must be a list; got 64.",
    "hidden = [64, 'wide']": "hidden must be a list of integers; got [64, 'wide'].",
    "hidden = [64.0]": "hidden must be a list of integers; got [64.0].",
    "betas = [[0]]": "betas must be a list of numbers; got [[0]].",
    "betas = [0, 1]": "betas must be two numbers in [0, 1); got [0.0, 1.0].",
    "data_options = 4": "data_options in FILE must be a table; got 4.",
    "iterations = 0": "iterations must be an integer of at least 1; got 0.",
    "n_samples = 0": "n_samples must be an integer of at least 1; got 0.",
    "ema_decay = 1": "ema_decay must lie in [0, 1) or be None; got 1.",
    "objective = 'ws'": "objective must be one of 'wasserstein', 'non-saturating', 'hinge'; got",
    "activation = 'tanh'": "activation must be one of 'relu', 'leaky_relu'; got 'tanh'.",
    "iterations = ": "FILE is not valid TOML: ",
}


class TestWrongSettings:
    @pytest.mark.parametrize("text", WRONG)
    def test_in_the_file(self, text, tmp_path):
        assert WRONG[text] in fail_with(text, tmp_path)

    def test_in_the_flags(self, tmp_path):
        assert "Did you mean 'gaussian'?" in fail("--latent", "gausian", "--output", tmp_path / "x")
        assert "0 is not in the range" in fail("--iterations", 0, code=2)

    def test_missing_config(self, tmp_path):
        assert "There is no config file" in fail("--config", tmp_path / "none.toml")


@pytest.mark.usefixtures("no_figures")
class TestFiles:
    ROWS = np.random.default_rng(0).normal(size=(30, 3))

    @pytest.mark.parametrize("name", ["d.csv", "d.npy", "d.npz"])
    def test_of_numbers(self, name, tmp_path):
        path = tmp_path / name
        if name == "d.csv":
            np.savetxt(path, self.ROWS, delimiter=",")
        else:
            {"d.npy": np.save, "d.npz": np.savez}[name](path, self.ROWS)
        (tmp_path / "c.toml").write_text(TINY)
        flags = ["--latent", "gaussian", "--output", tmp_path / "run"]
        succeed("--config", tmp_path / "c.toml", "--data", path, *flags)
        assert samples_of(tmp_path / "run").shape == (10, 3)
        assert np.allclose(load_source(str(path)).samples, self.ROWS)

    def test_a_bank_of_draws_as_latent(self, tmp_path):
        bank = tmp_path / "bank.npz"
        SampleBank(BosonSampling(2, 5, seed=0).sample(50, seed=0)).save(bank)
        text = f"{TINY}latent = 'bank'\nlatent_options = {{ path = '{bank}' }}\n"
        (tmp_path / "c.toml").write_text(text)
        output = succeed("--config", tmp_path / "c.toml", "--output", tmp_path / "run").output
        assert "ring-mixture from SampleBank(n_rows=50, dim=5" in output

    def test_a_bank_that_is_none(self, tmp_path):
        np.savez(tmp_path / "s.npz", self.ROWS)
        text = f"latent = 'bank'\nlatent_options = {{ path = '{tmp_path / 's.npz'}' }}\n"
        assert "cannot be read as a pennylane-qgen sample bank" in fail_with(text, tmp_path)

    @pytest.mark.parametrize(
        ("name", "content", "message"),
        [
            ("a.csv", b"x,y\n1,2\n", "cannot be read as numbers: could not convert string"),
            ("a.csv", b"", "cannot be read as numbers: it is empty."),
            ("a.csv", b"1,2\n3\n", "cannot be read as numbers: the number of columns changed"),
            ("a.csv", b"\xff\xfe\x00", "cannot be read as numbers: "),
            ("a.csv", b"1,nan\n", "data must be finite"),
            ("a.npy", b"these are no numbers", "cannot be read as numbers: "),
            ("a.npz", b"PK\x03\x04 cut off", "cannot be read as numbers: "),
        ],
    )
    def test_that_are_no_numbers(self, name, content, message, tmp_path):
        (tmp_path / name).write_bytes(content)
        assert message in fail_with("", tmp_path, "--data", tmp_path / name)

    @pytest.mark.parametrize(
        ("array", "message"),
        [
            (np.array([["a", "b"]]), "must hold real numbers; it holds <U1"),
            (np.array([[1j]]), "must hold real numbers; it holds complex128"),
            (np.zeros(3), r"data must have shape (n_samples, dim), at least one of each; got (3,)"),
            (np.array([[None]]), "cannot be read as numbers: "),
        ],
    )
    def test_of_other_arrays(self, array, message, tmp_path):
        np.save(tmp_path / "a.npy", array)
        assert message in fail_with("", tmp_path, "--data", tmp_path / "a.npy")

    def test_of_several_arrays(self, tmp_path):
        np.savez(tmp_path / "a.npz", x=self.ROWS, y=self.ROWS)
        line = fail_with("", tmp_path, "--data", tmp_path / "a.npz")
        assert "it must hold one array; it holds ['x', 'y']." in line

    def test_missing_file_and_options_of_a_file(self, tmp_path):
        assert "There is no file" in fail_with("", tmp_path, "--data", tmp_path / "none.csv")
        text = f"data = '{tmp_path / 'none.csv'}'\ndata_options = {{ n_modes = 3 }}"
        assert "A file has no data_options; got {'n_modes': 3}." in fail_with(text, tmp_path)


class TestExamples:
    def test_photons_are_table_one(self):
        config = GANConfig.read(PHOTONS)
        settings = config.training()
        assert (config.hidden, config.activation) == ([512, 512], "relu")
        assert (settings.optimizer, settings.stepsize, settings.batch_size) == (
            "rmsprop",
            5e-4,
            500,
        )
        assert (settings.critic_steps, settings.gradient_penalty) == (5, 10)
        latent = load_latent(config.latent, config.latent_options, seed=config.seed)
        data = load_source(config.data, config.data_options).latent
        assert (latent.n_photons, latent.dim) == (data.n_photons, data.dim) == (8, 16)
        assert latent != data

    def test_another_latent_as_its_comment_says(self):
        config = GANConfig.read(PHOTONS, latent="gaussian", data=None)
        assert load_latent(config.latent, config.latent_options) == Gaussian(16)
        assert config.data_options["seed"] == 1000

    def test_ring_mixture_is_trained_as_in_the_study(self):
        config = GANConfig.read(RING_MIXTURE)
        assert config.training() == GANSettings(iterations=5000, batch_size=32, stepsize=5e-4)
        latent = load_latent(config.latent, config.latent_options)
        assert latent == make_latent("quantum", N_MODES, seed=0, interferometer=DELAYS)

    @pytest.mark.parametrize("example", [PHOTONS, RING_MIXTURE], ids=lambda path: path.stem)
    def test_is_written_as_it_was_read(self, example, tmp_path):
        config = GANConfig.read(example)
        (tmp_path / "copy.toml").write_text(config.to_toml())
        assert GANConfig.read(tmp_path / "copy.toml") == config


class TestLatents:
    @pytest.mark.parametrize("name", LATENTS)
    def test_every_name_makes_a_latent(self, name, tmp_path):
        if name == "bank":
            SampleBank(np.eye(4)).save(tmp_path / "bank")
            options = {"path": str(tmp_path / "bank")}
        else:
            photonic = name not in ("gaussian", "bernoulli")
            options = {"n_photons": 2, "n_modes": 4} if photonic else {"dim": 4}
        latent = load_latent(name, options)
        assert isinstance(latent, Latent)
        assert latent.sample(3, seed=0).shape == (3, 4)

    @pytest.mark.parametrize(
        "name",
        ["dirichlet-multinomial", "gaussian-copula", "negative-binomial", "shuffled-columns"],
    )
    def test_controls_have_the_means_of_the_photons(self, name):
        options = {"n_photons": 2, "n_modes": 4}
        photons = load_latent("boson-sampling", options, seed=3)
        control = load_latent(name, options, seed=3)
        # The copula is matched to 100,000 draws: five standard errors of a mean.
        np.testing.assert_allclose(control.mean, photons.mean, atol=5 * 1e5**-0.5)

    def test_a_control_matched_by_draws_is_the_same_again(self):
        """Otherwise a run with it could neither be repeated nor go on."""
        options = {"n_photons": 2, "n_modes": 4}
        first, second = (load_latent("gaussian-copula", options, seed=3) for _ in range(2))
        assert first == second

    def test_the_seed_of_the_run_is_that_of_the_interferometer_unless_there_is_one(self):
        assert load_latent("distinguishable", seed=3) == load_latent("distinguishable", {"seed": 3})
        first, second = (load_latent("distinguishable", seed=seed) for seed in (0, 1))
        assert first != second

    def test_defaults(self):
        assert load_latent("gaussian").dim == load_latent("distinguishable").dim == 16
