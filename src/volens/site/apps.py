from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The roof: layout, components, commands that serve and prepare a deployment."""

    name = "volens.site"
    label = "site"

    def ready(self) -> None:
        """Register the checks of a deployment."""
        from django.core.signals import got_request_exception

        from volens.services.trust import security_log
        from volens.site import checks  # noqa: F401 - registers on import

        got_request_exception.connect(security_log.fault, dispatch_uid="security log")
