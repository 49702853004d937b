"""What is wrong with a request, said of each parameter or member."""

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from service.errors import CatalogueError, FieldError, InvalidRequest, UnknownParameter
from service.schemas.mistake import say
from service.suggestion import did_you_mean

MOST_ERRORS = 20
NO_SUCH = "there is no such "


def refusal(errors: Sequence[FieldError]) -> CatalogueError:
    """Make one error of what is wrong with a request; its sentence is about the first."""
    errors = errors[:MOST_ERRORS]
    is_unknown = all(error.message.startswith(NO_SUCH) for error in errors)
    kind = UnknownParameter if is_unknown else InvalidRequest
    first = errors[0]
    hint = f" Did you mean {' or '.join(first.suggestions)}?" if first.suggestions else ""
    return kind(f"{first.field}: {first.message}.{hint}", errors=errors)


def unknown_name(name: str, known: Iterable[str], what: str) -> FieldError:
    """Say that a name is not known, and which names are near."""
    return FieldError(name[:100], f"{NO_SUCH}{what}", did_you_mean(name, known))


def field_errors(error: ValidationError, known: Iterable[str], place: str) -> list[FieldError]:
    """Say what a model does not take; `place` stands for what concerns no single member."""
    problems = error.errors(include_url=False)[:MOST_ERRORS]
    return [field_error(problem, known, place) for problem in problems]


def field_error(problem: Any, known: Iterable[str], place: str) -> FieldError:
    """Explain one validation error without quoting more than needed."""
    location = problem["loc"][:1] if place == "query" else problem["loc"]
    named = problem.get("ctx", {}).get("field", place)
    field = ".".join(str(part) for part in location)[:200] or named
    if problem["type"] == "extra_forbidden":
        error = unknown_name(str(problem["loc"][-1]), known, "member")
        return FieldError(field, error.message, error.suggestions)
    return FieldError(field, *say(problem))
