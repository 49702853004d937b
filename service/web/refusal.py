"""What is wrong with a request, said of each parameter or member."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from service.errors import CatalogueError, FieldError, InvalidRequest, UnknownParameter
from service.schemas.values import DATE_PATTERN, TAG_PATTERN
from service.suggestion import did_you_mean

MOST_ERRORS = 20
YEAR_PATTERN = "^[0-9]{4}$"
PATTERNS = {
    DATE_PATTERN: "is not a date: write 2014, 2014-02 or 2014-02-07",
    TAG_PATTERN: "is not a language tag: use BCP 47, such as en or ko",
    YEAR_PATTERN: "is not a year: write four digits",
}
"""What to say instead of showing a pattern."""
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
    field = ".".join(str(part) for part in location)[:200] or place
    context = problem.get("ctx", {})
    match problem["type"]:
        case "extra_forbidden":
            error = unknown_name(str(problem["loc"][-1]), known, "member")
            return FieldError(field, error.message, error.suggestions)
        case "enum" | "literal_error":
            options = re.findall(r"'([^']+)'", str(context.get("expected", "")))
            message = f"must be one of: {', '.join(options)}"
            return FieldError(field, message, did_you_mean(problem.get("input"), options))
        case "string_pattern_mismatch" if context["pattern"] in PATTERNS:
            return FieldError(field, PATTERNS[context["pattern"]])
    return FieldError(field, str(problem["msg"]).removeprefix("Value error, ").removesuffix("."))
