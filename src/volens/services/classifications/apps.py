from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassificationsConfig(AppConfig):
    """The room of classifications: ISCO-08, ESCO, O*NET."""

    name = "volens.services.classifications"
    label = "classifications"
    verbose_name = _("Classifications")
    default_auto_field = "django.db.models.BigAutoField"
