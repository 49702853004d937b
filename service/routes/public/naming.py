"""How addresses name a record."""

from typing import Annotated

from fastapi import Path

# Told, not checked: what breaks these rules is the name of nothing, and so it is not found (404).
RecordName = Annotated[
    str,
    Path(
        min_length=1,
        max_length=120,
        pattern=r"^[^/\x00-\x1f]+$",
        description="Id or slug of the record; a former slug redirects (308).",
        examples=["behind-closed-doors"],
    ),
]
