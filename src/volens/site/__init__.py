"""The roof: settings, addresses, layout, middleware and static files."""
