"""A record on its way in: as it was written, validated, with the line it stands on."""

import secrets
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from service.editorial.kinds import KINDS, Kind
from service.editorial.names import own_names
from service.editorial.slug import propose_slug
from service.errors import FieldError, InvalidRecord
from service.ledger.entry import Name
from service.schemas.mistake import say
from service.schemas.values import ALPHABET, RecordKind
from service.suggestion import did_you_mean

NAMES = frozenset({"kind", "id", "key", "slug"})


@dataclass
class Incoming:
    """A valid record that is not stored yet. References are still as written.

    `id` is empty until the record is claimed; `proposed` is the slug for a new one that has none;
    `names` are its identifiers, in canonical form. What storing it changes: the slug (`renamed`),
    the key (`rekeyed`), the fields (`rewritten`); `created` says that it was not there before.
    """

    line: int
    kind: RecordKind
    id: str
    key: str | None
    slug: str | None
    proposed: str
    fields: dict[str, Any]
    names: list[Name]
    renamed: bool = False
    rekeyed: bool = False
    rewritten: bool = False
    created: bool = False

    @property
    def changed(self) -> bool:
        """Whether storing it changes anything."""
        return self.renamed or self.rekeyed or self.rewritten


Failure = tuple[Incoming, FieldError]
"""A record that cannot be stored, and why."""


@dataclass(frozen=True)
class Problem:
    """Why one line cannot be stored: its number, the field, and what to do."""

    line: int
    field: str
    message: str

    @classmethod
    def of(cls, line: int, error: FieldError) -> "Problem":
        """Name the line of an error; suggestions become part of the message."""
        hint = f" (did you mean {' or '.join(error.suggestions)}?)" if error.suggestions else ""
        return cls(line, error.field, error.message + hint)


def new_id() -> str:
    """Make an id: 60 random bits in Crockford's alphabet, one digit at least."""
    while True:
        bits = secrets.randbits(60)
        made = "".join([ALPHABET[bits >> step & 31] for step in range(0, 60, 5)])
        if not made.isalpha():
            return made


def read_record(value: Any, line: int = 0) -> Incoming:
    """Validate one written record.

    Raises:
        InvalidRecord: with one FieldError for each thing that is wrong.
    """
    if not isinstance(value, dict):
        raise InvalidRecord('A record is a JSON object: {"kind": "report", ...}.')
    kind = KINDS.get(str(value.get("kind")))
    if kind is None:
        options = ", ".join(KINDS)
        error = FieldError(
            "kind", f"must be one of: {options}", did_you_mean(value.get("kind"), KINDS)
        )
        raise InvalidRecord("The record does not say what it is.", errors=[error])
    try:
        written = kind.written.model_validate(value)
    except ValidationError as error:
        raise InvalidRecord(
            f"The {kind.kind} is not valid.", errors=explain(error, kind)
        ) from error
    fields = written.model_dump(mode="json", exclude_none=True, exclude=set(NAMES))
    return Incoming(
        line=line,
        kind=kind.kind,
        id=written.id or "",
        key=written.key,
        slug=written.slug,
        proposed="" if written.slug else propose_slug(kind.kind, fields),
        fields=fields,
        names=own_names(kind.kind, fields),
    )


def explain(error: ValidationError, kind: Kind) -> list[FieldError]:
    """Say of each field what is wrong, in words that tell what to do."""
    return [mistake(problem, kind) for problem in error.errors(include_url=False)]


def mistake(problem: Any, kind: Kind) -> FieldError:
    """Say what is wrong with one field."""
    field = path(problem["loc"])
    if problem["type"] == "extra_forbidden":
        near = did_you_mean(problem["loc"][-1], kind.written.model_fields)
        return FieldError(field, "is not a field of this kind: remove it or correct its name", near)
    return FieldError(field, *say(problem))


def path(location: tuple[int | str, ...]) -> str:
    """Write a location as a path: `contributors[0].role`."""
    named = (part for part in location if part != "[key]")
    written = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in named)
    return written.lstrip(".") or "record"
