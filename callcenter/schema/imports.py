"""Files that came in, their rows on the way, and what they brought."""

from __future__ import annotations

from callcenter.schema.base import AutoField, BigIntegerField, ForeignKeyField, IntegerField, Table, TextField
from callcenter.schema.customers import Customer


class ImportBatch(Table):
    """A file that came in. Published rows leave ``stage_row``, so that a kill resumes where it stopped.

    ``overwrite`` names the fields that it changes although they were decided here, with commas between.
    """

    id = AutoField()
    kind = TextField()
    filename = TextField()
    digest = TextField()
    actor = TextField()
    state = TextField()
    rows_left = IntegerField(default=0)
    started_at = BigIntegerField()
    finished_at = BigIntegerField(null=True)
    counts = TextField(default="{}")
    overwrite = TextField(default="")

    class Meta:
        table_name = "import_batch"


class StageRow(Table):
    """A good row of a file, read and checked, waiting to be published."""

    id = AutoField()
    batch = ForeignKeyField(ImportBatch, index=False, on_delete="CASCADE")
    line = IntegerField()
    kind = TextField()
    payload = TextField()

    class Meta:
        table_name = "stage_row"


class ImportFact(Table):
    """What an import brought that would have been a case or a finding: listed once for the supervisor (RULES §3)."""

    id = AutoField()
    import_id = IntegerField(index=True)
    customer = ForeignKeyField(Customer, index=False, on_delete="CASCADE")
    kind = TextField()
    rule = TextField()
    caused_at = BigIntegerField()

    class Meta:
        table_name = "import_fact"
        indexes = ((("customer", "rule", "caused_at"), True),)


class ImportChange(Table):
    """What an import did to a customer, for its undo: ``before`` is JSON, empty where the customer is new."""

    id = AutoField()
    import_id = IntegerField()
    customer = ForeignKeyField(Customer, on_delete="CASCADE")
    before = TextField()

    class Meta:
        table_name = "import_change"
        indexes = ((("import_id", "customer"), True),)
