from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts, sign-in, profile, documents."""

    name = "volens.services.people"
    label = "people"

    def ready(self) -> None:
        """Announce what this room keeps about a person, and what it checks before a start."""
        from volens.services.people import checks, kept, recorded

        checks.register()
        kept.register()
        recorded.register()
