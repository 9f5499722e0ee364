"""Areas and who follows them, districts of postcodes, and the reference data."""

import io
from datetime import date

import brotli
import msgpack
import pytest
from django.core.management import CommandError, call_command

from alongside.ground.access import services as access
from alongside.ground.access.engine import lapsing
from alongside.ground.access.models import User
from alongside.ground.core.errors import InvalidError, RefusedError
from alongside.ground.people import queries, services
from alongside.ground.people.models import Area, AreaSuccession, Body, District, Place, Post, Setting, Team
from alongside.ground.people.services import places
from tests.unit.people.conftest import AT, ON


@pytest.mark.parametrize(("text", "name"), [
    ("PR1 1AA", "Preston"), ("pr11ab", "Wyre"), ("PR1 9ZZ", "Preston"), ("pr1", "Preston"), ("SW1A 1AA", None),
    ("ZZ9 9ZZ", None), ("", None), ("'; drop", None),
])
def test_the_district_of_a_postcode_or_of_its_outcode(area, text, name):
    found = queries.district_of(text)
    assert (found.name if found else None) == name


def test_elsewhere_is_told_apart_from_unknown(area):
    assert [queries.is_elsewhere(text) for text in ("PR1 1AA", "SW1A 1AA", "ZZ9 9ZZ")] == [False, True, None]
    assert [district.name for district in queries.districts()] == ["Preston", "Wyre"]


def test_an_area_is_followed_by_its_successors(area, settings):
    settings.AREA_LA_NUMBER = "888"
    new = Area.objects.create(code="new", name="New", la_number="999", gss="E0")
    newer = Area.objects.create(code="newer", name="Newer", la_number="998", gss="E1")
    AreaSuccession.objects.create(area=area, successor=new, takes_over_on=date(2028, 4, 1))
    AreaSuccession.objects.create(area=new, successor=newer, takes_over_on=date(2030, 4, 1))
    AreaSuccession.objects.create(area=newer, successor=area, takes_over_on=date(2031, 4, 1))
    days = (date(2028, 3, 31), date(2028, 4, 1), date(2030, 4, 1))
    assert [queries.area_on(area, day) for day in days] == [area, new, newer]
    assert queries.area_on(area, date(2040, 1, 1)) == newer
    assert queries.home_area(ON) == area
    Area.objects.filter(pk=area.pk).update(ends_on=date(2028, 4, 1))
    assert queries.home_area(date(2029, 1, 1)) == area
    settings.AREA_LA_NUMBER = "000"
    assert queries.home_area(ON) is None


@pytest.mark.abuse("AC-09")
def test_the_organisation_behind_a_badge_decides_who_is_confirmed_each_term(db, make, area):
    places = {"school": Setting.objects.create(name="Oak School"), "trust": Body.objects.create(
        code="trust", name="A trust", kind="trust"), "council": Body.objects.create(code="la", name="LA", kind="council"),
        "board": Body.objects.create(code="board", name="A board", kind="board")}
    badge = {key: f"{'setting' if key == 'school' else 'body'}:{row.uuid}" for key, row in places.items()}
    assert queries.employers_of_badges([*badge.values(), "setting:x", "team:x", f"body:{places['school'].uuid}"]) == {
        badge["school"]: "Oak School", badge["trust"]: "A trust", badge["council"]: ""}
    works = {key: make(f"{key}@example.org") for key in places}
    for key, user in works.items():
        access.pin_badge(user=user, badge=badge[key], since=ON, at=AT)
    access.pin_badge(user=works["council"], badge=badge["board"], since=ON, at=AT)
    found = {row.user.email: row.organisation for row in lapsing.standings(User.objects.all(), on=ON)}
    assert found == {"school@example.org": "Oak School", "trust@example.org": "A trust", "council@example.org": "",
                     "board@example.org": ""}


class TestReference:
    def test_it_holds_twelve_districts_each_with_its_team_and_twice_is_once(self, db):
        first = services.load_reference(by=None, at=AT)
        counts = [model.objects.count() for model in (Area, District, Body, Team, Post)]
        assert services.load_reference(by=None, at=AT) == first
        assert [model.objects.count() for model in (Area, District, Body, Team, Post)] == counts
        assert District.objects.count() == 12
        for district in District.objects.all():
            assert queries.team_for_district(district).title == f"EHC team, {district.name}"
            assert queries.post_by_kind("case_officer", team=queries.team_for_district(district), on=ON)
        assert Area.objects.get(la_number="888").ends_on == date(2028, 4, 1)
        assert Body.objects.get(code="cyp-send-board").predecessor.code == "send-partnership-board-2019"

    def test_what_somebody_changed_by_hand_stays(self, db):
        services.load_reference(by=None, at=AT)
        icb = Body.objects.get(code="icb")
        services.save_body(body=icb, version=1, name="A new name", by=None, at=AT)
        services.load_reference(by=None, at=AT)
        icb.refresh_from_db()
        assert icb.name == "A new name"

    def test_a_successor_named_in_the_data_is_kept(self, area, monkeypatch):
        row = {"code": "test2", "name": "T2", "la_number": "1", "gss": "E", "successors": [{"code": "test", "on": ON}]}
        monkeypatch.setattr(places, "read", lambda name: [row] if name == "areas" else [])
        services.load_reference(by=None, at=AT)
        assert AreaSuccession.objects.get().successor == area

    def test_it_needs_the_permission(self, make):
        with pytest.raises(RefusedError):
            services.load_reference(by=make("o@example.org", "case_officer"), at=AT)


