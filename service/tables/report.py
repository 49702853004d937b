"""The table of reports."""

from sqlmodel import Field, SQLModel

from service.schemas.report import ReportFields


# The plugin of pydantic adds a method to ReportFields twice, and mypy sees two definitions.
class Report(ReportFields[str], SQLModel, table=True):  # type: ignore[misc]
    """The fields of one report; references hold ids."""

    id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)


reports = SQLModel.metadata.tables["report"]
