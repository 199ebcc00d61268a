"""Files that came in, their rows on the way, and what they brought."""

from __future__ import annotations

from callcenter.storage.tables.base import (
    AutoField,
    BigIntegerField,
    BooleanField,
    ForeignKeyField,
    IntegerField,
    Table,
    TextField,
)
from callcenter.storage.tables.customers import CustomerTable


class ImportBatchTable(Table):
    """A file that came in. Published rows leave ``stage_row``, so that a kill resumes where it stopped.

    ``overwrite`` names the fields that it changes although they were decided here, with commas between. ``from_today``:
    what lies before ``started_at`` is history for its new customers. ``only_empty`` names the fields of known customers
    that it fills where they are empty, and leaves otherwise.
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
    from_today = BooleanField(default=False)
    only_empty = TextField(default="")
    allocate = BooleanField(default=False)


class StageRowTable(Table):
    """A good row of a file, read and checked, waiting to be published."""

    id = AutoField()
    batch = ForeignKeyField(ImportBatchTable, index=False, on_delete="CASCADE")
    line = IntegerField()
    kind = TextField()
    payload = TextField()


class ImportFactTable(Table):
    """Fact of an import that would have been a case or a finding: listed once for the supervisor.

    See docs/rules.md#before-import.
    """

    id = AutoField()
    import_id = IntegerField(index=True)
    customer = ForeignKeyField(CustomerTable, index=False, on_delete="CASCADE")
    kind = TextField()
    rule = TextField()
    caused_at = BigIntegerField()

    class Meta:
        indexes = ((("customer", "rule", "caused_at"), True),)


class ImportChangeTable(Table):
    """Change of an import to a customer, for its undo: ``before`` is JSON, empty where the customer is new."""

    id = AutoField()
    import_id = IntegerField()
    customer = ForeignKeyField(CustomerTable, on_delete="CASCADE")
    before = TextField()

    class Meta:
        indexes = ((("import_id", "customer"), True),)
