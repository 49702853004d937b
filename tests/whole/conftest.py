"""Tests of the running product use what it serves to everyone."""

from tests.serving import anyio_backend, client, demo, demo_url

__all__ = ["anyio_backend", "client", "demo", "demo_url"]
