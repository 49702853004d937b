"""`catalogue dump`: all that is public as files, which the service offers."""

import hashlib
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import typer
from filelock import FileLock, Timeout
from pydantic import ValidationError
from sqlalchemy import Connection, select

from service.cli.database import open_existing
from service.cli.reading import read_settings
from service.ledger.tables import entries, head
from service.schemas.dump import Dump, DumpFile
from service.schemas.record import COLLECTIONS, LINK_BASE
from service.schemas.values import RecordKind
from service.settings import Settings
from service.tables.database import reading

MANIFEST = "manifest.json"
PAGE = 500
NO_ADDRESS = (
    "Files hold links: set CATALOGUE_PUBLIC_URL to the address that partners see, such as "
    "https://catalogue.example.org."
)


def write_dump() -> None:
    """Write a dump, one at a time, and say what is in it."""
    settings = read_settings()
    engine, folder = open_existing(settings), settings.data / "dumps"
    try:
        base = partners_address(settings)
        folder.mkdir(exist_ok=True)
        with FileLock(folder / "dump.lock", timeout=0), reading(engine) as connection:
            made = write_files(connection, folder, base)
            offer(folder, made)
    except Timeout as error:
        typer.echo("Another dump is being written. Wait until it is done.", err=True)
        raise typer.Exit(4) from error
    except OSError as error:
        typer.echo(f"{folder} cannot be written: {error.strerror}.", err=True)
        raise typer.Exit(2) from error
    finally:
        engine.dispose()
    for file in made.files:
        typer.echo(f"{file.records:,} records written to {folder / file.name}.")


def partners_address(settings: Settings) -> str:
    """Return what links begin with; say plainly if nobody said it."""
    if settings.public_url is None:
        typer.echo(NO_ADDRESS, err=True)
        raise typer.Exit(2)
    return f"{settings.public_url}".rstrip("/") + "/"


def write_files(connection: Connection, folder: Path, base: str) -> Dump:
    """Write a file for each kind, as the ledger is at this moment.

    The names tell number and address, on which all the bytes depend.
    """
    sequence = int(connection.execute(select(head.c.sequence)).scalar_one())
    name = f"{sequence}-{hashlib.sha256(base.encode()).hexdigest()[:8]}"
    files = [
        write_file(connection, folder / f"{name}-{collection}.ndjson", base, kind)
        for kind, collection in COLLECTIONS.items()
    ]
    moment = datetime.now(UTC).replace(microsecond=0)
    return Dump(sequence=sequence, made_at=f"{moment:%Y-%m-%dT%H:%M:%SZ}", files=files)


def write_file(connection: Connection, path: Path, base: str, kind: RecordKind) -> DumpFile:
    """Write the records of a kind, in the order of their ids; the file appears when it is whole."""
    partial, digest, count, last = path.with_suffix(".partial"), hashlib.sha256(), 0, ""
    with partial.open("wb") as output:
        while page := read_page(connection, kind, last):
            last, count = page[-1][0], count + len(page)
            lines = b"".join(document + b"\n" for _, document in page)
            lines = lines.replace(f'"{LINK_BASE}'.encode(), f'"{base}'.encode())
            digest.update(lines)
            output.write(lines)
        keep_on_disk(output)
        size = output.tell()
    partial.replace(path)
    return DumpFile(name=path.name, kind=kind, records=count, bytes=size, sha256=digest.hexdigest())


def keep_on_disk(output: IO[bytes]) -> None:
    """See to it that a file is whole before it gets its name, even if the power fails."""
    output.flush()
    os.fsync(output.fileno())


def read_page(connection: Connection, kind: RecordKind, after: str) -> list[tuple[str, bytes]]:
    """Return the next public documents of a kind, with their ids."""
    statement = (
        select(entries.c.id, entries.c.document)
        .where(entries.c.kind == kind, entries.c.id > after, ~entries.c.withdrawn)
        .order_by(entries.c.id)
        .limit(PAGE)
    )
    return [(record_id, document) for record_id, document in connection.execute(statement)]


def offer(folder: Path, made: Dump) -> None:
    """Let the manifest name the new files, then remove those older than the dump before."""
    manifest = folder / MANIFEST
    before = read_manifest(manifest) or made
    kept = {made.sequence, before.sequence}
    partial = manifest.with_suffix(".partial")
    with partial.open("wb") as output:
        output.write(made.model_dump_json().encode())
        keep_on_disk(output)
    partial.replace(manifest)
    for path in folder.iterdir():
        found = re.match(r"(\d+)-", path.name)
        if found and int(found[1]) not in kept:
            path.unlink()


def read_manifest(path: Path) -> Dump | None:
    """Return what the dump before is; one whose manifest cannot be understood counts as none."""
    try:
        return Dump.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
