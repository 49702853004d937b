"""Addresses: each route parses, calls one function and answers."""
