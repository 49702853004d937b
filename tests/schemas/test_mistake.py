"""What is wrong with a value is said in our words, whatever it is."""

from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from service.schemas.mistake import say
from service.schemas.resource import MediaType, Sha256
from service.schemas.values import Moment

LIST, NUMBER = "must be a list: [...]", "must be a whole number"
MOMENT = "is not a moment: write it as 2024-01-15T09:00:00Z"


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        (tuple[str, ...], "report", LIST),
        (list[str], "report", LIST),
        (int, "x", NUMBER),
        (int, 1.5, NUMBER),
        (int, "1" * 5000, NUMBER),
        (int, 1e400, NUMBER),
        (Annotated[int, Field(le=5)], 6, "must be 5 or less"),
        (Moment, None, MOMENT),
        (Moment, "x", MOMENT),
        (Moment, "2024-01-15T25:00:00Z", MOMENT),
        (Moment, 1e300, MOMENT),
        (Sha256, "x", "is not a SHA-256: write 64 digits from 0 to f, in small letters"),
        (MediaType, "x", "is not a media type: write it as application/pdf"),
    ],
)
def test_a_mistake_is_told_in_words_that_say_what_to_write(
    annotation: Any, value: Any, message: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(annotation).validate_python(value)
    assert say(dict(refused.value.errors()[0])) == (message, ())
