"""What is wrong with a value, in words that say what to do."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from service.schemas.values import (
    DATE_PATTERN,
    ID_PATTERN,
    KEY_PATTERN,
    MEDIA_TYPE_PATTERN,
    SHA256_PATTERN,
    SLUG_PATTERN,
    TAG_PATTERN,
    YEAR_PATTERN,
)
from service.suggestion import did_you_mean

PATTERNS = {
    DATE_PATTERN: "is not a date: write 2014, 2014-02 or 2014-02-07",
    ID_PATTERN: "is not an id: ids have 12 characters and come from answers",
    KEY_PATTERN: "is not a key: write it without spaces",
    MEDIA_TYPE_PATTERN: "is not a media type: write it as application/pdf",
    SHA256_PATTERN: "is not a SHA-256: write 64 digits from 0 to f, in small letters",
    SLUG_PATTERN: "is not a slug: write small letters, digits and hyphens, such as white-paper",
    TAG_PATTERN: "is not a language tag: use BCP 47, such as en or ko",
    YEAR_PATTERN: "is not a year: write four digits",
}
"""What to say instead of showing a pattern."""
LIST = "must be a list: [...]"
MOMENT = "is not a moment: write it as 2024-01-15T09:00:00Z"
OBJECT = "must be an object: {...}"
NUMBER = "must be a whole number"
TRUTH = "must be true or false"
WORDS = {
    "bool_parsing": TRUTH,
    "bool_type": TRUTH,
    "datetime_from_date_parsing": MOMENT,
    "datetime_parsing": MOMENT,
    "datetime_type": MOMENT,
    "dict_type": 'must be an object, such as {{"en": "..."}}',
    "finite_number": NUMBER,
    "greater_than_equal": "must be {ge} or more",
    "int_from_float": NUMBER,
    "int_parsing": NUMBER,
    "int_parsing_size": NUMBER,
    "int_type": NUMBER,
    "less_than_equal": "must be {le} or less",
    "list_type": LIST,
    "missing": "is required",
    "string_too_long": "has more than {max_length} characters",
    "string_too_short": "is empty: leave it out where nothing is known",
    "string_type": "must be text",
    "too_long": "has more than {max_length} entries",
    "too_short": "must have {min_length} or more entries",
    "tuple_type": LIST,
}
"""What to say of the library's kinds of mistake."""
REFERENCE = 'must be a key, an id or a slug, or an object such as {"un_symbol": "..."}'


def say(problem: Mapping[str, Any]) -> tuple[str, Sequence[str]]:
    """Say what is wrong with a value, and which good values look like it."""
    context = problem.get("ctx", {})
    match problem["type"]:
        case "enum" | "literal_error":
            options = re.findall(r"'([^']+)'", str(context.get("expected", "")))
            return f"must be one of: {', '.join(options)}", suggested(problem, options)
        case "string_pattern_mismatch" if context["pattern"] in PATTERNS:
            return PATTERNS[context["pattern"]], ()
        case "model_type" | "model_attributes_type":
            return REFERENCE if context.get("class_name") == "Reference" else OBJECT, ()
        case kind if kind in WORDS:
            return WORDS[kind].format_map(context), ()
    return str(problem["msg"]).removeprefix("Value error, ").removesuffix("."), ()


def suggested(problem: Mapping[str, Any], options: Sequence[str]) -> Sequence[str]:
    """Return the options that look like what was sent."""
    return did_you_mean(problem["input"], options) if "input" in problem else ()
