"""Check digits, postcodes, references and paging."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.ground.core import errors, identifiers, paging, references, refs


@pytest.mark.parametrize("upn", ["B801200005001", "P207000016049", "G888999926001", "W888999926002", "D888999825123",
                                 "F88899992601A", "R88899992601Z"])
def test_a_right_upn_has_no_fault(upn):
    assert identifiers.upn_fault(upn) == ""


def test_a_wrong_upn_says_what_is_wrong():
    assert "would be B" in identifiers.upn_fault("A801200005001")
    assert "eleven digits" in identifiers.upn_fault("X80120000A001")
    assert identifiers.is_temporary_upn("F88899992601A")
    assert not identifiers.is_temporary_upn("G888999926001")


def test_uln_and_nhs_number():
    assert identifiers.uln_fault("1000000019") == ""
    assert identifiers.uln_fault("1000000018") != ""
    assert identifiers.uln_fault("10000") != ""
    assert identifiers.nhs_number_fault("943 476 5870") == ""
    assert identifiers.nhs_number_fault("9434765871") != ""
    assert identifiers.nhs_number_fault("94347") != ""


def test_postcodes_are_written_one_way():
    assert identifiers.normal_postcode(" pr18xj") == "PR1 8XJ"
    assert identifiers.normal_postcode("not one") == ""


@given(st.integers(0, 7), st.sampled_from(references.ALPHABET))
def test_one_misread_sign_in_a_reference_is_noticed(place, sign):
    whole = references.new_reference("EHC")
    signs = [*whole.replace("-", "")[3:]]
    if signs[place] != sign:
        signs[place] = sign
        assert references.normal_reference("EHC" + "".join(signs)) == ""


def test_a_reference_is_read_however_it_was_typed():
    whole = references.new_reference("EHC")
    assert references.normal_reference(whole.lower().replace("-", " ")) == whole
    assert references.normal_reference("nonsense") == ""
    assert references.normal_reference("12345678901") == ""


def test_codes_and_tokens_have_their_length():
    assert len(references.new_code()) == 6
    assert len(references.new_token()) >= 43


def test_a_ref_survives_being_stored():
    ref = refs.Ref("ehc", "request", uuid.uuid4())
    assert refs.Ref.parse(str(ref)) == ref
    with pytest.raises(ValueError, match="values to unpack"):
        refs.Ref.parse("nonsense")


ASKED = [("1", 1), ("3", 3), ("99", 4), ("0", 1), ("-2", 1), ("x", 1), ("9" * 12, 1)]


@pytest.mark.parametrize(("asked", "number"), ASKED)
def test_a_page_is_pulled_into_range(asked, number):
    page = paging.Page.of(asked, size=25, total=80)
    assert (page.number, page.last) == (number, 4)
    assert page.start == (number - 1) * 25
    assert page.stop == min(number * 25, 80)


def test_errors_say_what_a_person_needs():
    assert errors.InvalidError({"name": "Enter a name"}).errors == {"name": "Enter a name"}
    assert errors.StaleError(theirs={"a": "1"}, ours={"a": "2"}).theirs == {"a": "1"}
    assert errors.RefusedError("not yours").reason == "not yours"
