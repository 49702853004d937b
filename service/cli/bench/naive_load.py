"""From the corpus into the textbook app's database."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, text

from service.batches import batches
from service.cli.bench.corpus import Record
from service.cli.bench.naive_tables import Table, create_tables, open_naive

BATCH = 5000
SUBJECTS = {
    "report_topic": "topics",
    "report_organisation": "organisations",
    "report_place": "places",
}
ADD_TEXT = "INSERT INTO report_text (rowid, title, abstract) VALUES (:id, :title, :abstract)"

Row = dict[str, Any]


@dataclass
class Rows:
    """Rows by table. Authorities come first in the corpus; their numbers are kept by key."""

    authorities: dict[str, int] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    def authority(self, record: Record) -> None:
        """Add an authority."""
        self.authorities[record["key"]] = len(self.authorities) + 1
        row = {name: record[name] for name in ("slug", "type", "label")}
        self.tables["authority"].append({"id": len(self.authorities), **row})

    def resource(self, record: Record) -> None:
        """Add a resource; its key names the report."""
        names = ("role", "url", "label", "language", "media_type", "bytes")
        row = {name: record[name] for name in names}
        self.tables["resource"].append({"report_id": report_id(record["key"]), **row})

    def mention(self, record: Record) -> None:
        """Add a mention."""
        names = ("medium", "headline", "summary", "url", "language", "published")
        row = {name: record[name] for name in names}
        row["outlet_id"] = self.authorities[record["outlet"]]
        self.tables["mention"].append({"report_id": report_id(record["key"]), **row})

    def report(self, record: Record) -> None:
        """Add a report with its contributors, subjects and texts."""
        number = report_id(record["key"])
        row = {name: record[name] for name in ("slug", "type", "title", "abstract", "published")}
        row["year"] = int(record["published"][:4])
        row["language"] = record["languages"][0]
        row["doi"] = record["identifiers"][0]["value"]
        row["publisher_id"] = self.authorities[record["publishers"][0]]
        self.tables["report"].append({"id": number, **row})
        texts = {name: " ".join(record[name].values()) for name in ("title", "abstract")}
        self.tables["report_text"].append({"id": number, **texts})
        self.tables["contributor"] += self.contributors(number, record["contributors"])
        for table, name in SUBJECTS.items():
            self.tables[table] += [
                {"report_id": number, "authority_id": self.authorities[key]} for key in record[name]
            ]

    def contributors(self, report: int, contributors: list[Record]) -> list[Row]:
        """Return the rows of those who made a report."""
        return [
            {
                "report_id": report,
                "agent_id": self.authorities[contributor["agent"]],
                "affiliation_id": self.authorities[contributor["affiliation"]],
                "role": contributor["role"],
                "position": contributor["position"],
            }
            for contributor in contributors
        ]

    def store(self, connection: Connection) -> None:
        """Insert the rows there are, and forget them."""
        for name in ("authority", "report", "resource", "mention", "contributor", *SUBJECTS):
            if rows := self.tables.pop(name, []):
                connection.execute(insert(Table.metadata.tables[name]), rows)
        if rows := self.tables.pop("report_text", []):
            connection.execute(text(ADD_TEXT), rows)


def report_id(key: str) -> int:
    """Read the number of a report from its key, or from that of a part of it; ids start at 1."""
    return int(key.split("-")[1]) + 1


def load_naive(path: Path, records: Iterable[Record]) -> None:
    """Make the textbook app's database and fill it."""
    engine = open_naive(path)
    create_tables(engine)
    rows = Rows()
    add: dict[str, Callable[[Record], None]] = {
        "authority": rows.authority,
        "resource": rows.resource,
        "report": rows.report,
        "mention": rows.mention,
    }
    with engine.begin() as connection:
        for batch in batches(records, BATCH):
            for record in batch:
                add[record["kind"]](record)
            rows.store(connection)
    engine.dispose()
