"""The table of reports."""

from sqlmodel import Field, SQLModel

from service.schemas.report import ReportFields


class Report(ReportFields[str], SQLModel, table=True):
    """The fields of one report; references hold ids."""

    id: str = Field(primary_key=True, foreign_key="record.id", max_length=12)
