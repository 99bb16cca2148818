from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceConfig(AppConfig):
    """What helps somebody decide about work."""

    name = "volens.services.guidance"
    label = "guidance"
    verbose_name = _("Guidance")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand beside vacancies and occupations, and be a place people come back to after signing in."""
        from volens.services.guidance import beside
        from volens.services.people.access import Destination, lead_to
        from volens.services.vacancies import alongside

        alongside.register("guidance", on_vacancy=beside.on_vacancy, on_occupation=beside.on_occupation)
        lead_to("cv", Destination("guidance:cv"))
