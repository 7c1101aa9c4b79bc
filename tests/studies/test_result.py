"""Claims, their tolerances and the table."""

import pytest

from pennylane_qgen.studies.records import Records
from pennylane_qgen.studies.result import Claim, Point, format_table, worst_relative, worst_z


class TestClaim:
    @pytest.mark.parametrize(("ours", "met"), [(1.009, True), (0.989, False), (-1.0, False)])
    def test_relative(self, ours, met):
        assert Claim.relative("x", 1.0, ours, 0.01).met is met

    def test_standard_errors_widen_the_tolerance(self):
        claim = Claim.relative("x", 2.0, 2.3, 0.01, error=0.1)
        assert claim.met
        assert claim.tolerance == "1 % + 3 s.e. (15.0 %)"

    @pytest.mark.parametrize(("ours", "met"), [(1.39, True), (0.5, False)])
    def test_z_score(self, ours, met):
        assert Claim.z_score("x", 1.0, ours, 0.1).met is met


def test_the_worst_point_is_the_one_that_misses():
    points = [Point("a", 1.0, 1.02, 0.02), Point("b", 1.0, 1.015, 0.0)]
    claim = worst_relative("x", points, 0.01)
    assert claim.claim == "x; worst of 2: b"
    assert claim.met is False


def test_the_worst_point_in_standard_errors():
    points = [Point("a", 1.0, 1.3, 0.1), Point("b", 1.0, 1.1, 0.02)]
    assert worst_z("x", points).claim == "x; worst of 2: b"


def test_table_marks_and_wraps():
    claims = [
        Claim("a claim " * 10, "1", "1", "1 %", True),
        Claim("b", "1", "2", "1 %", False),
        Claim("c", "1", "2", "reported only", None),
    ]
    lines = format_table(claims, width=30).splitlines()
    assert lines[0].split(" | ")[-1].strip() == "met"
    assert max(map(len, lines)) < 80
    assert [line.split("|")[-1].strip() for line in lines[2:] if line.split("|")[-1].strip()] == [
        "yes",
        "NO",
        "-",
    ]


class TestRecords:
    def test_columns_of_different_lengths(self):
        with pytest.raises(ValueError, match="one length"):
            Records({"a": [1, 2], "b": [1]})

    def test_parts_with_different_columns(self):
        with pytest.raises(ValueError, match=r"Expected the columns \['a'\]"):
            Records.concatenate([Records({"a": [1]}), Records({"b": [1]})])

    def test_where_and_distinct(self):
        records = Records({"name": ["x", "y", "x"], "value": [3, 1, 2]})
        assert records.where(name="x")["value"].tolist() == [3, 2]
        assert records.distinct("name") == ["x", "y"]
