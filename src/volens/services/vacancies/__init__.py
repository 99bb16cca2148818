"""The room of vacancies: where they come in, are vetted, published, found, and where they end."""
