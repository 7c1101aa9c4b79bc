import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from pennylane.exceptions import DeviceError

from pennylane_qgen.cli import comparison, main
from pennylane_qgen.cli.config import TrainConfig, merge, read_config, to_toml
from pennylane_qgen.cli.options import parse_value, unknown_name
from pennylane_qgen.datasets import from_csv, from_npz
from pennylane_qgen.qcbm import QCBM
from pennylane_qgen.whole_files import write_whole

DEMO = Path(__file__).parents[1] / "examples" / "demo.toml"

CONFIG = """
data = "bars_and_stripes"
data_options = { rows = 2, columns = 2, n_samples = 60 }
n_layers = 1
steps = 4
n_samples = 50
"""


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


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
    assert result.stderr.rstrip().endswith(line)
    return line


def contents(folder):
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def no_figures(monkeypatch):
    """Leave out the figures, which take most of the time of a tiny run."""
    monkeypatch.setattr("pennylane_qgen.cli.train._draw_figures", lambda *arguments: None)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The folder of a run, not to be changed."""
    folder = tmp_path_factory.mktemp("runs") / "trained"
    config = folder.parent / "config.toml"
    config.write_text(CONFIG)
    succeed("train", "--config", config, "--output", folder)
    return folder


class TestHelp:
    @pytest.mark.parametrize("command", [[], ["train"], ["sample"], ["evaluate"], ["devices"]])
    def test_help_shows_no_markup(self, command):
        text = succeed(*command, "--help").output
        assert text.startswith("Usage:")
        assert "\\b" not in text

    def test_every_setting_has_a_flag_with_a_text(self):
        text = succeed("train", "--help").output
        for key in TrainConfig.__dataclass_fields__:
            assert (
                f"--{key.removesuffix('s') if key.endswith('options') else key}".replace("_", "-")
                in text
            )

    def test_version(self):
        assert succeed("--version").output.startswith("qgen, version ")

    def test_unknown_command(self):
        assert "No such command" in fail("trian", code=2)


class TestTrain:
    def test_writes_all_results(self, trained):
        assert set(contents(trained)) == {
            "checkpoint.npz",
            "config.toml",
            "history.json",
            "loss.png",
            "metrics.json",
            "mmd.png",
            "model.npz",
            "overview.png",
            "samples.csv",
            "samples.png",
        }
        assert from_csv(trained / "samples.csv").samples.shape == (50, 4)
        assert (trained / "overview.png").read_bytes().startswith(b"\x89PNG")

    @pytest.mark.usefixtures("no_figures")
    def test_metrics_hold_what_is_printed(self, trained, tmp_path):
        text = succeed("train", "--config", trained / "config.toml", "--output", tmp_path / "b")
        metrics = json.loads((trained / "metrics.json").read_text())
        rows = metrics["held_out"]
        assert list(rows) == ["untrained", "independent_bits", "trained", "training_set"]
        for row in rows.values():
            assert f"{row['mmd']:8.5f} ± {row['mmd_standard_error']:.5f}" in text.output
        assert metrics["data"] | {"source": ""} == {
            "name": "bars and stripes 2x2",
            "source": "",
            "n_wires": 4,
            "n_train": 45,
            "n_test": 15,
        }
        assert metrics["training"]["steps"] == 4
        assert metrics["bandwidth"] == 1.0

    def test_the_loss_of_the_untrained_model_is_that_of_the_first_step(self, trained):
        metrics = json.loads((trained / "metrics.json").read_text())
        history = json.loads((trained / "history.json").read_text())
        assert len(history["loss"]) == 4
        assert metrics["training"]["initial_loss"] == pytest.approx(history["loss"][0], rel=1e-12)
        assert metrics["training"]["loss"] == history["loss"][-1]

    @pytest.mark.usefixtures("no_figures")
    def test_the_config_written_gives_the_same_run(self, trained, tmp_path):
        again = tmp_path / "again"
        succeed("train", "--config", trained / "config.toml", "--output", again)
        assert (again / "samples.csv").read_bytes() == (trained / "samples.csv").read_bytes()
        assert np.array_equal(
            QCBM.load(again / "model.npz").weights_, QCBM.load(trained / "model.npz").weights_
        )

    @pytest.mark.usefixtures("no_figures")
    def test_flags_alone_and_the_folder_by_default(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        np.savetxt("mine.csv", np.eye(4, dtype=int).repeat(6, axis=0), fmt="%d", delimiter=",")
        options = "--ansatz IQP --ansatz-option strategy=data --optimizer l-bfgs-b --steps 3"
        succeed("train", "--data", "mine.csv", "--bandwidth", "0.5,1", *options.split())
        written = tomllib.loads(Path("outputs/mine/config.toml").read_text())
        assert written["ansatz_options"] == {"strategy": "data"}
        assert written["bandwidth"] == [0.5, 1.0]
        assert QCBM.load("outputs/mine/model.npz").bandwidth == [0.5, 1.0]

    def test_bits_that_form_no_square_get_a_histogram(self, config, tmp_path):
        folder = tmp_path / "line"
        data = ["--data", "parity", "--data-option", "n_wires=3", "--data-option", "n_samples=40"]
        succeed("train", "--config", config, *data, "--output", folder)
        assert (folder / "samples.png").is_file()

    @pytest.mark.usefixtures("no_figures")
    def test_quiet_prints_nothing(self, config, tmp_path):
        result = succeed("train", "--config", config, "--output", tmp_path / "out", "--quiet")
        assert result.output == ""

    @pytest.mark.usefixtures("no_figures")
    def test_no_progress_bar_where_there_is_no_terminal(self, config, tmp_path):
        result = succeed("train", "--config", config, "--output", tmp_path / "out")
        assert result.stderr == ""

    @pytest.mark.usefixtures("no_figures")
    def test_finite_shots(self, config, tmp_path):
        folder = tmp_path / "shots"
        succeed("train", "--config", config, "--output", folder, "--shots", 20, "--steps", 1)
        assert QCBM.load(folder / "model.npz").shots == 20

    def test_the_demo_at_reduced_size(self, tmp_path):
        folder = tmp_path / "demo"
        flags = ["--steps", 1, "--n-layers", 1, "--n-samples", 200]
        text = succeed("train", "--config", DEMO, *flags, "--output", folder).output
        assert "held-out samples of 16 wires" in text
        assert json.loads((folder / "metrics.json").read_text())["training"]["steps"] == 1


@pytest.mark.usefixtures("no_figures")
class TestResume:
    def test_gives_the_weights_of_a_run_never_stopped(self, config, tmp_path):
        whole, parts = tmp_path / "whole", tmp_path / "parts"
        succeed("train", "--config", config, "--output", whole, "--steps", 6)
        succeed("train", "--config", config, "--output", parts, "--steps", 3)
        succeed("train", "--resume", "--output", parts, "--steps", 6)
        assert np.array_equal(
            QCBM.load(parts / "model.npz").weights_, QCBM.load(whole / "model.npz").weights_
        )
        assert tomllib.loads((parts / "config.toml").read_text())["steps"] == 6

    def test_an_interrupted_run_says_how_to_go_on(self, config, tmp_path, monkeypatch):
        folder = tmp_path / "stopped"
        fit = QCBM.fit

        def interrupted(model, samples):
            if model.checkpoint is None:
                return fit(model, samples)
            raise KeyboardInterrupt

        monkeypatch.setattr(QCBM, "fit", interrupted)
        result = run("train", "--config", config, "--output", folder)
        assert result.exit_code == 130
        assert f"qgen train --resume --output {folder}" in result.stderr
        monkeypatch.undo()
        succeed("train", "--resume", "--output", folder)
        assert (folder / "model.npz").is_file()

    def test_other_data_are_refused_and_nothing_changes(self, trained, tmp_path):
        before = contents(trained)
        flags = ["--data", "ghz", "--data-option", "n_wires=4", "--data-option", "n_samples=60"]
        config = trained / "config.toml"
        line = fail("train", "--config", config, *flags, "--output", trained, "--resume")
        assert "other data" in line
        assert contents(trained) == before

    def test_a_corrupted_checkpoint_is_refused_and_nothing_changes(self, config, tmp_path):
        folder = tmp_path / "broken"
        folder.mkdir()
        (folder / "checkpoint.npz").write_bytes(b"PK\x03\x04 cut off")
        line = fail("train", "--config", config, "--output", folder, "--resume")
        assert "cannot be read as a pennylane-qgen checkpoint" in line
        assert set(contents(folder)) == {"checkpoint.npz"}

    def test_a_model_without_a_checkpoint_is_kept(self, config, tmp_path):
        (tmp_path / "done").mkdir()
        (tmp_path / "done" / "model.npz").write_text("mine")
        flags = ["--output", tmp_path / "done", "--resume"]
        assert "no checkpoint to go on from" in fail("train", "--config", config, *flags)
        assert contents(tmp_path / "done") == {"model.npz": b"mine"}

    def test_needs_a_run(self, tmp_path):
        assert "There is no run in" in fail("train", "--resume", "--output", tmp_path / "none")
        assert "--resume needs the run" in fail("train", "--resume", code=2)


@pytest.mark.usefixtures("no_figures")
class TestExistingFolder:
    def test_is_refused_and_untouched(self, trained, config):
        before = contents(trained)
        line = fail("train", "--config", config, "--output", trained)
        assert "is not empty; nothing was changed" in line
        assert "--overwrite" in line
        assert contents(trained) == before

    def test_overwrite_replaces_results_and_leaves_other_files(self, config, tmp_path):
        folder = tmp_path / "out"
        folder.mkdir()
        (folder / "notes.txt").write_text("mine")
        (folder / "model.npz").write_text("old")
        succeed("train", "--config", config, "--output", folder, "--overwrite")
        assert (folder / "notes.txt").read_text() == "mine"
        assert len(QCBM.load(folder / "model.npz").history_) == 4

    @pytest.mark.parametrize(
        "flags", [["--bandwidth", "-1"], ["--optimizer", "sgd"], ["--ansatz-option", "foo=1"]]
    )
    def test_overwrite_with_a_wrong_setting_leaves_the_results(self, trained, config, flags):
        before = contents(trained)
        fail("train", "--config", config, "--output", trained, "--overwrite", *flags)
        assert contents(trained) == before

    def test_overwrite_and_resume_contradict(self, config, tmp_path):
        flags = ["--overwrite", "--resume", "--output", tmp_path / "x"]
        assert "not both" in fail("train", "--config", config, *flags, code=2)

    def test_a_file_in_place_of_the_folder(self, config):
        assert "is a file" in fail("train", "--config", config, "--output", config, "--overwrite")

    def test_an_empty_folder_is_used(self, config, tmp_path):
        folder = tmp_path / "empty"
        folder.mkdir()
        succeed("train", "--config", config, "--output", folder)


WRONG_CONFIGS = {
    "stepsizes = 0.1": "Unknown key 'stepsizes' in {}. Did you mean 'stepsize'? Allowed: data, ",
    "steps = 'many'": "steps in {} must be an integer; got 'many'.",
    "steps = true": "steps in {} must be an integer; got True.",
    "stepsize = 'big'": "stepsize in {} must be a number; got 'big'.",
    "bandwidth = 'wide'": "bandwidth in {} must be a number or a list; got 'wide'.",
    "data_options = 4": "data_options in {} must be a table; got 4.",
    "steps = ": "{} is not valid TOML: ",
    "n_layers = 2": "No data: give --data NAME",
    "data = 'ghz'\nsteps = 0": "steps must be at least 1; got 0.",
    "data = 'ghz'\ntest_size = 1.5": "test_size must lie between 0 and 1; got 1.5.",
    "data = 'ghz'\nbandwidth = []": "bandwidth must be a positive number or a non-empty sequence",
    "data = 'dgits'": "Unknown data set 'dgits'. Did you mean 'digits'?",
    "data = 'parity'\ndata_options = {n_wires = 4}": "must have at least 6 samples each",
    "data = 'digits'\ndata_options = {widht = 4}": "Did you mean 'width'? Allowed: width.",
    "data = 'blobs'\nansatz = 'HardwareEficient'": "Did you mean 'HardwareEfficient'?",
    "data = 'blobs'\ndevice = 'qgen.lightening'": "Did you mean 'qgen.lightning'?",
    "data = 'blobs'\nloss = 'MMD'": "Unknown loss 'MMD'. Did you mean 'mmd'?",
    "data = 'blobs'\nloss_options = {sigma = 1}": "sigma",
    "data = 'blobs'\ndevice_options = {bakend = 1}": "bakend",
    "data = 'blobs'\nansatz_options = {entangler = 'cy'}": "entangler must be one of",
    "data = 'blobs'\noptimizer = 'l-bfgs-b'\nstepsize = 0.1": "leave out stepsize",
}


class TestWrongInput:
    @pytest.mark.parametrize(("text", "message"), WRONG_CONFIGS.items())
    def test_config(self, text, message, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        Path("wrong.toml").write_text(text.replace("'", '"'))
        assert message.format("wrong.toml") in fail("train", "--config", "wrong.toml")
        assert set(contents(tmp_path)) == {"wrong.toml"}

    def test_missing_files(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert "no config file none.toml" in fail("train", "--config", "none.toml")
        assert "There is no file none.csv" in fail("train", "--data", "none.csv")
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("line", ["0,2", "0.5,1", "nan,1", "a,b", "0"])
    def test_csv_that_is_not_bits(self, line, tmp_path):
        path = tmp_path / "wrong.csv"
        path.write_text("0,1\n" * 30 + line + "\n")
        assert str(path) in fail("train", "--data", path, "--output", tmp_path / "out")
        assert not (tmp_path / "out").exists()

    def test_flags_that_cannot_be_read(self, tmp_path):
        assert "expected KEY=VALUE" in fail("train", "--data-option", "width", code=2)
        assert "expected numbers" in fail("train", "--bandwidth", "1,x", code=2)

    def test_arrays_of_another_name(self, tmp_path):
        np.savez(tmp_path / "other.npz", x=np.eye(4))
        line = fail("train", "--data", tmp_path / "other.npz")
        assert line.endswith("has no array 'bits'; it has ['x']. Pass one of them as key=.")

    @pytest.mark.parametrize(
        ("error", "line"),
        [
            (MemoryError(), "Error: There is not enough memory for so many wires; a state has "),
            (DeviceError("two\nlines"), "Error: two lines"),
            (TypeError("odd"), "Error: TypeError: odd (--debug shows where)"),
        ],
    )
    def test_errors_from_elsewhere_are_one_line(self, error, line, config, tmp_path, monkeypatch):
        def broken(*arguments):
            raise error

        monkeypatch.setattr(QCBM, "fit", broken)
        output = tmp_path / "out"
        assert fail("train", "--config", config, "--output", output).startswith(line)
        assert not output.exists()

    def test_debug_shows_the_traceback(self, tmp_path):
        result = run("train", "--data", "none.csv", "--debug")
        assert isinstance(result.exception, FileNotFoundError)


class TestConfig:
    def test_flags_win_over_the_file_and_the_file_over_defaults(self, config):
        merged = merge(read_config(config), {"steps": 9, "data_options": {"rows": 3}})
        assert (merged.steps, merged.n_samples, merged.test_size) == (9, 50, 0.25)
        assert merged.data_options == {"rows": 3, "columns": 2, "n_samples": 60}

    def test_options_of_what_a_flag_replaces_are_dropped(self):
        file = {
            "data": "digits",
            "data_options": {"width": 4},
            "optimizer": "adam",
            "stepsize": 0.1,
        }
        merged = merge(file, {"data": "blobs", "optimizer": "l-bfgs-b"})
        assert merged.data_options == {}
        assert merged.stepsize is None
        assert merge(file, {"data": "digits"}).data_options == {"width": 4}

    def test_toml_round_trip(self, tmp_path):
        config = TrainConfig(
            data='C:\\bits "1".csv',
            data_options={"delimiter": "", "a b": [True, [1, 2.5]], "nested": {"x": "µ"}},
            bandwidth=[0.5, 1e-7, 3],
            stepsize=1e-05,
        )
        path = tmp_path / "round.toml"
        path.write_text(to_toml(config), encoding="utf-8")
        assert merge(read_config(path), {}) == config

    def test_the_demo_is_a_valid_config(self):
        assert merge(read_config(DEMO), {}).data == "digits"

    @pytest.mark.parametrize(
        ("text", "value"),
        [("4", 4), ("0.5", 0.5), ("true", True), ("[1, 2]", [1, 2]), ("cz", "cz"), ("", "")],
    )
    def test_values_of_flags(self, text, value):
        assert parse_value(text) == value

    def test_unknown_names(self):
        assert unknown_name("x", "q", []) == "Unknown x 'q'. Allowed: none."


class TestComparison:
    def test_differences_are_counted_in_standard_errors(self):
        better = {"mmd": 0.1, "mmd_standard_error": 0.03}
        worse = {"mmd": 0.6, "mmd_standard_error": 0.04}
        assert comparison.standard_errors_below(better, worse) == pytest.approx(10)

    def test_wide_samples_have_no_total_variation(self):
        row = {"mmd": 0.1, "mmd_standard_error": 0.01, "covariance_distance": 0.5}
        lines = comparison.table(dict.fromkeys(comparison.LABELS, row)).splitlines()
        assert len(lines) == 5
        assert all(line.endswith("-") for line in lines[1:])


class TestSample:
    def test_prints_one_bit_string_a_line(self, trained):
        lines = succeed("sample", trained, "--shots", 3, "--seed", 1).output.splitlines()
        assert len(lines) == 3
        assert all(set(line.split(",")) <= {"0", "1"} for line in lines)

    def test_files_hold_what_is_printed(self, trained, tmp_path):
        arguments = ["sample", trained / "model.npz", "--shots", 20, "--seed", 7]
        printed = succeed(*arguments).output
        succeed(*arguments, "--output", tmp_path / "s.csv")
        text = succeed(*arguments, "--output", tmp_path / "s.npz").output
        assert "20 samples of 4 wires written to" in text
        assert (tmp_path / "s.csv").read_text() == printed
        in_csv = from_csv(tmp_path / "s.csv").samples
        assert np.array_equal(from_npz(tmp_path / "s.npz").samples, in_csv)
        assert set(contents(tmp_path)) == {"s.csv", "s.npz"}

    def test_another_device(self, trained):
        arguments = ["sample", trained, "--shots", 2, "--seed", 0, "--device", "default.qubit"]
        assert len(succeed(*arguments).output.splitlines()) == 2
        assert "default.qbit" in fail(*arguments[:-1], "default.qbit")

    def test_another_device_without_a_seed(self, trained):
        assert len(succeed("sample", trained, "--shots", 2).output.splitlines()) == 2

    def test_device_option_needs_a_device(self, trained):
        flags = ["--shots", 2, "--device-option", "backend=qubit"]
        assert "needs --device" in fail("sample", trained, *flags, code=2)

    def test_an_existing_file_is_kept(self, trained, tmp_path):
        output = tmp_path / "kept.csv"
        output.write_text("mine")
        arguments = ["sample", trained, "--shots", 2, "--output", output]
        assert "is there already" in fail(*arguments)
        assert output.read_text() == "mine"
        succeed(*arguments, "--overwrite")
        assert from_csv(output).samples.shape == (2, 4)

    def test_wrong_output(self, trained, tmp_path):
        arguments = ["sample", trained, "--shots", 2, "--output"]
        assert "must end in .csv or .npz" in fail(*arguments, tmp_path / "s.txt")
        assert "There is no folder" in fail(*arguments, tmp_path / "none" / "s.csv")

    def test_missing_and_damaged_models(self, trained, tmp_path):
        assert "There is no model" in fail("sample", tmp_path, "--shots", 1)
        whole = (trained / "model.npz").read_bytes()
        damaged = tmp_path / "model.npz"
        damaged.write_bytes(whole[: len(whole) // 2])
        assert "truncated, corrupted" in fail("sample", damaged, "--shots", 1)
        line = fail("sample", trained / "checkpoint.npz", "--shots", 1)
        assert "must be a pennylane-qgen QCBM" in line

    def test_shots_must_be_positive(self, trained):
        assert "0 is not in the range" in fail("sample", trained, "--shots", 0, code=2)


class TestEvaluate:
    def test_a_run_is_compared_with_its_own_held_out_data(self, trained):
        report = json.loads(succeed("evaluate", trained, "--n-samples", 50).output)
        metrics = json.loads((trained / "metrics.json").read_text())
        assert report["n_reference"] == 15
        assert report["mmd"] == metrics["held_out"]["trained"]["mmd"]

    def test_a_file_of_samples(self, trained, tmp_path):
        samples, output = trained / "samples.csv", tmp_path / "report.json"
        succeed("evaluate", samples, "--data", samples, "--bandwidth", 1, "--output", output)
        report = json.loads(output.read_text())
        assert report["total_variation"] == 0
        assert report["n_samples"] == report["n_reference"] == 50
        assert "is there already" in fail(
            "evaluate", samples, "--data", samples, "--output", output
        )

    def test_npz_files_of_samples_and_of_a_model(self, trained, tmp_path):
        samples = from_csv(trained / "samples.csv").samples
        np.savez(tmp_path / "s.npz", bits=samples)
        data = ["--data", trained / "samples.csv"]
        assert json.loads(succeed("evaluate", tmp_path / "s.npz", *data).output)["mmd"] <= 0
        model = json.loads(succeed("evaluate", trained / "model.npz", *data).output)
        assert model["n_samples"] == 5000
        assert model["bandwidth"] == 1.0

    def test_wrong_input(self, trained, tmp_path):
        samples = trained / "samples.csv"
        assert "Name the data to compare with" in fail("evaluate", samples, code=2)
        assert "There is no file" in fail("evaluate", tmp_path / "no.csv", "--data", samples)
        assert "There is no model" in fail("evaluate", tmp_path / "no.npz", "--data", samples)
        assert "4" in fail("evaluate", samples, "--data", "digits")


class TestLists:
    def test_devices_are_listed_with_ours_marked(self):
        lines = succeed("devices").output.splitlines()
        assert any(line.startswith("* qgen.lightning ") for line in lines)
        assert any(line.startswith("  default.qubit ") for line in lines)

    def test_datasets(self):
        assert "\ndigits " in succeed("datasets").output

    def test_one_dataset(self):
        text = succeed("datasets", "ghz", "--data-option", "n_wires=3").output
        assert "2 of 3 wires, 2 distinct" in text
        assert "options   n_wires=8" in text

    def test_one_file(self, trained):
        assert "50 of 4 wires" in succeed("datasets", trained / "samples.csv").output

    def test_unknown_dataset(self):
        assert "Did you mean 'ising'?" in fail("datasets", "isin")


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "file.txt"
    path.write_text("old")

    def half(temporary):
        temporary.write_text("ha")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(path, half)
    assert contents(tmp_path) == {"file.txt": b"old"}
