"""What stands in a file comes out of it: XML and CSV set, every year, whatever the case of its names."""

from datetime import date

import pytest

from alongside.oversight.returns.engine.conversion import UnfitError, day_from, number_from, yesno_from
from alongside.oversight.returns.engine.problems import UnreadableError
from alongside.oversight.returns.engine.reading import fingerprint_of
from alongside.oversight.returns.engine.records import Person, packed, unpacked
from alongside.oversight.returns.engine.writer import write_csv_set
from tests.unit.returns.sample import everybody, header, historical, new_plan, read, spoilt, write


def test_what_was_written_is_read_again(tmp_path):
    head, persons, found = read(write(tmp_path / "r.xml"))
    assert found == []
    assert persons == everybody()
    assert (head.year, head.lea, head.serial, head.reference_date) == (2026, "888", 1, date(2026, 1, 15))


def test_the_csv_set_says_the_same_as_the_xml(tmp_path):
    write_csv_set(tmp_path, header=header(), persons=everybody(), exported_on=date(2026, 2, 12))
    head, persons, found = read(tmp_path)
    assert found == []
    assert persons == everybody()
    assert head == read(write(tmp_path / "r.xml"))[0]
    assert "2025-May-20 00:00:00" in (tmp_path / "Blade-Export_12-02-2026_namedplan.csv").read_text()


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_each_year_is_read_by_its_own_layout(tmp_path, year):
    survey_day = {2024: date(2024, 1, 18), 2025: date(2025, 1, 16), 2026: date(2026, 1, 15), 2027: date(2027, 1, 21)}
    head, persons, found = read(write(tmp_path / "r.xml", year=year, reference_date=survey_day[year]))
    assert head.year == year
    assert len(persons) == 4
    assert found == []


def test_an_item_of_2026_in_a_file_of_2025_is_kept_and_queried(tmp_path):
    path = spoilt(write(tmp_path / "r.xml", [new_plan()]), lambda t: t.replace(">2026</Year>", ">2025</Year>"))
    _, persons, found = read(path)
    assert [(f.field, f.value, f.rule, f.severity) for f in found] == [("RequestSource", "1", "R10", "query")]
    assert persons[0].request[0].extras == {"RequestSource": "1"}


def test_names_are_matched_without_regard_to_case(tmp_path):
    path = spoilt(
        write(tmp_path / "r.xml", [new_plan()]),
        lambda t: t.replace("PostCode>", "Postcode>").replace("SENneed>", "SENNEED>").replace("Persons>", "PERSONS>"),
    )
    _, persons, found = read(path)
    assert found == []
    assert persons == [new_plan()]


def test_another_spelling_that_tools_use_is_known(tmp_path):
    one = new_plan()
    one.request[0].named_plan.work_based = "S"
    path = spoilt(write(tmp_path / "r.xml", [one]), lambda t: t.replace("PlanWBP>", "PlanWPB>"))
    assert read(path)[1] == [one]


def test_a_name_space_changes_nothing(tmp_path):
    path = spoilt(write(tmp_path / "r.xml"), lambda t: t.replace("<Message>", '<Message xmlns="urn:example:sen2">'))
    assert read(path)[1] == everybody()


def test_items_of_the_authority_are_found_wherever_they_stand_outside_persons(tmp_path):
    path = spoilt(write(tmp_path / "r.xml"), lambda t: t.replace("</Message>", "<LA><DMO>Yes</DMO></LA></Message>"))
    head, _, found = read(path)
    assert head.dmo == "Yes"
    assert found == []


def test_an_unknown_code_is_kept_word_for_word_and_queried(tmp_path):
    one = new_plan()
    one.request[0].active_plan.need[0].need = "NEWTYPE"
    one.request[0].active_plan.placement[0].setting = "XYZ"
    _, persons, found = read(write(tmp_path / "r.xml", [one]))
    assert {(f.rule, f.value, f.severity) for f in found} == {("W-602", "NEWTYPE", "query"), ("W-503", "XYZ", "query")}
    assert persons[0].request[0].active_plan.need[0].need == "NEWTYPE"


def test_an_unknown_element_with_elements_inside_is_one_query(tmp_path):
    path = spoilt(write(tmp_path / "r.xml", [new_plan()]),
                  lambda t: t.replace("<Requests>", "<New><A>1</A><Assessment><B>2</B></Assessment></New><Requests>"))
    _, persons, found = read(path)
    assert [(f.field, f.rule) for f in found] == [("New", "R10")]
    assert persons == [new_plan()]


