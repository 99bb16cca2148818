"""Index and query vacancies: a port, and an embedded engine behind it."""
