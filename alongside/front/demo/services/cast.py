"""The cast: professionals with posts, staff of settings, and the accounts they sign in with."""

import base64
import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from alongside.front.demo.words import ACCOUNTS_FILE, DOMAIN
from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.words import UserKind
from alongside.ground.core.dates import day_of
from alongside.ground.people import services as people
from alongside.ground.people.models import District, Person, Post, Setting, Team
from alongside.ground.people.words import PersonKind, PostKind

DATA = Path(__file__).resolve().parent.parent / "data"
POST_KINDS = {
    "case_officer": PostKind.CASE_OFFICER, "send_manager": PostKind.TEAM_MANAGER,
    "decision_maker": PostKind.DECISION_MAKER, "case_support": PostKind.CASE_SUPPORT, "adviser": PostKind.PSYCHOLOGIST,
}
LONG_AGO = timedelta(days=400)


def read(name: str) -> Any:
    """One file of the demonstration's data."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


class Accounts:
    """Keys, e-mail addresses, passwords and second factors; kept in one file that only its owner can read."""

    def __init__(self) -> None:
        self.path = settings.HOME / ACCOUNTS_FILE
        self.rows: list[dict[str, str]] = json.loads(self.path.read_text()) if self.path.exists() else []

    def make(self, *, key: str, name: str, email: str, role: str, kind: str, does: str, at: datetime) -> User:
        """An account with a password of this machine's own; staff get an authenticator as well."""
        is_staff = kind == UserKind.PROFESSIONAL
        secret = base64.b32encode(secrets.token_bytes(20)).decode() if is_staff else ""
        row = {"key": key, "name": name, "email": email, "role": role, "does": does, "totp_secret": secret,
               "password": secrets.token_urlsafe(12)}
        user = access.make_demo_account(email=email, name=name, kind=kind, roles=[role], password=row["password"],
                                        totp_secret=secret, at=at)
        self.rows.append(row)
        return user

    def save(self) -> None:
        """Write the file, unreadable for others."""
        self.path.touch(mode=0o600)
        self.path.write_text(json.dumps(self.rows, indent=1))


def make_settings(*, at: datetime) -> dict[str, Setting]:
    """The invented settings of the twelve lives, by key."""
    found = {}
    for row in read("settings"):
        found[row["key"]] = people.save_setting(
            setting=Setting.objects.filter(urn=row["urn"]).first(), version=0, by=None, at=at, urn=row["urn"],
            name=row["name"], kind=row["kind"], phase=row["phase"], postcode=row["postcode"], la_number="888",
            district=District.objects.get(name=row["district"]), email=f"office@{row['key']}.invalid",
        )
    return found


def make_contacts(*, at: datetime) -> None:
    """Telephone numbers and addresses of every team that families meet: invented, and of numbers kept for that."""
    for number, team in enumerate(Team.objects.order_by("code"), start=1):
        people.save_team(team=team, version=team.version, by=None, at=at, phone=f"01632 960{number:03d}",
                         email=f"{team.code}@{DOMAIN}")


def make_professionals(accounts: Accounts, *, at: datetime) -> dict[str, Person]:
    """Everybody who works for the partnership, each in a post of a district's EHC team."""
    return {row["key"]: _professional(accounts, row, at) for row in read("cast")["professionals"]}


def _professional(accounts: Accounts, row: dict[str, str], at: datetime) -> Person:
    then = at - LONG_AGO
    user = accounts.make(key=row["key"], name=row["name"], email=f"{row['name'].lower().replace(' ', '.')}@{DOMAIN}",
                         role=row["role"], kind=UserKind.PROFESSIONAL, does=row["does"], at=then)
    given, family = row["name"].split(" ", 1)
    person = people.register_person(given_name=given, family_name=family, email=user.email,
                                    kind=PersonKind.PROFESSIONAL, user=user, by=None, at=then)
    district = District.objects.filter(name__iexact=row["team"].replace("-", " ")).first()
    kind = "ehc" if district else "psychology"
    team = Team.objects.filter(kind=kind, district=district).first()
    post = people.save_post(post=None, by=None, at=then, code=f"demo-{row['key']}", title=row["post"], team=team,
                            kind=POST_KINDS.get(row["role"], PostKind.OTHER), district=district,
                            phone="01632 960100", email=user.email)
    people.hold_post(post=post, person=person, from_on=day_of(then), by=None, at=then)
    if row.get("everywhere"):
        _hold_everywhere(row, person, district, then)
    return person


def _hold_everywhere(row: dict[str, str], person: Person, district: District | None, then: datetime) -> None:
    """One post in each other district's team: who decides for the whole area sees the cases of the whole area."""
    for team in Team.objects.filter(kind="ehc", district__isnull=False).exclude(district=district).order_by("pk"):
        post = people.save_post(post=None, by=None, at=then, code=f"demo-{row['key']}-{team.pk}", title=row["post"],
                                team=team, kind=POST_KINDS[row["role"]], district=team.district, email="")
        people.hold_post(post=post, person=person, from_on=day_of(then), by=None, at=then)


def make_setting_staff(accounts: Accounts, places: dict[str, Setting], *, at: datetime) -> dict[str, Person]:
    """People who work in a setting and may ask for its pupils."""
    found = {}
    for row in read("cast")["setting_staff"]:
        user = accounts.make(key=row["key"], name=row["name"], email=f"{row['key']}@{row['setting']}.invalid",
                             role=row["role"], kind=UserKind.PROFESSIONAL, does=row["does"], at=at - LONG_AGO)
        given, family = row["name"].split(" ", 1)
        person = people.register_person(given_name=given, family_name=family, email=user.email,
                                        kind=PersonKind.PROFESSIONAL, user=user, by=None, at=at - LONG_AGO)
        post = people.save_post(post=None, by=None, at=at - LONG_AGO, code=f"demo-{row['key']}", title="SENCO",
                                kind=PostKind.SENCO, setting=places[row["setting"]])
        people.hold_post(post=post, person=person, from_on=day_of(at - LONG_AGO), by=None, at=at - LONG_AGO)
        found[row["key"]] = person
    return found


def post_of(key: str) -> Post:
    """The post of one of the cast."""
    return Post.objects.select_related("team", "district").get(code=f"demo-{key}")


def user_of(key: str) -> User:
    """The account of one of the cast who works for the partnership."""
    holder = post_of(key).holdings.select_related("person__user").get().person
    assert holder.user is not None  # everybody of the cast signs in
    return holder.user
