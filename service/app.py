"""The application: one place that wires routes, middleware and what a process keeps open."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from service import logging
from service.routes.public import (
    authorities,
    health,
    lookup,
    mentions,
    reports,
    resources,
    root,
    search,
)
from service.settings import Settings
from service.web import documentation
from service.web.boundary import Boundary
from service.web.catalogue import Catalogue
from service.web.limits import RateLimit
from service.web.problem import handle_problems

ROUTERS = (
    reports.router,
    mentions.router,
    resources.router,
    authorities.router,
    search.router,
    lookup.router,
    health.router,
    root.router,
    documentation.router,
)
LARGEST_BODY = 1_000_000
EXPOSED = ("ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID")


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application; without settings they come from the environment."""
    settings = settings or Settings()
    logging.configure(settings.log_level)
    app = FastAPI(
        **documentation.description(),
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        max_body_size=LARGEST_BODY,
        middleware=[
            Middleware(Boundary),
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD", "POST"],
                allow_headers=["*"],
                expose_headers=EXPOSED,
                max_age=86400,
            ),
            Middleware(RateLimit, settings=settings),
        ],
    )
    app.state.settings = settings
    app.state.public_url = str(settings.public_url) if settings.public_url else None
    handle_problems(app)
    for router in ROUTERS:
        app.include_router(router)
    return app


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep the catalogue open while the process serves."""
    async with Catalogue(app.state.settings) as catalogue:
        app.state.catalogue = catalogue
        yield
        del app.state.catalogue
