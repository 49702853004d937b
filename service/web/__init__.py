"""HTTP manners, once for all routes."""
