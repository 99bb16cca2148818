from django.apps import AppConfig


class AlertsConfig(AppConfig):
    """Saved searches that ring."""

    name = "volens.services.alerts"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce what is kept, the way back here after signing in, and that new vacancies are to be heard of."""
        from volens.services.alerts import content, kept, matching
        from volens.services.people.access import Destination, lead_to
        from volens.services.vacancies import listeners

        kept.register()
        lead_to("alerts", Destination("alerts:mine"))
        lead_to("save_search", Destination("alerts:new", asked=content.carried))
        lead_to("recommended", Destination("alerts:recommended"))
        listeners.register("alerts", on_published=matching.hear, on_ended=matching.withdraw)
