"""The table of the shared cache: throttles and used-up codes, nothing that must outlive a crash."""

from django.db import migrations

CREATE = """
CREATE UNLOGGED TABLE desk_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX desk_cache_expires ON desk_cache (expires);
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [migrations.RunSQL(CREATE, "DROP TABLE desk_cache")]
