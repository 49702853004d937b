"""SQLModel tables: what editors work on. Public code never imports them."""
