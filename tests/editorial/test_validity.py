"""What is not validated again cannot be invalid: documents made of valid fields are valid."""

from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json, to_json
from sqlalchemy import create_engine

from service.editorial.incoming import new_id, read_record
from service.editorial.kinds import KINDS
from service.editorial.rendering import SHOWN_MENTIONS, additions, to_document
from service.editorial.snapshot import to_snapshot, validate
from service.editorial.summary import Summaries
from service.schemas.reference import REFERENCES, replace_references
from service.schemas.values import RecordKind
from service.tables.base import now
from tests.builders import Written, make_authority, make_mention, make_report, make_resource

TEXT = {"en": "words", "ko": "말"}
URL = "https://example.org/a?b=c"
NAMES = {kind: [f"{kind}-{step}" for step in range(2)] for kind in RecordKind}
PEOPLE, REPORTS = NAMES[RecordKind.authority], NAMES[RecordKind.report]
FULL: dict[RecordKind, Written] = {
    RecordKind.authority: make_authority(broader=PEOPLE[0], same_as=[URL], aliases={"en": ["a"]}),
    RecordKind.resource: make_resource(
        url=URL, label=TEXT, language="ko", media_type="application/pdf", bytes=2**53
    ),
    RecordKind.report: make_report(
        published="2014-02",
        publishers=PEOPLE,
        contributors=[
            {"agent": PEOPLE[0], "role": "author", "affiliation": PEOPLE[1], "position": TEXT},
            {"agent": PEOPLE[1], "name": "As printed", "role": "editor"},
        ],
        relations=[
            {"type": "continues", "record": REPORTS[0]},
            {"type": "cites", "record": REPORTS[1], "title": TEXT},
        ],
        resources=NAMES[RecordKind.resource],
        **dict.fromkeys(("topics", "organisations", "places"), PEOPLE),
    ),
    RecordKind.mention: make_mention(
        outlet=PEOPLE[0],
        url=URL,
        published="2014",
        language="en",
        bylines=[{"agent": PEOPLE[0]}, {"agent": PEOPLE[1], "name": "As printed"}],
        people=[{"agent": PEOPLE[0], "involvement": "quoted", "affiliation": PEOPLE[1]}],
        quotes=[{"text": "Words.", "language": "en", "speaker": PEOPLE[0]}],
        reports=REPORTS,
        reprint_of=NAMES[RecordKind.mention][0],
        translation_of=NAMES[RecordKind.mention][1],
        resources=NAMES[RecordKind.resource],
        **dict.fromkeys(("topics", "organisations", "places"), PEOPLE),
    ),
}
NEEDED = {"kind", "key", "title", "type", "role", "label", "headline"}
IDS = {name: new_id() for names in NAMES.values() for name in names}
VALIDATORS: dict[str, Any] = {
    kind: jsonschema.Draft202012Validator(each.document.model_json_schema())
    for kind, each in KINDS.items()
}


def snapshot_of(kind: RecordKind, written: Written, record_id: str) -> dict[str, Any]:
    """Make a record public as an import does, whose lines are validated when they are read."""
    fields = read_record(written).fields
    fields = replace_references(kind, fields, lambda _, value: IDS[value["name"]])
    moment = now()
    row: Any = SimpleNamespace(
        id=record_id, kind=kind, slug="a-slug", version=1, published_at=None, updated_at=moment
    )
    return to_snapshot(row, fields, moment)


def summaries_of(names: set[str]) -> Summaries:
    """Know the summaries of some records; the others are not public."""
    with create_engine("sqlite://").connect() as nowhere:
        summaries = Summaries(nowhere)
    for kind in RecordKind:
        for name in names.intersection(NAMES[kind]):
            summary = snapshot_of(kind, FULL[kind], IDS[name])["summary"]
            shown = {"outlet": TEXT} if kind is RecordKind.mention else {}
            summaries.known[IDS[name]] = summary | shown
    return summaries


def test_every_kind_of_reference_is_tried() -> None:
    for kind, paths in REFERENCES.items():
        tried = {path.field for path in paths} & FULL[kind].keys()
        assert tried == {path.field for path in paths}


@pytest.mark.parametrize("kind", RecordKind)
@given(data=st.data())
def test_a_document_of_valid_fields_is_valid_whatever_is_public_around_it(
    kind: RecordKind, data: st.DataObject
) -> None:
    written = FULL[kind]
    dropped = data.draw(st.sets(st.sampled_from(sorted(written))), label="dropped") - NEEDED
    public = data.draw(st.sets(st.sampled_from(sorted(IDS))), label="public")
    kept = {name: value for name, value in written.items() if name not in dropped}
    snapshot = snapshot_of(kind, kept, "0123456789ab")
    validate(KINDS[kind], "a-slug", snapshot["fields"])
    summaries = summaries_of(public)
    most = SHOWN_MENTIONS.get(f"{kind}s", 0)
    showing = [*summaries.known.values()] * most
    row: Any = SimpleNamespace(**snapshot)
    extra = additions(kind, showing[:most], len(showing), None)
    document = to_json(to_document(row, summaries, extra))
    KINDS[kind].document.model_validate_json(document)
    VALIDATORS[kind].validate(from_json(document))
