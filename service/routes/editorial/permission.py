"""Who may do what: every editors' route names the scope it needs by the type of a parameter.

A key with the scope `read` is a partner's key: it gets higher limits and sees what everyone sees.
So no route that shows drafts takes it.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.editorial.keys import Editor, Scope, recognise
from service.editorial.pepper import read_pepper
from service.errors import Forbidden, Unauthorized
from service.tables.database import reading

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

    def __call__(self, request: Request, credentials: Credentials) -> Editor:
        """Return whose key it is.

        Raises:
            Unauthorized: if there is no key, or it is unknown, revoked or expired.
            Forbidden: if the key does not have the scope.
        """
        editor = whose(request.app, credentials.credentials if credentials else None)
        require(editor, self.scope)
        return editor


def require(editor: Editor, scope: Scope) -> None:
    """Check that a key has a scope, also one that only this request needs; raises Forbidden."""
    if not editor.may(scope):
        text = f"The key {editor.name!r} does not have the scope {str(scope)!r}."
        raise Forbidden(text, scope=scope)


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


EditKey = Annotated[Editor, Depends(KeyWith(Scope.edit))]
PublishKey = Annotated[Editor, Depends(KeyWith(Scope.publish))]
