"""Ground floor: pure libraries. No Django, no database server, no network, no clock of the deployment."""
