"""Triggers that hold the audit trail append-only and move the heads of its chains."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER access_entry_no_update BEFORE UPDATE ON access_auditentry
       BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END""",
    """CREATE TRIGGER access_entry_no_delete BEFORE DELETE ON access_auditentry
       BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END""",
    """CREATE TRIGGER access_entry_place BEFORE INSERT ON access_auditentry
       WHEN NOT EXISTS (
           SELECT 1 FROM access_auditchain c WHERE c.key = NEW.chain AND c.n_entries = NEW.seq - 1
           AND c.head_hash = NEW.prev_hash AND (c.last_at IS NULL OR c.last_at < NEW.recorded_at))
       BEGIN SELECT RAISE(ABORT, 'an audit entry goes at the end of its chain'); END""",
    """CREATE TRIGGER access_entry_head AFTER INSERT ON access_auditentry
       BEGIN UPDATE access_auditchain SET n_entries = NEW.seq, head_hash = NEW.hash, last_at = NEW.recorded_at
             WHERE key = NEW.chain; END""",
    """CREATE TRIGGER access_chain_no_delete BEFORE DELETE ON access_auditchain
       BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever added to'); END""",
    """CREATE TRIGGER access_chain_forward BEFORE UPDATE ON access_auditchain
       WHEN NEW.key <> OLD.key OR (
           (NEW.n_entries <> OLD.n_entries OR NEW.head_hash <> OLD.head_hash OR NEW.last_at IS NOT OLD.last_at)
           AND NOT EXISTS (
               SELECT 1 FROM access_auditentry e WHERE e.chain = NEW.key AND e.seq = NEW.n_entries
               AND e.hash = NEW.head_hash AND e.recorded_at = NEW.last_at AND NEW.n_entries = OLD.n_entries + 1))
       BEGIN SELECT RAISE(ABORT, 'the head of an audit chain moves only with an entry'); END""",
]
SQLITE_NAMES = [
    "access_entry_no_update", "access_entry_no_delete", "access_entry_place", "access_entry_head",
    "access_chain_no_delete", "access_chain_forward",
]

POSTGRES = """
CREATE FUNCTION access_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is only ever added to';
END $$;
CREATE FUNCTION access_place_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE access_auditchain SET n_entries = NEW.seq, head_hash = NEW.hash, last_at = NEW.recorded_at
    WHERE key = NEW.chain AND n_entries = NEW.seq - 1 AND head_hash = NEW.prev_hash
      AND (last_at IS NULL OR last_at < NEW.recorded_at);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'an audit entry goes at the end of its chain';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION access_move_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.key IS DISTINCT FROM OLD.key OR (pg_trigger_depth() < 2 AND (
        NEW.n_entries IS DISTINCT FROM OLD.n_entries OR NEW.head_hash IS DISTINCT FROM OLD.head_hash
        OR NEW.last_at IS DISTINCT FROM OLD.last_at)) THEN
        RAISE EXCEPTION 'the head of an audit chain moves only with an entry';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER access_entry_no_change BEFORE UPDATE OR DELETE ON access_auditentry
    FOR EACH ROW EXECUTE FUNCTION access_refuse();
CREATE TRIGGER access_entry_no_truncate BEFORE TRUNCATE ON access_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION access_refuse();
CREATE TRIGGER access_entry_place BEFORE INSERT ON access_auditentry
    FOR EACH ROW EXECUTE FUNCTION access_place_entry();
CREATE TRIGGER access_chain_no_delete BEFORE DELETE ON access_auditchain
    FOR EACH ROW EXECUTE FUNCTION access_refuse();
CREATE TRIGGER access_chain_no_truncate BEFORE TRUNCATE ON access_auditchain
    FOR EACH STATEMENT EXECUTE FUNCTION access_refuse();
CREATE TRIGGER access_chain_forward BEFORE UPDATE ON access_auditchain
    FOR EACH ROW EXECUTE FUNCTION access_move_head();
"""
POSTGRES_BACK = """
DROP TRIGGER access_entry_no_change ON access_auditentry;
DROP TRIGGER access_entry_no_truncate ON access_auditentry;
DROP TRIGGER access_entry_place ON access_auditentry;
DROP TRIGGER access_chain_no_delete ON access_auditchain;
DROP TRIGGER access_chain_no_truncate ON access_auditchain;
DROP TRIGGER access_chain_forward ON access_auditchain;
DROP FUNCTION access_refuse();
DROP FUNCTION access_place_entry();
DROP FUNCTION access_move_head();
"""


def set_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else ():
        schema_editor.execute(statement)


def lift_guards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES_BACK)
    for name in SQLITE_NAMES if schema_editor.connection.vendor == "sqlite" else ():
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):

    dependencies = [("access", "0001_initial")]

    operations = [migrations.RunPython(set_guards, lift_guards)]
