from django.db import migrations


def move(apps, schema_editor):
    """Every promise of a call goes into the ledger, with its post where somebody held one."""
    CallNote = apps.get_model("messaging", "CallNote")
    Promise = apps.get_model("actions", "Promise")
    PromiseHearer = apps.get_model("actions", "PromiseHearer")
    Relationship = apps.get_model("people", "Relationship")
    for call in CallNote.objects.filter(promised_on__isnull=False).select_related("logged_by", "with_person").order_by("pk"):
        person = call.with_person
        held = Relationship.objects.filter(child=call.child_id, kind="case_officer", ends_on__isnull=True).first()
        name = " ".join(part for part in (person.given_name, person.family_name) if part) if person else call.with_words
        made = Promise.objects.create(
            key=f"moved:{call.uuid}", child_id=call.child_id, room="messaging", words=call.promise,
            due_on=call.promised_on, owner=held.badge if held else f"user:{call.logged_by.uuid}",
            promised_by_id=call.logged_by_id, promised_as=call.logged_by.name, promised_at=call.called_at,
            told_how="call", told_ref=f"messaging:call:{call.uuid}", to_words=name[:200],
            state="kept" if call.kept_at else "open", settled_at=call.kept_at,
            settled_by_id=call.logged_by_id if call.kept_at else None,
            settled_on=call.kept_at.date() if call.kept_at else None,
            settled_words="Marked as done." if call.kept_at else "",
        )
        if person is not None:
            PromiseHearer.objects.create(promise=made, person=person)


class Migration(migrations.Migration):

    dependencies = [
        ("messaging", "0002_told_once"),
        ("actions", "0001_ledger"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveConstraint(model_name="callnote", name="messaging_promise_pair"),
        migrations.RemoveField(model_name="callnote", name="promise"),
        migrations.RemoveField(model_name="callnote", name="promised_on"),
        migrations.RemoveField(model_name="callnote", name="kept_at"),
    ]
