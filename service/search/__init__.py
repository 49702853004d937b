"""The search index: documents in, plain queries in, plain hits out. It follows the ledger."""
