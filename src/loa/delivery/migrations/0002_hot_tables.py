"""The partitioned tables of the ledger, the function that opens a month, and what the database itself refuses."""

from django.db import migrations

STATES = (
    "'planned', 'queued', 'sending', 'accepted', 'delivered', 'played', 'played_partly', "
    "'failed', 'unknown', 'expired', 'suppressed', 'superseded', 'withdrawn'"
)

TABLES = f"""
CREATE TABLE delivery_delivery (
  id bigint NOT NULL,
  month date NOT NULL,
  dispatch_id bigint NOT NULL,
  account_id bigint NOT NULL,
  content_id bigint NOT NULL,
  receiver bigint NOT NULL,
  area_id bigint NOT NULL,
  mode varchar(8) NOT NULL,
  state varchar(13) NOT NULL CONSTRAINT delivery_state CHECK (state IN ({STATES})),
  rank integer NOT NULL,
  reason varchar(300) NOT NULL DEFAULT '',
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (id, month),
  CONSTRAINT delivery_once UNIQUE (dispatch_id, account_id, receiver, month)
) PARTITION BY RANGE (month);

CREATE TABLE delivery_attempt (
  delivery_id bigint NOT NULL,
  number smallint NOT NULL,
  month date NOT NULL,
  fence integer NOT NULL,
  rank integer NOT NULL,
  at timestamptz NOT NULL,
  xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,
  PRIMARY KEY (delivery_id, number, month)
) PARTITION BY RANGE (month);
CREATE INDEX delivery_attempt_xid ON delivery_attempt (xid);

CREATE SEQUENCE delivery_event_id_seq;
CREATE TABLE delivery_event (
  id bigint NOT NULL DEFAULT nextval('delivery_event_id_seq'),
  month date NOT NULL,
  delivery_id bigint NOT NULL,
  attempt smallint NOT NULL,
  state varchar(13) NOT NULL CONSTRAINT event_state CHECK (state IN ({STATES})),
  rank integer NOT NULL,
  origin varchar(8) NOT NULL,
  code varchar(60) NOT NULL DEFAULT '',
  reason varchar(300) NOT NULL DEFAULT '',
  provider_id varchar(200) NOT NULL DEFAULT '',
  retry_at timestamptz,
  at timestamptz NOT NULL,
  xid bigint NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,
  PRIMARY KEY (delivery_id, id, month)
) PARTITION BY RANGE (month);
CREATE INDEX delivery_event_xid ON delivery_event (xid);
"""

DROP_TABLES = """
DROP TABLE delivery_event;
DROP SEQUENCE delivery_event_id_seq;
DROP TABLE delivery_attempt;
DROP TABLE delivery_delivery;
"""

# A delivery must have the mode of its account. The check runs once per statement, over the rows of the statement, on
# the table of the month: PostgreSQL copies many rows at once into a plain table with such a trigger, but not into a
# partitioned one. Therefore rows go into the month's table by name, and the parent takes none.
MODE = """
CREATE FUNCTION delivery_check_mode() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT account_id, dispatch_id, mode FROM fresh) f
    WHERE NOT EXISTS (SELECT FROM channels_account a WHERE a.id = f.account_id AND a.mode = f.mode)
       OR NOT EXISTS (SELECT FROM delivery_dispatch d WHERE d.id = f.dispatch_id AND d.mode = f.mode)
  ) THEN
    RAISE EXCEPTION 'a delivery has the mode of its dispatch and its account' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION delivery_name_the_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'insert deliveries into the table of their month' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER delivery_name_the_month BEFORE INSERT ON delivery_delivery
  FOR EACH STATEMENT EXECUTE FUNCTION delivery_name_the_month();
ALTER TABLE delivery_target
  ADD CONSTRAINT target_mode_of_account FOREIGN KEY (account_id, mode) REFERENCES channels_account (id, mode),
  ADD CONSTRAINT target_mode_of_dispatch FOREIGN KEY (dispatch_id, mode) REFERENCES delivery_dispatch (id, mode);
"""

