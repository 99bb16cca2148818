from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VacanciesConfig(AppConfig):
    """The room of vacancies."""

    name = "volens.services.vacancies"
    label = "vacancies"
    verbose_name = _("Vacancies")
    default_auto_field = "django.db.models.BigAutoField"
