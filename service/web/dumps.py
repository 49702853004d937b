"""Dumps as they are offered: the manifest, and files that can be resumed (RFC 9110, Range)."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from pydantic import ValidationError
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from service.errors import RouteNotFound
from service.schemas.dump import Dump, OfferedDump, OfferedFile
from service.settings import Settings
from service.web.http.address import base_url
from service.web.http.conditional import not_modified

NAME = re.compile(r"\d{1,16}(-[0-9a-f]{8})?-[a-z]{1,20}\.ndjson")
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
NDJSON = "application/x-ndjson"
NONE = "There is no dump. The operator makes one by `catalogue dump`, again as often as is wished."


def read_dump(request: Request, settings: Settings) -> OfferedDump:
    """Return what the latest dump is; raises RouteNotFound if there is none."""
    try:
        made = Dump.model_validate_json((settings.data / "dumps" / "manifest.json").read_bytes())
    except (FileNotFoundError, ValidationError) as error:
        raise RouteNotFound(NONE) from error
    below = f"{base_url(request)}v1/dumps/"
    files = [OfferedFile(**dict(file), url=f"{below}{file.name}") for file in made.files]
    return OfferedDump(sequence=made.sequence, made_at=made.made_at, files=files)


def send_file(request: Request, settings: Settings, name: str) -> Response:
    """Send a file, or the part of it that is asked for; raises RouteNotFound."""
    path = settings.data / "dumps" / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise RouteNotFound(f"There is no such file. `/v1/dumps` names the latest. {NONE}")
    headers = headers_of(path)
    if unchanged := not_modified(request, headers):
        return unchanged
    size = path.stat().st_size
    if request.state.is_head:
        return Response(None, 200, headers | {"Content-Length": f"{size}"}, NDJSON)
    asked = MutableHeaders(scope=request.scope)
    if "range" in asked and not is_sound(asked["range"], size):
        del asked["range"]  # what cannot be met is answered with all, as the standard allows
    return FileResponse(path, 200, headers, NDJSON, filename=name)


def headers_of(path: Path) -> dict[str, str]:
    """Return the validators of a file: its name is used once, its bytes never change."""
    found = path.stat()
    return {
        "ETag": f'"{found.st_mtime_ns:x}-{found.st_size:x}"',
        "Cache-Control": "max-age=3600",  # not `public`: memory is not for files
        "Last-Modified": format_datetime(datetime.fromtimestamp(found.st_mtime, UTC), usegmt=True),
        "Accept-Ranges": "bytes",
    }


def is_sound(text: str, size: int) -> bool:
    """Say whether a range is one, and lies in the file."""
    found = RANGE.fullmatch(text.strip())
    if found is None:
        return False
    first, last = found.groups()
    if not first:
        return bool(last) and int(last) > 0
    return int(first) < size and (not last or int(first) <= int(last))
