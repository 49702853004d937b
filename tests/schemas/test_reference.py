"""REFERENCES names every place where a field refers to a record, and each is gone through."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from service.schemas.authority import AuthorityFields
from service.schemas.mention import MentionFields
from service.schemas.reference import (
    REFERENCES,
    Reference,
    ReferencePath,
    each_reference,
    replace_references,
)
from service.schemas.report import ReportFields
from service.schemas.resource import ResourceFields
from service.schemas.values import RecordKind


class Here(BaseModel):
    """Stands for a reference, to be found again in the annotations."""


FIELDS: dict[RecordKind, type[BaseModel]] = {
    RecordKind.report: ReportFields[Here],
    RecordKind.mention: MentionFields[Here],
    RecordKind.resource: ResourceFields[Here],
    RecordKind.authority: AuthorityFields[Here],
}


def places(model: type[BaseModel]) -> Iterator[str]:
    """Find every path at which a model holds a reference, however deep."""
    for name, field in model.model_fields.items():
        for part in parts(field.annotation):
            if part is Here:
                yield name
            elif isinstance(part, type) and issubclass(part, BaseModel):
                yield from (f"{name}.{inner}" for inner in places(part))


def parts(annotation: Any) -> Iterator[Any]:
    """Go through an annotation and everything it is made of."""
    yield annotation
    for inner in get_args(annotation):
        yield from parts(inner)


@pytest.mark.parametrize("kind", RecordKind)
def test_every_place_that_refers_to_a_record_is_known(kind: RecordKind) -> None:
    assert {str(path) for path in REFERENCES[kind]} == set(places(FIELDS[kind]))


@pytest.mark.parametrize("kind", RecordKind)
def test_alternatives_are_members_of_the_object(kind: RecordKind) -> None:
    for path in REFERENCES[kind]:
        for name in path.alternatives or ():
            (item,) = (
                part
                for part in parts(FIELDS[kind].model_fields[path.field].annotation)
                if isinstance(part, type) and issubclass(part, BaseModel)
            )
            assert name in item.model_fields


REPORT = {
    "publishers": ["a", "b", "a"],
    "contributors": [
        {"agent": "c", "name": "C", "affiliation": "d"},
        {"agent": "e"},
        {"name": "F"},
    ],
    "relations": [{"record": "g"}, {"record": "h", "url": "https://example.org/"}],
}


def test_references_come_in_the_order_of_the_fields() -> None:
    found = [target for _, target in each_reference(RecordKind.report, REPORT)]
    assert found == ["a", "b", "a", "c", "e", "d", "g", "h"]


def test_what_is_replaced_by_nothing_goes_unless_something_else_names_it() -> None:
    fields = replace_references(RecordKind.report, REPORT, lambda _, __: None)
    assert fields == {
        "publishers": [],
        "contributors": [{"name": "C"}, {"name": "F"}],
        "relations": [{"url": "https://example.org/"}],
    }


def test_replacing_leaves_the_fields_it_was_given_alone() -> None:
    def upper(_: ReferencePath, value: str) -> str:
        return value.upper()

    fields = replace_references(RecordKind.report, REPORT, upper)
    assert fields["publishers"] == ["A", "B"]
    assert REPORT["publishers"] == ["a", "b", "a"]
    assert fields["contributors"][0] == {"agent": "C", "name": "C", "affiliation": "D"}


@pytest.mark.parametrize(
    "value",
    [{}, {"id": "x"}, {"key": "a", "slug": "b"}, {"isbn": "1"}, {"key": ""}, {"uri": "a"}, [], 1],
)
def test_what_names_no_record_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        Reference.model_validate(value)
