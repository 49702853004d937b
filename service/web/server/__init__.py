"""Between the server and the framework: connections, limits, and answers from memory."""
