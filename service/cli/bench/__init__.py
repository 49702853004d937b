"""`catalogue bench`: the service beside a bare ASGI app and a textbook app, in one run."""
