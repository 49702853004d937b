"""Tests of answers ask the whole app, over both databases."""

from tests.serving import anyio_backend, client, demo, demo_url

__all__ = ["anyio_backend", "client", "demo", "demo_url"]
