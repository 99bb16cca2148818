from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Applications, from the draft to the accepted offer."""

    name = "volens.services.applications"
    label = "applications"

    def ready(self) -> None:
        """Announce what this room keeps, does by itself, and listens to."""
        from volens.services.applications import announce

        announce.register()
