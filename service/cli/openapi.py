"""`catalogue openapi`: the OpenAPI description as a file."""

import json

import typer

from service.app import create_app
from service.settings import Settings
from service.web.openapi.documentation import describe_service


def write_description() -> None:
    """Write the description of an application that nobody set up."""
    app = create_app(Settings(public_url=None))
    typer.echo(json.dumps(describe_service(app), ensure_ascii=False, indent=2))
