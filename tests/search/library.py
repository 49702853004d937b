"""A small library to search: a ledger in memory and an index that follows it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from service.ledger.entry import Entry, Head
from service.search.index import Index
from service.search.query import Hits, Query

LISTS = {
    "report": "languages publishers contributors identifiers events relations resources topics "
    "organisations places latest_mentions",
    "mention": "bylines people quotes reports copies resources topics organisations places",
    "resource": "archived belongs_to",
    "authority": "same_as",
}
Json = dict[str, Any]
DAY = datetime(2026, 1, 1, tzinfo=UTC)


def record_id(name: str) -> str:
    """Make an id from a name."""
    return name.ljust(12, "x")[:12]


@dataclass
class MemoryLedger:
    """Stands for the ledger: the same three questions, answered from memory."""

    epoch: str = "first"
    sequence: int = 0
    entries: dict[str, Entry] = field(default_factory=dict)

    def head(self) -> Head:
        return Head(self.sequence, 0, self.epoch, "secret")

    def after(self, sequence: int, limit: int) -> list[Entry]:
        later = [entry for entry in self.entries.values() if entry.sequence > sequence]
        return sorted(later, key=lambda entry: entry.sequence)[:limit]

    def count_after(self, sequence: int) -> int:
        return sum(entry.sequence > sequence for entry in self.entries.values())

    def by_ids(self, ids: Sequence[str]) -> list[Entry]:
        return [self.entries[key] for key in ids if key in self.entries]

    def write(self, kind: str, name: str, fields: Json, *, withdrawn: bool = False) -> None:
        key = record_id(name)
        self.sequence += 1
        known = self.entries.get(key)
        ordinal = known.ordinal if known else len(self.entries) + 1
        lists: Json = {member: [] for member in LISTS[kind].split()}
        updated = f"{DAY + timedelta(seconds=self.sequence):%Y-%m-%dT%H:%M:%SZ}"
        document: Json = {
            "id": key,
            "kind": kind,
            "slug": name,
            "updated_at": updated,
            "links": {"self": f"/v1/{kind}s/{name}"},
            **lists,
            **fields,
        }
        stored = json.dumps(document, separators=(",", ":")).encode()
        self.entries[key] = Entry(key, ordinal, self.sequence, kind, name, withdrawn, stored, 0)


class Library:
    """Publish records, then find them by their names."""

    def __init__(self, folder: Path) -> None:
        self.ledger = MemoryLedger()
        self.folder = folder / "index"
        self.index = Index(self.folder, self.ledger)

    def publish(self, kind: str, name: str, **fields: Any) -> Json:
        """Publish a record, or a change of it; return how others refer to it."""
        self.ledger.write(kind, name, fields)
        label = fields.get("label") or fields.get("title") or fields.get("headline")
        shown = {
            key: value for key, value in (("type", fields.get("type")), ("label", label)) if value
        }
        return {"id": record_id(name), "kind": kind, "slug": name, **shown}

    def report(self, name: str, title: str, **fields: Any) -> Json:
        """Publish a report with a title, in Korean if it looks like it."""
        language = "en" if title.isascii() else "ko"
        return self.publish("report", name, title={language: title}, **fields)

    def authority(self, name: str, type_: str, label: Json, **aliases: list[str]) -> Json:
        """Publish an authority with other names by language."""
        return self.publish("authority", name, type=type_, label=label, aliases=aliases)

    def withdraw(self, name: str) -> None:
        """Leave a tombstone only."""
        kind = self.ledger.entries[record_id(name)].kind
        self.ledger.write(kind, name, {}, withdrawn=True)

    def ask(self, text: str = "", **parameters: Any) -> Hits:
        """Catch up, then answer."""
        self.catch_up()
        return self.index.search(Query(text, **parameters))

    def catch_up(self) -> None:
        """Follow the ledger until the index is there and its thread is done."""
        assert any(self.index.follow(self.ledger.head()) for _ in range(30))
        with self.index.changed:
            self.index.changed.wait_for(lambda: not self.index.following)

    def find(self, text: str = "", **parameters: Any) -> list[str]:
        """Return the names of what is found, in order."""
        return self.names(self.ask(text, **parameters))

    def names(self, hits: Hits) -> list[str]:
        """Return the names of hits."""
        names = {entry.ordinal: entry.slug for entry in self.ledger.entries.values()}
        return [names[hit.ordinal] for hit in hits.hits]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.index.close()
