"""What tables share: the moment at which a row is written."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, to the second: what is stored is what is shown."""
    return datetime.now(UTC).replace(microsecond=0)
