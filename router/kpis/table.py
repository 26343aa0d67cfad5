"""What a table of the read store is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its SQL type with constraints, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns, its primary key and its indexes."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()

    def insert(self) -> str:
        """The statement that puts a row in, each value by its column's name."""
        marks = ", ".join(f":{column.name}" for column in self.columns)
        return f"INSERT INTO {self.name} VALUES ({marks})"  # noqa: S608  (no text of others)

    def ddl(self) -> list[str]:
        """The statements that make it."""
        columns = [f"{column.name} {column.type}" for column in self.columns]
        body = ", ".join([*columns, f"PRIMARY KEY ({', '.join(self.key)})"])
        made = [f"CREATE TABLE {self.name} ({body}) WITHOUT ROWID"]
        for index in self.indexes:
            name = "_".join((self.name, *index))
            made.append(f"CREATE INDEX {name} ON {self.name} ({', '.join(index)})")
        return made
