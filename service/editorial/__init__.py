"""The editors' side: it writes tables, and publishing writes the ledger."""
