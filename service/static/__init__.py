"""Pages, style sheets and texts of our own."""
