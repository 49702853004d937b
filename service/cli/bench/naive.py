"""The textbook app: what a good developer writes with FastAPI and SQLModel in an afternoon.

A session for each request, routes in the thread pool, `response_model`, relationships loaded when
they are touched, FTS5 with bm25 for search. Lists and searches send columns only, single reports
all their parts, as the SQLModel tutorial does.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query, Request
from sqlalchemy import func, text
from sqlmodel import Session, SQLModel, col, select

from service.cli.bench.naive_tables import Authority, Mention, Report, ReportTopic, open_naive

DATABASE = "BENCH_NAIVE_DATABASE"
"""Environment variable that names the database."""

FOUND = """
SELECT rowid AS id, snippet(report_text, 0, '<mark>', '</mark>', '…', 30) AS title,
    snippet(report_text, 1, '<mark>', '</mark>', '…', 30) AS abstract
FROM report_text WHERE report_text MATCH :words ORDER BY rank LIMIT :limit OFFSET :offset
"""
COUNTED = "SELECT count(*) FROM report_text WHERE report_text MATCH :words"
FACETS = {
    "topic": """
        SELECT a.slug, count(*) FROM report_text
        JOIN report_topic t ON t.report_id = report_text.rowid
        JOIN authority a ON a.id = t.authority_id
        WHERE report_text MATCH :words GROUP BY a.slug ORDER BY count(*) DESC LIMIT 20""",
    "year": """
        SELECT r.year, count(*) FROM report_text JOIN report r ON r.id = report_text.rowid
        WHERE report_text MATCH :words GROUP BY r.year ORDER BY count(*) DESC LIMIT 20""",
    "language": """
        SELECT r.language, count(*) FROM report_text JOIN report r ON r.id = report_text.rowid
        WHERE report_text MATCH :words GROUP BY r.language ORDER BY count(*) DESC LIMIT 20""",
}


class AuthorityRead(SQLModel):
    """An authority."""

    id: int
    slug: str
    type: str
    label: dict[str, str]


class ContributorRead(SQLModel):
    """Who made a report."""

    role: str
    position: dict[str, str]
    agent: AuthorityRead
    affiliation: AuthorityRead


class ResourceRead(SQLModel):
    """A linked file."""

    id: int
    role: str
    url: str
    label: dict[str, str]
    language: str
    media_type: str


class MentionRead(SQLModel):
    """A mention, as a report shows it."""

    id: int
    medium: str
    headline: dict[str, str]
    url: str
    language: str
    published: str
    outlet: AuthorityRead


class ReportRead(SQLModel):
    """A report, as lists show it."""

    id: int
    slug: str
    type: str
    title: dict[str, str]
    abstract: dict[str, str]
    published: str
    language: str
    doi: str


class ReportWithParts(ReportRead):
    """A report with all its parts."""

    publisher: AuthorityRead
    contributors: list[ContributorRead]
    topics: list[AuthorityRead]
    organisations: list[AuthorityRead]
    places: list[AuthorityRead]
    resources: list[ResourceRead]
    mention_count: int
    latest_mentions: list[MentionRead]


class ReportPage(SQLModel):
    """A page of reports."""

    total: int
    data: list[ReportRead]


class Hit(ReportRead):
    """A report that was found, with what matched."""

    highlights: dict[str, str]


class HitPage(SQLModel):
    """A page of what was found."""

    total: int
    data: list[Hit]
    facets: dict[str, dict[str, int]]


def open_session(request: Request) -> Iterator[Session]:
    """Open a session for one request."""
    with Session(request.app.state.engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(open_session)]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0)]


def read_report(slug: str, session: SessionDep) -> Any:
    """Return one report with its parts."""
    report = session.exec(select(Report).where(Report.slug == slug)).first()
    if report is None:
        raise HTTPException(404, "Report not found")
    mentions = select(Mention).where(Mention.report_id == report.id)
    count = select(func.count()).select_from(Mention).where(Mention.report_id == report.id)
    latest = session.exec(mentions.order_by(col(Mention.published).desc()).limit(5)).all()
    parts = {"mention_count": session.exec(count).one(), "latest_mentions": latest}
    return ReportWithParts.model_validate(report, update=parts)


def list_reports(
    session: SessionDep, topic: str | None = None, limit: Limit = 20, offset: Offset = 0
) -> Any:
    """Return a page of reports, the latest first."""
    reports, count = select(Report), select(func.count(col(Report.id)))
    if topic is not None:
        chosen = select(ReportTopic.report_id).join(Authority).where(Authority.slug == topic)
        reports = reports.where(col(Report.id).in_(chosen))
        count = count.where(col(Report.id).in_(chosen))
    latest = reports.order_by(col(Report.published).desc(), col(Report.id).desc())
    page = session.exec(latest.offset(offset).limit(limit)).all()
    return {"total": session.exec(count).one(), "data": page}


def search_reports(
    session: SessionDep,
    q: str,
    facets: Annotated[list[str] | None, Query()] = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> Any:
    """Return what has all the words, the best first, with highlights and counts."""
    words = " ".join(f'"{word}"' for word in q.replace('"', " ").split())
    values = {"words": words, "limit": limit, "offset": offset}
    found = {row.id: row for row in session.execute(text(FOUND), values)}
    reports = session.exec(select(Report).where(col(Report.id).in_(found))).all()
    by_id = {report.id: report for report in reports}
    hits = [
        {**by_id[row.id].model_dump(), "highlights": {"title": row.title, "abstract": row.abstract}}
        for row in found.values()
    ]
    total = session.execute(text(COUNTED), {"words": words}).scalar_one()
    return {"total": total, "data": hits, "facets": count_facets(session, facets or [], words)}


def count_facets(session: Session, facets: list[str], words: str) -> dict[str, dict[str, int]]:
    """Count the values of some fields among what has all the words."""
    return {
        name: {
            str(value): count
            for value, count in session.execute(text(FACETS[name]), {"words": words})
        }
        for name in facets
    }


def create_naive() -> FastAPI:
    """Make the app on the database that the environment names."""
    app = FastAPI()
    app.state.engine = open_naive(Path(os.environ[DATABASE]))
    app.get("/reports/{slug}", response_model=ReportWithParts)(read_report)
    app.get("/reports", response_model=ReportPage)(list_reports)
    app.get("/search", response_model=HitPage)(search_reports)
    return app
