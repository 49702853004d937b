"""Builders, one for each noun: a valid record as it is written, with what a test says of it."""

import json
from collections.abc import Iterable
from io import BytesIO
from typing import Any

Written = dict[str, Any]


def make_report(**members: Any) -> Written:
    """Write a report: `make_report(key="r", title={"en": "..."})`."""
    return {"kind": "report", "key": "report", "title": {"en": "A report"}} | members


def make_mention(**members: Any) -> Written:
    """Write a mention."""
    return {"kind": "mention", "key": "mention", "headline": {"en": "A mention"}} | members


def make_resource(**members: Any) -> Written:
    """Write a resource."""
    return {"kind": "resource", "key": "resource", "role": "download"} | members


def make_authority(**members: Any) -> Written:
    """Write an authority; without a `type` it is an organisation."""
    label = {"en": "An organisation"}
    return {
        "kind": "authority",
        "key": "authority",
        "type": "organisation",
        "label": label,
    } | members


def to_file(records: Iterable[Written | bytes]) -> BytesIO:
    """Write records as a file of JSON lines; bytes are a line as they are."""
    lines = (one if isinstance(one, bytes) else json.dumps(one).encode() for one in records)
    return BytesIO(b"".join(line + b"\n" for line in lines))
