"""What a page shows beside its own record: lists of others, as the index found them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.formats.format import Document


@dataclass(frozen=True)
class Found:
    """The latest records that belong to one: their documents, how many there are, and when.

    `years` counts them by year of publication.
    """

    documents: Sequence[Document] = ()
    total: int = 0
    years: Mapping[str, int] = field(default_factory=dict)


Lists = Mapping[str, Found]
"""By the name of the list, such as `mentions`."""
NOTHING = Found()
