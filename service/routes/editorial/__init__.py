"""Addresses for editors: a route parses, calls one function and answers."""
