"""Related records: what is most like one, by relations and by what both are about."""

import pydantic_core

from service.ledger.entry import Entry
from service.schemas.values import RecordKind
from service.search.query import Filter
from service.web.asking import Section


def related_to(entry: Entry) -> Section:
    """Return the other records of the same kind that are like this one, the nearest first."""
    document = pydantic_core.from_json(entry.document)
    other = Filter("id", (entry.id,), exclude=True)
    return Section((RecordKind(entry.kind),), (other,), document, entry.id)
