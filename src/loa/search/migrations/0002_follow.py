"""Tables that are followed: a row in the outbox for every row that is made, changed or removed, in the same transaction.

`search_follow(table, kind, column)` is called by the migrations of the rooms whose tables these are.
"""

from django.db import migrations

SET = r"""
CREATE FUNCTION search_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'INSERT INTO search_outbox (xid, kind, thing)
     SELECT DISTINCT pg_current_xact_id()::text::bigint, %L, changed.%I::text FROM changed', TG_ARGV[0], TG_ARGV[1]);
  RETURN NULL;
END $$;

CREATE FUNCTION search_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format(
    'INSERT INTO search_outbox (xid, kind, thing)
     SELECT pg_current_xact_id()::text::bigint, %1$L, both_sides.thing FROM (
       SELECT was.%2$I::text AS thing FROM was UNION SELECT changed.%2$I::text FROM changed) AS both_sides',
    TG_ARGV[0], TG_ARGV[1]);
  RETURN NULL;
END $$;

CREATE FUNCTION search_follow(followed regclass, kind text, thing text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE TRIGGER search_made AFTER INSERT ON %s REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_note(%L, %L)', followed, kind, thing);
  EXECUTE format('CREATE TRIGGER search_changed AFTER UPDATE ON %s REFERENCING OLD TABLE AS was NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_note_change(%L, %L)', followed, kind, thing);
  EXECUTE format('CREATE TRIGGER search_removed AFTER DELETE ON %s REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION search_note(%L, %L)', followed, kind, thing);
END $$;

CREATE FUNCTION search_unfollow(followed regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TRIGGER search_made ON %s', followed);
  EXECUTE format('DROP TRIGGER search_changed ON %s', followed);
  EXECUTE format('DROP TRIGGER search_removed ON %s', followed);
END $$;
"""
UNSET = """
DROP FUNCTION search_unfollow(regclass);
DROP FUNCTION search_follow(regclass, text, text);
DROP FUNCTION search_note_change();
DROP FUNCTION search_note();
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunSQL(SET, UNSET)]