class TestPostcodes:
    @pytest.fixture
    def package(self, tmp_path, monkeypatch):
        """A directory as the package has it, with Preston, a neighbour, London, Belfast and an ended postcode."""

        def made(rows):
            columns = {"pcd": [code for code, _ in rows], "laua": [laua for _, laua in rows]}
            packed = msgpack.packb({"columns": ["pcd", "laua"], "data": columns})
            (tmp_path / "postcodes_P.msgpack.br").write_bytes(brotli.compress(packed, quality=0))

        class Found:
            origin = str(tmp_path / "__init__.py")

        monkeypatch.setattr(places.importlib.util, "find_spec", lambda name: Found)
        return made

    def test_our_outcodes_come_whole_the_rest_of_england_by_outcode_and_nothing_else(self, area, package):
        package([("PR1 2AA", "E07000901"), ("PR1 2AB", "E06000008"), ("PR1 2AC", "E07000901"), ("PR12AD", "S12000001"),
                 ("SW1A1AA", "E09000033"), ("BT1 1AA", "N09000003"), ("PR1 2AE", float("nan"))])
        services.load_places(by=None, at=AT)
        assert dict(Place.objects.values_list("postcode", "district_code")) == {
            "PR1": "E07000901", "PR12AA": "E07000901", "PR12AB": "E06000008", "PR12AC": "E07000901",
            "SW1A": "E09000033"}
        assert services.load_places(by=None, at=AT) == {"places": 5, "changed": 0}
        package([("PR1 2AA", "E07000902")])
        assert services.load_places(by=None, at=AT) == {"places": 2, "changed": 5}
        package([("SW1A1AA", "E09000033")])
        assert services.load_places(by=None, at=AT) == {"places": 1, "changed": 3}
        package([("PR1 2AA", "E07000902")])
        services.load_places(by=None, at=AT)
        assert queries.district_of("PR1 2AA").name == "Wyre"

    def test_without_districts_or_without_the_package_it_says_so(self, db, area, package, monkeypatch):
        monkeypatch.setattr(places.importlib.util, "find_spec", lambda name: None)
        with pytest.raises(InvalidError, match="not installed"):
            services.load_places(by=None, at=AT)
        District.objects.all().delete()
        with pytest.raises(InvalidError, match="districts first"):
            services.load_places(by=None, at=AT)


class TestSettings:
    CSV = ("URN,EstablishmentName,TypeOfEstablishment (name),PhaseOfEducation (name),Postcode,SchoolCapacity,CloseDate\n"
           "100001,Hill Primary School,Community school,Primary,PR1 1AA,210,\n"
           "100002,“Old” Sch\u00f6ol,Academy,,PR1 9ZZ,,31-08-2025\n")

    def load(self, tmp_path, text, encoding="utf-8"):
        path = tmp_path / "settings.csv"
        path.write_bytes(text.encode(encoding))
        return services.load_settings(places.rows_of_csv(path), by=None, at=AT)

    def test_new_ones_are_made_bare_ones_named_and_twice_is_once(self, area, tmp_path):
        Setting.objects.create(urn="100001", name="URN 100001")
        assert self.load(tmp_path, self.CSV) == {"made": 1, "changed": 1}
        named, old = Setting.objects.get(urn="100001"), Setting.objects.get(urn="100002")
        assert (named.name, named.phase, named.n_places, named.district.name, named.version) == (
            "Hill Primary School", "Primary", 210, "Preston", 2)
        assert (old.name, old.ends_on, old.district.name) == ("“Old” Schöol", date(2025, 8, 31), "Preston")
        assert self.load(tmp_path, self.CSV) == {"made": 0, "changed": 0}
        assert self.load(tmp_path, self.CSV, "cp1252") == {"made": 0, "changed": 0}

    def test_the_last_of_two_lines_of_one_setting_counts(self, area, tmp_path):
        assert self.load(tmp_path, "URN,Name\n100009,First\n100009,Second\n") == {"made": 1, "changed": 0}
        assert Setting.objects.get(urn="100009").name == "Second"

    @pytest.mark.parametrize("text", ["URN,Name\n12,Short\n", "URN,Name\n100001,\n", "Name\nNo number\n"])
    def test_a_line_without_number_or_name_is_named_and_nothing_written(self, area, tmp_path, text):
        with pytest.raises(InvalidError, match="Line 2"):
            self.load(tmp_path, text)
        assert not Setting.objects.exists()

    @pytest.mark.parametrize(("text", "day"), [
        ("2025-08-31", date(2025, 8, 31)), ("31/08/2025", date(2025, 8, 31)), ("", None), ("soon", None),
        ("1-2-3-4", None), ("99-99-2025", None),
    ])
    def test_a_day_in_the_register_is_read_or_left_out(self, text, day):
        assert places.day_of_text(text) == day


class TestCommand:
    def run(self, *args):
        out = io.StringIO()
        call_command("people", *args, stdout=out)
        return out.getvalue()

    def test_seed_says_how_much_and_whose_the_postcodes_are(self, db, monkeypatch):
        monkeypatch.setattr(services, "load_places", lambda **given: {"places": 3, "changed": 3})
        assert "Open Government Licence" in self.run("seed")
        assert "places" not in self.run("seed", "--without-postcodes")

    def test_settings_need_a_file_that_can_be_taken(self, area, tmp_path):
        with pytest.raises(CommandError, match="Name a CSV file"):
            self.run("settings")
        bad = tmp_path / "bad.csv"
        bad.write_text("URN,Name\nx,y\n")
        with pytest.raises(CommandError, match="Line 2"):
            self.run("settings", str(bad))
        bad.write_text("URN,Name\n100005,Good\n")
        assert "made: 1" in self.run("settings", str(bad))
