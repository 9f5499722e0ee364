"""A year is an earlier year and its changes."""

import re

import pytest

from alongside.oversight.returns.engine import layouts, records
from alongside.oversight.returns.engine.layouts import CHILDREN, layout_of, years


def elements(year, kind):
    return [field.element for field in layout_of(year).records[kind].fields]


def test_four_years_are_known_and_only_2027_is_unverified():
    assert years() == (2024, 2025, 2026, 2027)
    assert [year for year in years() if not layout_of(year).is_verified] == [2027]


def test_2025_adds_down_syndrome_and_nothing_else():
    need = {year: set(layout_of(year).records["need"].fields[0].codes.values) for year in (2024, 2025)}
    assert need[2025] - need[2024] == {"DS"}
    assert elements(2024, "active_plan") == elements(2025, "active_plan")


def test_2026_adds_five_items_and_redefines_the_residential_letters():
    assert elements(2026, "request")[:2] == ["ReceivedDate", "RequestSource"]
    assert elements(2026, "active_plan")[-3:] == ["ReviewDraft", "PhaseTransferDueDate", "PhaseTransferFinalDate"]
    assert elements(2026, "header")[-1] == "DSCO"
    bands = [layout_of(y).records["placement"].by_element["res"].codes.values["B"] for y in (2025, 2026)]
    assert bands == ["52 weeks", "39 to 52 weeks"]


def test_a_year_without_a_layout_is_a_key_error():
    with pytest.raises(KeyError):
        layout_of(2023)


def test_every_field_of_every_year_has_a_place_in_its_record():
    for year in years():
        for kind, layout in layout_of(year).records.items():
            blank = records.RECORDS[kind]()
            assert [f.name for f in layout.fields if not hasattr(blank, f.name)] == []
            assert [below for below in CHILDREN.get(kind, ()) if not hasattr(blank, below)] == []


def test_every_field_has_a_known_type_and_need():
    for year in years():
        for layout in layout_of(year).records.values():
            for field in layout.fields:
                assert field.type in {"text", "date", "moment", "yesno", "number", "code"}
                assert field.need in {"must", "should", "live", "may"}
                assert (field.codes is not None) == (field.type == "code")


def test_a_later_year_can_take_an_element_away_and_put_one_in_its_place():
    base = {"records": {"person": {"fields": {"a": {"element": "A"}, "b": {"element": "B"}, "c": {"element": "C"}}}}}
    change = {"records": {"person": {"fields": {"b": None, "d": {"element": "D", "after": "a"}}}}}
    fields = layouts._laid_over(base, change)["records"]["person"]["fields"]
    assert list(fields) == ["a", "d", "c"]


def test_extended_codes_are_accepted_beside_the_main_ones():
    ethnicity = layout_of(2026).records["person"].by_element["ethnicity"].codes
    assert ethnicity.knows("WBRI")
    assert ethnicity.knows("WENG")
    assert not ethnicity.knows("W1")
    assert re.fullmatch(ethnicity.pattern, "AMPK")
