"""What an operator can set: environment variables with the prefix CATALOGUE_."""

from pathlib import Path
from typing import Annotated

from limits import parse
from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "CATALOGUE_"


def check_host(url: AnyHttpUrl | None) -> AnyHttpUrl | None:
    """Refuse an address that is more than a host; raises ValueError."""
    if url is not None and (url.path not in (None, "/") or url.query or url.fragment):
        text = "write it without a path, such as https://catalogue.example.org"
        raise ValueError(f"{text}: the catalogue has a host of its own")
    return url


def check_rate(text: str) -> str:
    """Refuse a rate that cannot be read; raises ValueError."""
    if text != "0":
        parse(text)
    return text


class Settings(BaseSettings):
    """Settings of one process; each field's description is its line in the README."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, secrets_dir=None, extra="ignore"
    )

    data: Annotated[
        Path, Field(description="Folder of the SQLite database and the search index.")
    ] = Path("data")
    database_url: Annotated[
        SecretStr | None,
        Field(
            description="`postgresql+psycopg://user:password@host/name`; "
            "unset: SQLite in the data folder."
        ),
    ] = None
    read_database_url: Annotated[
        SecretStr | None,
        Field(
            description="Replica of the database that the public side reads, written the same way: "
            "public answers and the search index are as late as it is, editors see their writes "
            "at once; unset: the database itself."
        ),
    ] = None
    host: Annotated[str, Field(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="Port to listen on.")] = 8000
    public_url: Annotated[
        AnyHttpUrl | None,
        Field(
            description="Address partners see, such as `https://catalogue.example.org`, used in "
            "links; a host without a path; unset: the host each request names. `catalogue dump` "
            "needs it."
        ),
        AfterValidator(check_host),
    ] = None
    rate_limit: Annotated[
        str,
        Field(description="Requests one client address may make, such as `600/minute`; `0`: any."),
        AfterValidator(check_rate),
    ] = "1200/minute"
    key_rate_limit: Annotated[
        str,
        Field(
            description="Requests one API key may make, wherever it is used, such as "
            "`6000/minute`; `0`: any."
        ),
        AfterValidator(check_rate),
    ] = "12000/minute"
    rate_limit_storage: Annotated[
        str,
        Field(
            description="`memory://` (each worker counts by itself), or `redis://host` to share "
            "the limits."
        ),
    ] = "memory://"
    cache_seconds: Annotated[
        int,
        Field(ge=0, le=86400, description="How long others may reuse an answer, in seconds."),
    ] = 60
    cache_bytes: Annotated[
        int,
        Field(
            ge=0,
            le=10_000_000_000,
            description="Memory in which each process keeps answers to send them again, in bytes; "
            "`0`: none.",
        ),
    ] = 16_000_000
    pepper: Annotated[
        SecretStr | None,
        Field(
            min_length=32,
            description="Secret with which API keys are stored, at least 32 characters, the same "
            "for all containers; unset: made once, in the data folder.",
        ),
    ] = None
    languages: Annotated[
        str,
        Field(
            pattern="^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*(,[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)*$",
            description="Languages in which a record should be complete (BCP 47).",
        ),
    ] = "en,ko"
    contact: Annotated[
        str,
        Field(
            pattern=r"^\S+@(\S+\.)+\S+$",
            max_length=254,
            description="E-mail address of the operator, which harvesters are told.",
        ),
    ] = "operator@example.org"
    log_level: Annotated[
        str,
        Field(pattern="^(debug|info|warning|error)$", description="Least level that is logged."),
    ] = "info"

    @property
    def url(self) -> str:
        """The database as SQLAlchemy names it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data / 'catalogue.sqlite').absolute()}"

    @property
    def read_url(self) -> str:
        """The database that the public side reads."""
        replica = self.read_database_url
        return replica.get_secret_value() if replica is not None else self.url

    @property
    def index(self) -> Path:
        """The folder of the search index. Deleting it is always safe."""
        return self.data / "index"
