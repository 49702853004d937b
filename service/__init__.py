"""The report catalogue: reports, the media that mention them, and resources linked to both."""
