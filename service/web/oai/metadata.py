"""The formats of metadata that can be harvested, in one list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.formats import oai_datacite, oai_dc
from service.formats.format import Document, Wish
from service.schemas.values import RecordKind


@dataclass(frozen=True)
class Metadata:
    """A format: the address of its schema, its namespace, and what can be had in it."""

    schema: str
    namespace: str
    kinds: tuple[RecordKind, ...]
    write: Callable[[Document, Wish], str]


METADATA: Mapping[str, Metadata] = {
    "oai_dc": Metadata(oai_dc.SCHEMA, oai_dc.NAMESPACE, tuple(RecordKind), oai_dc.write_oai_dc),
    "oai_datacite": Metadata(
        oai_datacite.SCHEMA,
        oai_datacite.NAMESPACE,
        (RecordKind.report,),
        oai_datacite.write_oai_datacite,
    ),
}
