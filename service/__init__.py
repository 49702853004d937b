"""The report catalogue: reports, the media that mention them, and resources linked to both."""

NAME = "report-catalogue"
"""Under which it is installed."""
