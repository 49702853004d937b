"""`catalogue evaluate`: how well searches find, by questions whose right answers are known."""
