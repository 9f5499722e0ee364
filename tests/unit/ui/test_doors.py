"""Doors: bound names lead somewhere, unbound ones are left out, unknown ones are mistakes."""

import pytest

from alongside.ground.ui import doors

pytestmark = pytest.mark.urls("tests.unit.journeys.addresses")


@pytest.fixture(autouse=True)
def own_doors():
    """Bindings of this test alone."""
    before = doors.bound()
    yield
    doors.bind(before)


def test_a_bound_door_leads_to_its_address():
    doors.bind({"components": "ui_gallery"})
    assert doors.address("components") == "/components/"
    assert doors.bound() == {"components": "ui_gallery"}


def test_a_door_can_take_arguments():
    doors.bind({"child": "sample_request_page"})
    assert doors.address("child", "who") == "/sample/who/"
    assert doors.address("child", "two", "too many") == ""


def test_an_unbound_door_is_empty_so_that_the_link_is_left_out():
    doors.bind({})
    assert doors.address("tray") == ""
    assert doors.address("child", "uuid") == ""


def test_a_door_whose_room_is_not_installed_is_empty():
    doors.bind({"tray": "a_room_that_was_removed"})
    assert doors.address("tray") == ""


def test_an_unknown_door_is_an_error_when_used_and_when_bound():
    with pytest.raises(KeyError):
        doors.address("attic")
    with pytest.raises(KeyError):
        doors.address("attic", "uuid")
    with pytest.raises(KeyError, match="attic"):
        doors.bind({"attic": "ui_gallery"})


def test_every_door_says_in_one_sentence_what_lies_behind_it():
    assert all(meaning.endswith(".") for meaning in doors.DOORS.values())


def test_nobody_hides_a_door_unless_told_who_may_open_it():
    doors.bind({})
    assert doors.may_open(None, "audit")
    assert not doors.knows_who_may_open()
    doors.bind({}, may_open=lambda user, name: name == "tray")
    assert doors.knows_who_may_open()
    assert doors.may_open(None, "tray")
    assert not doors.may_open(None, "audit")
