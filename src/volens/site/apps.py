from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The roof: layout, components, commands that serve and prepare a deployment."""

    name = "volens.site"
    label = "site"
