"""What everyone may read. It reads the ledger and has never heard of a draft."""
