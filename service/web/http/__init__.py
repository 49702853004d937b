"""HTTP manners, once for all: what is asked, negotiation, validators, addresses, cursors."""
