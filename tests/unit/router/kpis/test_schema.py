"""docs/kpis.md lists each table, column and figure; the DDL makes just those."""

import pytest

from hotlead.router.kpis.models import Measures
from hotlead.router.kpis.schema import TABLES, Table
from hotlead.router.kpis.store import ReadStore
from hotlead.router.kpis.store_file import MEMORY
from tests.unit.test_docs import table, text, ticked

TYPES = {
    "REAL NOT NULL": "real",
    "INTEGER NOT NULL": "integer",
    "TEXT NOT NULL": "text",
    "INTEGER": "integer or null",
    "TEXT": "text or null",
}
NAMES = [
    *(
        "projections",
        "positions",
        "leads",
        "episodes",
        "captures",
        "assignments",
        "acknowledgements",
    ),
    *("touches", "rungs", "score_points", "outcomes", "rep_states", "openings"),
]


@pytest.mark.parametrize("one", TABLES, ids=lambda one: one.name)
def test_a_table_is_told_column_by_column(one: Table) -> None:
    listed = [(ticked(row[0])[0], row[1], row[2]) for row in table("kpis.md", one.name)]
    assert listed == [(c.name, TYPES[c.type], c.meaning) for c in one.columns]
    key = ", ".join(f"`{name}`" for name in one.key)
    assert f"A row: {one.meaning}. Primary key: {key}." in text("kpis.md")


def test_a_store_has_these_tables_and_no_others() -> None:
    with ReadStore.opened(MEMORY).reading() as db:
        made = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        assert [name for (name,) in made] == NAMES == [one.name for one in TABLES]
        for one in TABLES:
            columns = db.execute(f"SELECT name FROM pragma_table_info('{one.name}')")  # noqa: S608
            assert [name for (name,) in columns] == [column.name for column in one.columns]


def test_every_figure_has_its_formula() -> None:
    listed = [ticked(row[0])[0] for row in table("kpis.md", "Measures")]
    assert listed == list(Measures.model_fields)
