"""Requests to other sites: one door, open to public addresses only."""
