from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VacanciesConfig(AppConfig):
    """The room of vacancies."""

    name = "volens.services.vacancies"
    label = "vacancies"
    verbose_name = _("Vacancies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Announce what this room does every day, and its place on the pages of an organisation."""
        from volens.services.people import access, permissions
        from volens.services.people.models import Right
        from volens.services.vacancies import kept
        from volens.services.vacancies.posting import entrance
        from volens.services.vacancies.review import recorded

        kept.register()
        entrance.register()
        recorded.register()
        access.lead_to("review", access.Destination("review:queue", access.STAFF))
        access.lead_to("case", access.Destination("review:case", access.STAFF, arguments=1))
        permissions.show_place(
            permissions.Place(
                Right.REVIEW_VACANCIES,
                "review:queue",
                _("Vacancies to review"),
                _("Held, reported and changed vacancies, the most urgent first; decided within 48 hours."),
                "filter",
            )
        )