def test_what_must_be_there_and_is_not_is_an_error_and_what_should_be_a_query(tmp_path):
    one = new_plan(surname=None, sex=None)
    one.request[0].is_rya = None
    found = read(write(tmp_path / "r.xml", [one]))[2]
    assert {(f.field, f.rule, f.severity) for f in found} == {
        ("Surname", "R12", "error"), ("Sex", "R12", "query"), ("RYA", "R12", "query"),
    }


def test_a_historical_request_need_not_repeat_what_was_said_years_ago(tmp_path):
    assert read(write(tmp_path / "r.xml", [historical()]))[2] == []


@pytest.mark.parametrize(("old", "new", "rule"), [
    ("2017-05-14", "2017-02-30", "R13"), ("2017-05-14", "14/05/2017", "R13"), ("2017-05-14", "1817-05-14", "R13"),
    ("<RYA>0<", "<RYA>maybe<", "R13"), ("<SerialNo>1<", "<SerialNo>one<", "R13"),
    ("Example", "E" * 101, "R14"), ("<Sex>F</Sex>", "<Sex>F</Sex><Sex>M</Sex>", "R15"),
])
def test_a_value_that_can_not_be_is_an_error(tmp_path, old, new, rule):
    found = read(spoilt(write(tmp_path / "r.xml", [new_plan()]), lambda t: t.replace(old, new)))[2]
    assert rule in {f.rule for f in found if f.severity == "error"}


def test_two_assessments_of_one_request_are_an_error(tmp_path):
    path = spoilt(write(tmp_path / "r.xml", [new_plan()]), lambda t: t.replace(
        "<Assessment>", "<Assessment><AssessmentOutcome>Y</AssessmentOutcome></Assessment><Assessment>"))
    assert ("R15", "Assessment") in {(f.rule, f.field) for f in read(path)[2]}


def test_a_value_that_is_too_long_to_show_is_cut_in_the_problem_only(tmp_path):
    path = spoilt(write(tmp_path / "r.xml", [new_plan()]), lambda t: t.replace("Example", "E" * 3000))
    [found] = [f for f in read(path)[2] if f.rule == "R14"]
    assert len(found.value) == 200


def test_days_and_numbers_are_read_as_both_kinds_of_file_write_them():
    assert day_from("2025-09-01") == day_from("2025-Sep-01 00:00:00") == day_from("2025-09-01T00:00:00")
    assert yesno_from("true") is True
    assert yesno_from("0") is False
    assert number_from("0012") == 12
    for reader, text in ((day_from, "2025-Zzz-01"), (day_from, "20250901"), (number_from, "-1"), (yesno_from, "2")):
        with pytest.raises(UnfitError):
            reader(text)


def test_packing_keeps_everything():
    for one in everybody():
        one.extras["New"] = "x"
        assert unpacked(packed(one)) == one
    assert packed(Person()) == {"position": 0}


def test_the_fingerprint_follows_the_content_and_not_the_name(tmp_path):
    first, second = write(tmp_path / "a.xml"), write(tmp_path / "b.xml")
    assert fingerprint_of(first) == fingerprint_of(second)
    assert fingerprint_of(first) != fingerprint_of(write(tmp_path / "c.xml", serial=2))
    with pytest.raises(UnreadableError):
        fingerprint_of(tmp_path / "gone.xml")


def test_the_fingerprint_of_a_set_covers_every_file_of_it(tmp_path):
    write_csv_set(tmp_path, header=header(), persons=everybody(), exported_on=date(2026, 2, 12))
    before = fingerprint_of(tmp_path)
    path = tmp_path / "Blade-Export_12-02-2026_senneed.csv"
    path.write_text(path.read_text().replace("SLCN", "ASD"))
    assert fingerprint_of(tmp_path) != before


def test_progress_reaches_the_end(tmp_path):
    from alongside.oversight.returns.engine.reading import open_return

    steps = []
    reader = open_return(write(tmp_path / "r.xml"), say=print, progress=lambda done, total: steps.append((done, total)))
    assert len(list(reader.persons())) == 4
    assert steps[-1][0] == steps[-1][1]
