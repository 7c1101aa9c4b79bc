"""The command ``qgen study``."""

import pytest
from click.testing import CliRunner

from pennylane_qgen import studies
from pennylane_qgen.cli.study import study


@pytest.fixture
def invoke():
    return lambda *arguments: CliRunner().invoke(study, arguments)


def test_list(invoke):
    output = invoke("--list").output
    assert [line.split()[0] for line in output.splitlines()] == studies.names()


def test_one_study(invoke, tmp_path):
    result = invoke("k-body-blindness", "--quick", "--workers", "1", "--output", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "tolerance" in result.output
    assert "9 of 9 tolerances met" in result.output
    assert (tmp_path / "k-body-blindness" / "table.txt").exists()


def test_all(invoke, tmp_path, monkeypatch):
    kept = {name: studies.STUDIES[name] for name in ("k-body-blindness", "truncated-loss")}
    monkeypatch.setattr(studies, "STUDIES", kept)
    result = invoke("--quick", "--all", "--workers", "1", "--output", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "proposition 4" in (tmp_path / "table.txt").read_text()


def test_an_unknown_name(invoke):
    error = invoke("loss").exception
    assert isinstance(error, ValueError)
    assert "There are: loss-concentration" in str(error)


@pytest.mark.parametrize("arguments", [(), ("kac-rice", "--all")])
def test_one_or_all(invoke, arguments):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert "Name one study, or give --all" in result.output


def test_a_scheduler_that_does_not_answer(invoke, tmp_path):
    result = invoke(
        "kac-rice", "--quick", "--scheduler", "tcp://127.0.0.1:9", "--output", str(tmp_path)
    )
    assert isinstance(result.exception, ConnectionError)
