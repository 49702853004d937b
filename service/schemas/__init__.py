"""What goes over the wire. The document schemas are the public contract."""
