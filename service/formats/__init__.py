"""Public documents in the formats that other tools read: pure functions, document in, text out."""
