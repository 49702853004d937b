"""What a list is called, in the reader's words: its kinds, what is looked for, what chooses."""

from collections.abc import Iterator, Sequence

from service.formats.feed import titled
from service.languages import choose
from service.ledger.read import LedgerSource
from service.schemas.values import RecordKind
from service.schemas.vocabulary import value_names
from service.search.query import Filter, Query
from service.web.asking import IS_ID
from service.web.http.address import read_document

NAMES = {
    RecordKind.report: {"en": "Reports", "ko": "보고서"},
    RecordKind.mention: {"en": "Mentions", "ko": "언론 보도"},
    RecordKind.resource: {"en": "Resources", "ko": "자료"},
    RecordKind.authority: {"en": "Names", "ko": "전거"},
}
ANY = {"en": "All records", "ko": "모든 기록"}


def list_title(
    source: LedgerSource, query: Query, owner: str | None, languages: Sequence[str]
) -> str:
    """Name a list, which may belong to a record: `Mentions · rights · NK News`."""
    dates = (query.published_from, query.published_to)
    time = "–".join(date or "" for date in dates) if any(dates) else ""
    belongs = (Filter("owner", (owner,)),) if owner else ()
    values = chosen(source, (*belongs, *query.filters), languages)
    told = (kinds_title(query.kinds, languages), query.text, *values, time)
    return " · ".join(filter(None, told))


def kinds_title(kinds: Sequence[str], languages: Sequence[str]) -> str:
    """Name the kinds of record that a list has."""
    if set(kinds) >= set(NAMES):
        return choose(ANY, languages) or ""
    return ", ".join(choose(NAMES[RecordKind(one)], languages) or "" for one in kinds)


def chosen(
    source: LedgerSource, filters: Sequence[Filter], languages: Sequence[str]
) -> Iterator[str]:
    """Name what chooses records: others, by their titles, and values, as readers know them."""
    filters = [one for one in filters if one.field != "id" and (one.field != "kind" or one.exclude)]
    ids = sorted({value for one in filters for value in one.values if IS_ID.fullmatch(value)})
    named = {
        entry.id: titled(read_document(entry.document, "/"), languages)
        for entry in source.by_ids(ids)
        if not entry.withdrawn
    }
    for one in filters:
        values = [
            named.get(value) or choose(value_names(one.field, value), languages) or value
            for value in one.values
        ]
        yield f"{'-' if one.exclude else ''}{', '.join(values)}"
