"""Publishing at a time: embargoes, and the thread that ends each at its moment."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, Row, func, select, update

from service.editorial.embargo import refuse_too_early, refuse_too_late
from service.editorial.keys import Editor
from service.editorial.publication import ALIVE, release, render_stale
from service.editorial.revision import Action, Change, note
from service.errors import (
    FieldError,
    InvalidRecord,
    RecordConflict,
    RecordNotFound,
    ServiceUnavailable,
)
from service.rows import among
from service.tables.base import now
from service.tables.database import reading, writing
from service.tables.record import records
from service.tables.revision import revisions

INTERVAL = 1.0
"""Seconds after which each process looks again: another one may have set an embargo."""

LONGEST_PAUSE = 300
"""Most seconds until what could not be published is tried again."""

log = structlog.get_logger(__name__)


@dataclass
class Failing:
    """Moments whose records could not be published: each is tried again after longer pauses."""

    pauses: dict[datetime, int] = field(default_factory=dict)
    again: dict[datetime, datetime] = field(default_factory=dict)

    def wait(self, moment: datetime, present: datetime) -> bool:
        """Say whether it is too early to try a moment again."""
        return moment in self.again and present < self.again[moment]

    def add(self, moment: datetime, present: datetime) -> int:
        """Remember that a moment failed; return the seconds until it is tried again."""
        pause = min(2 * self.pauses[moment], LONGEST_PAUSE) if moment in self.pauses else 1
        self.pauses[moment], self.again[moment] = pause, present + timedelta(seconds=pause)
        return pause


def schedule(
    connection: Connection, change: Change, ids: Sequence[str], at: datetime | None
) -> None:
    """Let records become public by themselves at a moment; `None` takes the embargo off.

    Records with the same moment become public in one transaction, as they are then.

    Raises:
        InvalidRecord: if the moment is over.
        RecordNotFound: if there is no such record.
        RecordConflict: if a record was withdrawn or merged.
        MomentConflict: if an authority waits for a later moment than a record that names it.
    """
    if at is not None and at <= now():
        error = FieldError("at", f"is over, here it is {now().isoformat()}: leave it out")
        raise InvalidRecord("The moment of publication lies in the past.", errors=[error])
    check_alive(connection, ids)
    change_records = update(records).where(among(records.c.id, ids))
    connection.execute(change_records.values(publish_at=at))
    if at is not None:
        refuse_too_early(connection, ids, at)
        refuse_too_late(connection, ids, at)
    note(connection, change, Action.scheduled, ids)


def check_alive(connection: Connection, ids: Sequence[str]) -> None:
    """Refuse records that are not there, or are there only to be remembered."""
    found = select(records.c.id, records.c.status).where(among(records.c.id, ids))
    statuses = dict(connection.execute(found).all())
    for record_id in ids:
        if record_id not in statuses:
            raise RecordNotFound(f"No record has the id {record_id!r}.")
        if statuses[record_id] not in ALIVE:
            text = f"The record {record_id!r} was {statuses[record_id]}: it can be published now"
            raise RecordConflict(f"{text} or not at all.", existing=record_id)


def publish_due(
    engine: Engine, present: datetime | None = None, failing: Failing | None = None
) -> list[str]:
    """Publish what is due at present (now, if not said); return the ids.

    Any number of processes may do so at once: the first one publishes, the others find nothing.
    What cannot be published is logged and stays due; it does not keep the rest waiting. `failing`
    remembers what could not be published, so that it is not tried all the time.

    Raises:
        ServiceUnavailable: if the database does not answer.
    """
    published: list[str] = []
    present, failing = present or now(), failing or Failing()
    for moment in due_moments(engine, present):
        if failing.wait(moment, present):
            continue
        try:
            with writing(engine) as connection:
                published += publish_moment(connection, moment, present)
        except ServiceUnavailable:
            raise
        except Exception:  # whatever is wrong with one moment is not wrong with the others
            pause = failing.add(moment, present)
            text = "scheduled records cannot be published"
            log.exception(text, at=moment.isoformat(), again_after=pause)
    return published


def due_moments(engine: Engine, present: datetime) -> Sequence[datetime]:
    """Return the moments, up to the present one, at which records are to be published."""
    with reading(engine) as connection:
        due = select(records.c.publish_at).where(records.c.publish_at <= present).distinct()
        return connection.execute(due.order_by(records.c.publish_at)).scalars().all()


def publish_moment(connection: Connection, moment: datetime, present: datetime) -> list[str]:
    """Publish all records of one moment, in the names of those who scheduled them."""
    of_moment = records.c.publish_at == moment
    ids = connection.execute(select(records.c.id).where(of_moment)).scalars().all()
    published: list[str] = []
    for change, scheduled in by_change(connection, ids).items():
        published += release(connection, scheduled, change, present)
    connection.execute(update(records).where(of_moment).values(publish_at=None))
    render_stale(connection)
    return published


def by_change(connection: Connection, ids: Sequence[str]) -> dict[Change, list[str]]:
    """Group records by who scheduled them last, and why."""
    latest = (
        select(revisions.c.record_id, func.max(revisions.c.number).label("number"))
        .where(among(revisions.c.record_id, ids), revisions.c.action == Action.scheduled)
        .group_by(revisions.c.record_id)
        .subquery()
    )
    of_latest = (revisions.c.record_id == latest.c.record_id) & (
        revisions.c.number == latest.c.number
    )
    groups: dict[Change, list[str]] = defaultdict(list)
    for row in connection.execute(select(revisions).join(latest, of_latest)):
        editor = Editor(row.key_id, row.editor, frozenset())
        groups[Change(editor, row.reason)].append(row.record_id)
    return groups


def scheduled_by(connection: Connection, key_id: str) -> Sequence[Row[Any]]:
    """Return the records that wait for a moment which a key set, the earliest first."""
    columns = (records.c[name] for name in ("id", "kind", "slug", "publish_at"))
    waiting = select(*columns).where(records.c.publish_at.is_not(None))
    rows = connection.execute(waiting.order_by(records.c.publish_at, records.c.id)).all()
    groups = by_change(connection, [row.id for row in rows])
    own = {one for change, ids in groups.items() if change.editor.key_id == key_id for one in ids}
    return [row for row in rows if row.id in own]


@contextmanager
def kept(engine: Engine, tell: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Publish each record at its moment, in a thread that ends with the block.

    The thread calls `tell` whenever it published something.
    """
    closing = Event()
    thread = Thread(target=keep, args=(engine, closing, tell), name="schedule")
    thread.start()
    try:
        yield
    finally:
        closing.set()
        thread.join()


def keep(engine: Engine, closing: Event, tell: Callable[[], None]) -> None:
    """Publish each record at its moment, until told to close."""
    failing = Failing()
    while not closing.is_set():
        pause = INTERVAL
        try:
            if publish_due(engine, failing=failing):
                tell()
            pause = pause_before(next_moment(engine))
        except ServiceUnavailable as error:
            log.warning("scheduled records wait for the database", reason=error.detail)
        except Exception:  # a thread that ended would never publish again
            log.exception("scheduled records cannot be published")
        closing.wait(pause)


def next_moment(engine: Engine) -> datetime | None:
    """Return the earliest moment at which a record is to be published."""
    with reading(engine) as connection:
        return connection.execute(select(func.min(records.c.publish_at))).scalar()


def pause_before(moment: datetime | None) -> float:
    """Return the seconds until it is time to look again."""
    ahead = (moment - datetime.now(UTC)).total_seconds() if moment else INTERVAL
    return ahead if 0 < ahead < INTERVAL else INTERVAL
