"""A CSV set that is not whole, or not one, says what is missing."""

from datetime import date

import pytest

from alongside.oversight.returns.engine.problems import UnreadableError
from alongside.oversight.returns.engine.writer import write_csv_set
from tests.unit.returns.sample import everybody, header, read


@pytest.fixture
def folder(tmp_path):
    write_csv_set(tmp_path, header=header(), persons=everybody(), exported_on=date(2026, 2, 12))
    return tmp_path


def table(folder, name):
    return folder / f"Blade-Export_12-02-2026_{name}.csv"


def refusal(folder):
    with pytest.raises(UnreadableError) as caught:
        read(folder)
    return caught.value


def test_a_missing_file_is_named(folder):
    table(folder, "senneed").unlink()
    assert "senneed" in refusal(folder).message


def test_two_exports_in_one_folder_are_refused(folder):
    (folder / "Blade-Export_13-02-2026_person.csv").write_text("x")
    assert "more than one export" in refusal(folder).message


def test_a_row_without_its_key_is_refused_with_its_line(folder):
    path = table(folder, "requests")
    lines = path.read_text().splitlines()
    lines[2] = "," + lines[2].partition(",")[2]
    path.write_text("\n".join(lines))
    assert refusal(folder).message.startswith("Line 3:")


def test_two_rows_with_one_key_are_refused(folder):
    path = table(folder, "person")
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, lines[1]]))
    assert refusal(folder).rule == "R09"


def test_rows_that_belong_to_nobody_are_an_error(folder):
    path = table(folder, "senneed")
    lines = path.read_text().splitlines()
    cells = lines[1].split(",")
    cells[0], cells[4] = "999", "777"
    path.write_text("\n".join([*lines, ",".join(cells)]))
    assert [(f.rule, f.severity) for f in read(folder)[2]] == [("R09", "error")]


@pytest.mark.parametrize(("spoil", "rule"), [
    (lambda text: text.replace(b"sourceid", b"NativeId"), "R02"),
    (lambda text: text[:-40], "R05"),
    (lambda text: text.replace(b"Example", b"Ex\xe9mple"), "R04"),
    (lambda text: text.replace(b"Example", b"E" * 200_000), "R02"),
    (lambda text: b"\x00\x01" + text, "R01"),
    (lambda text: b"", "R01"),
])
def test_a_spoilt_table_is_refused(folder, spoil, rule):
    path = table(folder, "person")
    path.write_bytes(spoil(path.read_bytes()))
    assert refusal(folder).rule == rule


def test_a_header_with_two_rows_is_refused(folder):
    path = table(folder, "sen2")
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")
    assert refusal(folder).rule == "R07"


def test_an_unknown_column_is_kept_and_queried_where_it_is_filled(folder):
    path = table(folder, "person")
    head, first, *rest = path.read_text().splitlines()
    path.write_text("\n".join([head + ",shoesize", first + ",38", *[line + "," for line in rest]]))
    _, persons, found = read(folder)
    assert [(f.person, f.field, f.rule) for f in found] == [(1, "shoesize", "R10")]
    assert persons[0].extras == {"shoesize": "38"}


def test_empty_lines_are_passed_over(folder):
    path = table(folder, "person")
    path.write_text(path.read_text() + "\n\n")
    assert len(read(folder)[1]) == 4


def test_a_record_with_thousands_below_it_is_refused(folder, monkeypatch):
    monkeypatch.setattr("alongside.oversight.returns.engine.csv_reader._MOST_BELOW", 1)
    assert refusal(folder).rule == "R06"
