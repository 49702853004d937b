"""The list of all formats."""

from service.formats.bibtex import write_bibtex
from service.formats.citation import write_citation
from service.formats.csl import write_csl
from service.formats.datacite import write_datacite
from service.formats.format import Format
from service.formats.jsonld import write_jsonld
from service.formats.plain import write_json
from service.formats.ris import write_ris
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


def offered(kind: str) -> tuple[Format, ...]:
    """Return the formats in which records of a kind can be had."""
    return tuple(one for one in FORMATS if kind in one.kinds)
