"""Pages of records for people: pure, a document in, HTML out."""