NO_MODE = """
ALTER TABLE delivery_target DROP CONSTRAINT target_mode_of_account, DROP CONSTRAINT target_mode_of_dispatch;
DROP TRIGGER delivery_name_the_month ON delivery_delivery;
DROP FUNCTION delivery_name_the_month();
DROP FUNCTION delivery_check_mode() CASCADE;
"""

# Opens the partitions of a month, as the owner: made beside the parents and attached, so that senders do not wait.
MONTH = """
CREATE FUNCTION delivery_month_exists(day date) RETURNS boolean LANGUAGE sql STABLE AS
  $$ SELECT to_regclass('public.delivery_event_' || to_char(day, 'YYYYMM')) IS NOT NULL $$;

CREATE FUNCTION delivery_open_month(day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first date := date_trunc('month', day)::date;
  parent text;
  child text;
BEGIN
  IF day < '2020-01-01' OR day > '2200-01-01' THEN
    RAISE EXCEPTION 'no deliveries in %', day;
  END IF;
  IF delivery_month_exists(day) THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('delivery_open_month'));
  IF delivery_month_exists(day) THEN
    RETURN false;
  END IF;
  FOREACH parent IN ARRAY ARRAY['delivery_delivery', 'delivery_attempt', 'delivery_event'] LOOP
    child := parent || '_' || to_char(first, 'YYYYMM');
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
    IF parent = 'delivery_delivery' THEN
      -- half of each page stays free for the one or two changes of state that every row sees
      EXECUTE format('ALTER TABLE %I SET (fillfactor = 60)', child);
      EXECUTE format('CREATE TRIGGER delivery_check_mode AFTER INSERT ON %I REFERENCING NEW TABLE AS fresh'
                     ' FOR EACH STATEMENT EXECUTE FUNCTION delivery_check_mode()', child);
    END IF;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'loa_app') THEN
      EXECUTE format('REVOKE ALL ON %I FROM loa_app', child);
      IF parent = 'delivery_delivery' THEN
        EXECUTE format('GRANT INSERT ON %I TO loa_app', child);
      END IF;
    END IF;
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   parent, child, first, (first + interval '1 month')::date);
  END LOOP;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION delivery_open_month(date) FROM PUBLIC;
"""

NO_MONTH = """
DROP FUNCTION delivery_open_month(date);
DROP FUNCTION delivery_month_exists(date);
"""

# The application adds to the logs and folds states; it rewrites nothing and removes nothing.
RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'loa_app') THEN
    REVOKE ALL ON delivery_delivery, delivery_attempt, delivery_event FROM loa_app;
    GRANT SELECT, INSERT ON delivery_attempt, delivery_event TO loa_app;
    GRANT SELECT ON delivery_delivery TO loa_app;
    GRANT UPDATE (state, rank, reason, changed_at) ON delivery_delivery TO loa_app;
    GRANT USAGE, SELECT ON SEQUENCE delivery_event_id_seq TO loa_app;
    REVOKE DELETE, TRUNCATE ON delivery_dispatch, delivery_content, delivery_target, delivery_receipt FROM loa_app;
    REVOKE UPDATE ON delivery_content, delivery_target FROM loa_app;
    GRANT EXECUTE ON FUNCTION delivery_open_month(date), delivery_month_exists(date) TO loa_app;
  END IF;
END $$;
INSERT INTO delivery_switch (id, is_paused, reason) VALUES (1, false, '');
INSERT INTO delivery_foldmark (id, xid) VALUES (1, 0);
"""


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_initial"), ("channels", "0002_mode_never_changes")]

    operations = [
        migrations.RunSQL(TABLES, DROP_TABLES),
        migrations.RunSQL(MODE, NO_MODE),
        migrations.RunSQL(MONTH, NO_MONTH),
        migrations.RunSQL(RIGHTS, "DELETE FROM delivery_switch; DELETE FROM delivery_foldmark"),
    ]
