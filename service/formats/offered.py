"""The lists of all formats: of one record, and of many."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from service.formats import atom, jsonfeed, rss
from service.formats.bibtex import write_bibtex
from service.formats.citation import write_citation
from service.formats.collection import Collection
from service.formats.csl import write_csl, write_item
from service.formats.datacite import write_datacite
from service.formats.format import Format
from service.formats.jsonld import write_jsonld
from service.formats.plain import write_json, write_line
from service.formats.ris import write_ris
from service.formats.table import begin_csv, write_csv
from service.schemas.values import RecordKind

EVERY = tuple(RecordKind)
CITED = (RecordKind.report, RecordKind.mention)
REPORTS = (RecordKind.report,)

JSON = Format("json", "application/json", "json", "JSON", write_json, EVERY, "object")
JSONLD = Format(
    "jsonld",
    "application/ld+json",
    "jsonld",
    "JSON-LD (schema.org)",
    write_jsonld,
    EVERY,
    "object",
)
DATACITE = Format(
    "datacite",
    "application/vnd.datacite.datacite+json",
    "datacite",
    "DataCite 4.5",
    write_datacite,
    REPORTS,
    "object",
)
BIBTEX = Format("bibtex", "application/x-bibtex", "bib", "BibTeX", write_bibtex, CITED)
RIS = Format("ris", "application/x-research-info-systems", "ris", "RIS", write_ris, CITED)
CSL = Format(
    "csl", "application/vnd.citationstyles.csl+json", "csl", "CSL-JSON", write_csl, CITED, "array"
)
CITATION = Format(
    "citation", "text/x-bibliography", "txt", "Citation", write_citation, CITED, is_slow=True
)
FORMATS = (JSON, JSONLD, DATACITE, BIBTEX, RIS, CSL, CITATION)
"""All formats, in the order in which they are offered; the first is what who says nothing gets."""


@cache
def offered(kind: str) -> tuple[Format, ...]:
    """Return the formats in which records of a kind can be had."""
    return tuple(one for one in FORMATS if kind in one.kinds)


def together(one: Format) -> Collection:
    """Let the records of a list be written one after the other, as each is alone."""
    return Collection(
        one.name, one.media_type, one.title, one.write, one.kinds, is_slow=one.is_slow
    )


GRAPH = replace(
    together(JSONLD),
    begin=lambda _listing, _wish: '{"@context":"https://schema.org","@graph":[',
    between=",",
    end="]}",
    shape="object",
)
ITEMS = replace(
    together(CSL),
    write=write_item,
    begin=lambda _listing, _wish: "[",
    between=",",
    end="]",
    shape="array",
)
RSS = Collection(
    "rss", rss.MEDIA_TYPE, "RSS 2.0", rss.write_rss, EVERY, rss.begin_rss, end=rss.END, is_feed=True
)
ATOM = Collection(
    "atom",
    atom.MEDIA_TYPE,
    "Atom 1.0",
    atom.write_atom,
    EVERY,
    atom.begin_atom,
    end=atom.END,
    is_feed=True,
)
JSONFEED = Collection(
    "jsonfeed",
    "application/feed+json",
    "JSON Feed 1.1",
    jsonfeed.write_jsonfeed,
    EVERY,
    jsonfeed.begin_jsonfeed,
    ",",
    jsonfeed.END,
    "object",
    is_feed=True,
)
NDJSON = Collection("ndjson", "application/x-ndjson", "NDJSON", write_line, EVERY, extent="whole")
CSV = Collection("csv", "text/csv", "CSV", write_csv, EVERY, begin_csv, extent="whole")
COLLECTIONS = (
    *(GRAPH, together(BIBTEX), together(RIS), ITEMS, together(CITATION)),
    *(RSS, ATOM, JSONFEED, NDJSON, CSV),
)
"""All formats of lists but JSON, in the order in which they are offered."""


def offered_for(kinds: Sequence[str]) -> tuple[Collection, ...]:
    """Return the formats in which a list of some kinds can be had, or a part of it; none is all."""
    return tuple(one for one in COLLECTIONS if not kinds or set(kinds) & set(one.kinds))
