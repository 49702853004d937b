"""Who may do what: every editors' route names the scope it needs by the type of a parameter.

A key with the scope `read` is a partner's key: it gets higher limits and sees what everyone sees.
So no route that shows drafts takes it.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Engine

from service.editorial.keys import USE_IS_NOTED_EVERY, Editor, Scope, note_use, recognise
from service.editorial.pepper import read_pepper
from service.errors import Forbidden, ServiceUnavailable, Unauthorized
from service.tables.database import reading, writing

BEARER = HTTPBearer(
    scheme_name="ApiKey",
    description="An API key, as `catalogue keys issue` prints it.",
    auto_error=False,
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)]


@dataclass(frozen=True)
class KeyWith:
    """A dependency: recognises the key of a request and checks that it has a scope."""

    scope: Scope

    def __call__(
        self, request: Request, credentials: Credentials, tasks: BackgroundTasks
    ) -> Editor:
        """Return whose key it is.

        Raises:
            Unauthorized: if there is no key, or it is unknown, revoked or expired.
            Forbidden: if the key has not the scope.
        """
        editor = whose(request.app, credentials.credentials if credentials else None)
        require(editor, self.scope)
        if is_use_to_be_noted(request.app, editor):
            tasks.add_task(note, request.app.state.engine, editor)
        return editor


def require(editor: Editor, scope: Scope) -> None:
    """Check that a key has a scope, also one that only this request needs; raises Forbidden."""
    if not editor.may(scope):
        text = f"The key {editor.name!r} has not the scope {str(scope)!r}."
        challenge = f'Bearer realm="editorial", error="insufficient_scope", scope="{scope}"'
        raise Forbidden(text, headers={"WWW-Authenticate": challenge}, scope=str(scope))


def whose(app: FastAPI, key: str | None) -> Editor:
    """Return whose key it is.

    Raises:
        Unauthorized: if there is no key, or it is unknown, revoked or expired.
    """
    if not key:
        raise Unauthorized("This address is for editors, and no API key was sent.")
    with reading(app.state.engine) as connection:
        editor = recognise(connection, read_pepper(app.state.settings), key)
    if editor is None:
        raise Unauthorized("The API key is unknown, revoked or expired.")
    return editor


def is_use_to_be_noted(app: FastAPI, editor: Editor) -> bool:
    """Say whether this process has not noted a use of the key lately, and takes it for noted."""
    noted: dict[str | None, float] = app.state.noted_keys
    present = time.monotonic()
    due = present - noted.get(editor.key_id, float("-inf")) >= USE_IS_NOTED_EVERY.total_seconds()
    if due:
        noted[editor.key_id] = present
    return due


def note(engine: Engine, editor: Editor) -> None:
    """Note that a key was used, after the answer; where others write, the next minute will do."""
    with suppress(ServiceUnavailable), writing(engine) as connection:
        note_use(connection, editor.key_id or "")


def key_with(scope: Scope) -> KeyWith:
    """Ask for a key with a scope: `Annotated[Editor, Depends(key_with(Scope.edit))]`."""
    return KeyWith(scope)


ReadKey = Annotated[Editor, Depends(key_with(Scope.read))]
EditKey = Annotated[Editor, Depends(key_with(Scope.edit))]
PublishKey = Annotated[Editor, Depends(key_with(Scope.publish))]
AdminKey = Annotated[Editor, Depends(key_with(Scope.admin))]
