from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The roof: layout, components, commands that serve and prepare a deployment."""

    name = "volens.site"
    label = "site"

    def ready(self) -> None:
        """Register the checks of a deployment."""
        from volens.site import checks  # noqa: F401 - registers on import
