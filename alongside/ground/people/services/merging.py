"""Two records of one child become one, with a trail by which it can be undone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction

from alongside.ground.access import services as access
from alongside.ground.access.models import User
from alongside.ground.access.policies import Permission
from alongside.ground.core.dates import day_of
from alongside.ground.core.errors import InvalidError
from alongside.ground.people import policies
from alongside.ground.people.models import Child, Merge

_NUMBERS = ("upn", "uln", "nhs_number")


def _pointing() -> Iterator[tuple[type[models.Model], str]]:
    """Every table of the product that points at a child, with its column; found from the models, whatever room.

    A model that must stay with its record says so with `stays_on_merge = True`.
    """
    for relation in Child._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            model = relation.related_model
            assert isinstance(model, type)  # a string only before every app is loaded
            if model is not Merge and not getattr(model, "stays_on_merge", False):
                yield model, relation.field.name


def _move(model: type[models.Model], column: str, source: Child, target: Child, keys: list[Any]) -> list[Any]:
    """Point rows at another record; a row that would break a rule of its table stays, and is left out of the answer."""
    rows = model._base_manager.filter(pk__in=keys, **{column: source}).exclude(pk=target.pk if model is Child else None)
    there = list(rows.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            rows.update(**{column: target})
            return there
    except IntegrityError:
        return [key for key in there if _move_one(model, column, target, key)]


def _move_one(model: type[models.Model], column: str, target: Child, key: Any) -> bool:
    try:
        with transaction.atomic():
            model._base_manager.filter(pk=key).update(**{column: target})
            return True
    except IntegrityError:
        return False


def _move_all(source: Child, target: Child) -> dict[str, list[str]]:
    """Point every row of the product at another record; answers which went, by table and column."""
    moved: dict[str, list[str]] = {}
    for model, column in _pointing():
        keys = list(model._base_manager.filter(**{column: source}).values_list("pk", flat=True))
        went = _move(model, column, source, target, keys) if keys else []
        if went:
            moved[f"{model._meta.label_lower}.{column}"] = [str(key) for key in went]
    return moved


def _join(keep: Child, drop: Child) -> dict[str, Any]:
    """Numbers that the kept record lacks go across, protection too; answers what changed."""
    numbers = {name: getattr(drop, name) for name in _NUMBERS if getattr(drop, name) and not getattr(keep, name)}
    is_newly_protected = drop.is_address_protected and not keep.is_address_protected
    for name in numbers:
        setattr(drop, name, None)
    drop.merged_into = keep
    drop.version += 1
    drop.save()
    for name, value in numbers.items():
        setattr(keep, name, value)
    keep.is_address_protected = keep.is_address_protected or drop.is_address_protected
    keep.version += 1
    keep.save()
    return {"numbers": numbers, "protected": is_newly_protected}


@transaction.atomic
def merge_children(*, keep: Child, drop: Child, reason: str, by: User, at: datetime) -> Merge:
    """Everything that points at `drop` points at `keep` from now on; `drop` leads there and shows in no list.

    Raises InvalidError; RefusedError without the permission, or for a child whom the account can't see.
    """
    for child in (keep, drop):
        policies.demand_child(by, child, Permission.MERGE_CHILDREN, at=at)
    locked = {row.pk: row for row in Child.objects.select_for_update().filter(pk__in=[keep.pk, drop.pk])}
    keep, drop = locked[keep.pk], locked[drop.pk]
    if keep.pk == drop.pk or keep.merged_into_id or drop.merged_into_id:
        raise InvalidError({"drop": "Choose two records that are both in use."})
    if not reason.strip():
        raise InvalidError({"reason": "Say how you know that this is one child."})
    moved = _move_all(drop, keep)
    trail = {"rows": moved} | _join(keep, drop)
    made = Merge.objects.create(
        kept=keep, dropped=drop, reason=reason.strip(), moved=trail, merged_by=by, merged_at=at
    )
    for child, other in ((keep, drop), (drop, keep)):
        access.record(
            code="people.child.merged", by=by, at=at, child=child.uuid, reason=reason,
            detail={"other": str(other.uuid), "merge": str(made.uuid), "n": str(sum(map(len, moved.values())))},
        )
    return made


@transaction.atomic
def unmerge(*, merge: Merge, reason: str, by: User, at: datetime) -> Merge:
    """Take a merge apart: what went across goes back, what came since stays with the record that was kept."""
    policies.demand_child(by, merge.kept, Permission.MERGE_CHILDREN, at=at)
    row = Merge.objects.select_for_update(of=("self",)).select_related("kept", "dropped").get(pk=merge.pk)
    if row.undone_at is not None:
        raise InvalidError({"merge": "It has been taken apart already."})
    if row.kept.merged_into_id is not None:
        raise InvalidError({"merge": "The record was merged again since: take that apart first."})
    if not reason.strip():
        raise InvalidError({"reason": "Say why they are two children."})
    keep, drop = row.kept, row.dropped
    for name, value in row.moved["numbers"].items():
        if getattr(keep, name) == value:
            setattr(keep, name, None)
            setattr(drop, name, value)
    keep.is_address_protected = keep.is_address_protected and not row.moved["protected"]
    drop.merged_into = None
    keep.version, drop.version = keep.version + 1, drop.version + 1
    keep.save()
    drop.save()
    for label, keys in row.moved["rows"].items():
        name, column = label.rsplit(".", 1)
        _move(apps.get_model(name), column, keep, drop, keys)
    row.undone_by, row.undone_at, row.undo_reason = by, at, reason.strip()
    row.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    for child in (keep, drop):
        access.record(
            code="people.child.unmerged", by=by, at=at, child=child.uuid, reason=reason,
            detail={"merge": str(row.uuid), "day": day_of(at).isoformat()},
        )
    return row
