from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Employers, providers, agencies, unions, banks: their members and their verification."""

    name = "volens.services.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Announce what this room keeps, what it does every day, and its places in the menu."""
        from volens.services.organisations import kept, menu

        kept.register()
        menu.register_own()
