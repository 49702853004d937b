"""The application: one place that wires routes, middleware and what a process keeps open."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware

from service import logging
from service.editorial.known_keys import KnownKeys
from service.editorial.pepper import make_pepper
from service.editorial.schedule import kept
from service.routes.editorial import (
    collections,
    imports,
    publication,
    publications,
    records,
    revisions,
)
from service.routes.public import (
    authorities,
    discovery,
    dumps,
    embedding,
    health,
    lookup,
    mentions,
    oai,
    pages,
    reports,
    resources,
    root,
    search,
    suggest,
)
from service.settings import Settings
from service.tables.database import existing, open_engine
from service.web.catalogue import Catalogue
from service.web.openapi import documentation
from service.web.problem import handle_problems
from service.web.server.answer_store import AnswerStore
from service.web.server.boundary import Boundary
from service.web.server.heap import trimmed
from service.web.server.limits import RateLimit
from service.web.server.plain_record import PlainRecords
from service.web.server.response_cache import ResponseCache
from service.web.server.shortcut import SHORTCUT, Shortcut

LAST_MOMENT = 1.0
"""Seconds in which a request that was cut can come to its end."""
ROUTERS = (
    reports.router,
    mentions.router,
    resources.router,
    authorities.router,
    search.router,
    suggest.router,
    lookup.router,
    oai.router,
    dumps.router,
    health.router,
    embedding.router,
    root.router,
    pages.router,
    discovery.router,
    imports.router,
    publications.router,
    collections.router,
    records.router,
    publication.router,
    revisions.router,
    documentation.router,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; without settings they come from the environment."""
    settings = settings or Settings()
    logging.configure(settings.log_level)
    store, limit = AnswerStore(settings.cache_bytes), RateLimit(settings)
    app = FastAPI(
        **documentation.description(),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        lifespan=lifespan,
        middleware=[
            Middleware(Boundary, limit=limit),
            Middleware(ResponseCache, store=store),
        ],
        # Not `include_router`, which looks for the route twice in each request.
        routes=[route for router in ROUTERS for route in router.routes],
    )
    app.state.settings, app.state.store, app.state.limit = settings, store, limit
    app.state.public_url = (
        f"{settings.public_url}".rstrip("/") + "/" if settings.public_url else None
    )
    handle_problems(app)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Shortcut]]:
    """Keep the catalogue open while the process serves, and the editors' database."""
    make_pepper(app.state.settings)
    app.state.engine = open_engine(existing(app.state.settings.url))
    app.state.keys = KnownKeys(app.state.engine, app.state.settings)
    async with Catalogue(app.state.settings) as catalogue:
        app.state.catalogue = catalogue
        # What is loaded now lives as long as the process: the collector need not look at it again.
        gc.freeze()
        with kept(app.state.engine, catalogue.expire), trimmed():
            yield {SHORTCUT: shortcut(app)}
            await let_cut_requests_end()
        del app.state.catalogue
    app.state.keys.close()
    app.state.engine.dispose()


async def let_cut_requests_end() -> None:
    """Wait for requests that the server just cut, which took too long: the log will name them."""
    if cut := [task for task in asyncio.all_tasks() if task.cancelling()]:
        await asyncio.wait(cut, timeout=LAST_MOMENT)


def shortcut(app: FastAPI) -> Shortcut:
    """Make what answers before the application does."""
    state = app.state
    records = PlainRecords(
        state.catalogue.at_once, state.store, state.public_url, state.settings.cache_seconds
    )
    return Shortcut(state.store, records, state.catalogue.heads, state.limit, state.keys)
