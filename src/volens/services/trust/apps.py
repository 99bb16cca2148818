from django.apps import AppConfig


class TrustConfig(AppConfig):
    """Keys, choices, the record of readings, export and erasure."""

    name = "volens.services.trust"
    label = "trust"

    def ready(self) -> None:
        """Announce what this room keeps about a person."""
        from volens.services.trust import checks, kept

        checks.register()
        kept.register()
