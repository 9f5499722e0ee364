"""Foreign keys, addresses and templates point down; each upper room can be taken out."""

import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver

from alongside.config import doors, pages
from alongside.ground.ui import doors as ui_doors
from tests.house import plan


def own_fields():
    for model in apps.get_models():
        if model.__module__.startswith("alongside."):
            for field in model._meta.get_fields():
                if not getattr(field, "auto_created", False):
                    yield model, field


def test_foreign_keys_point_down_and_leave_no_name_behind():
    wrong = []
    for model, field in own_fields():
        target = getattr(field, "related_model", None)
        if target is None or isinstance(target, str) or not target.__module__.startswith("alongside."):
            continue
        mine, theirs = plan.room_of(model.__module__), plan.room_of(target.__module__)
        if not plan.may_reach(theirs, mine):
            wrong.append(f"{model.__name__}.{field.name} points up to {theirs}")
        if mine != theirs and not field.remote_field.hidden:
            wrong.append(f"{model.__name__}.{field.name} needs related_name='+'")
    assert wrong == []


def test_no_generic_foreign_keys():
    ours = [model for model in apps.get_models() if model.__module__.startswith("alongside.")]
    assert [model.__name__ for model in ours if model._meta.private_fields] == []


def test_addresses_in_code_and_templates_point_down():
    room_of_name = {page.name: plan.room_of(page.module) for page in pages.all_pages()}
    wrong = []
    for path in [*plan.templates(), *plan.sources()]:
        room = plan.room_of_path(path)
        for name in plan.named_urls(path.read_text()) if room and room != "config" else ():
            if name not in room_of_name:
                wrong.append(f"{path.name}: no page is called {name}")
            elif room_of_name[name] and not plan.may_reach(room_of_name[name], room):
                wrong.append(f"{path.name} names {name} of {room_of_name[name]}: use a door")
    assert wrong == []


def test_templates_include_only_from_below():
    wrong = []
    for path in plan.templates():
        room = plan.room_of_path(path)
        for name in plan.re.findall(r"""{%-?\s*(?:extends|include|from|import)\s+["']([\w-]+)/""", path.read_text()):
            if name in plan.FLOORS and not plan.may_reach(name, room):
                wrong.append(f"{path.name} of {room} uses a template of {name}")
    assert wrong == []


def test_every_door_is_named_and_leads_somewhere():
    assert set(doors.DOORS) == set(ui_doors.DOORS)
    names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    assert sorted(set(doors.DOORS.values()) - names) == []


def test_a_door_of_a_room_that_is_out_stays_shut():
    try:
        ui_doors.bind({**doors.DOORS, "home": "no_such_page"})
        assert ui_doors.address("home") == ""
        assert ui_doors.address("help") != ""
    finally:
        doors.bind_all()


UPPER = ["demo", "portal", "insight", "returns", "ehc"]


@pytest.mark.parametrize("room", UPPER)
def test_an_upper_room_can_be_taken_out_with_those_above_it(room, tmp_path):
    out = [name for name in UPPER if plan.FLOORS[name] > plan.FLOORS[room] or name == room]
    homes = {"demo": "front", "portal": "front", "returns": "oversight", "insight": "oversight", "ehc": "work"}
    blocked = [f"alongside.{homes[name]}.{name}" for name in out]
    code = (f"import sys; sys.modules.update({{name: None for name in {blocked!r}}});"
            "from alongside.config.console import main; sys.exit(main(['check']))")
    env = {**os.environ, "ALONGSIDE_LEFT_OUT": ",".join(out), "ALONGSIDE_HOME": str(tmp_path),
           "DJANGO_SETTINGS_MODULE": "alongside.config.settings", "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, cwd=plan.ROOT)
    assert done.returncode == 0, done.stderr


def test_models_of_ours_declare_bigauto_or_uuid_keys():
    kinds = (models.BigAutoField, models.UUIDField, models.CharField, models.OneToOneField, models.AutoField)
    assert [m.__name__ for m in apps.get_models()
            if m.__module__.startswith("alongside.") and not isinstance(m._meta.pk, kinds)] == []
