"""How the API describes itself: the OpenAPI document, its examples, and the page that shows it."""
