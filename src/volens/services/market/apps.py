from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketConfig(AppConfig):
    """The room of figures."""

    name = "volens.services.market"
    label = "market"
    verbose_name = _("Figures")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Publish by the day's clock; say what is on the record, and what an audit asks."""
        from django.db.models.signals import post_migrate

        from volens.services.market import actions, recorded, upgrading
        from volens.services.trust import rooms

        recorded.register()
        post_migrate.connect(upgrading.vouch, sender=self, dispatch_uid="market: what an update owes the record")

        rooms.register(
            rooms.Room(
                "market",
                lambda _person, _vault: [],  # nothing here leads to a person
                lambda _person: 0,
                (
                    rooms.Clock(
                        "market.Inputs",
                        "31 days",
                        "which vacancies a day's figures counted, and one digest over a quarter's applications",
                        actions.forget_inputs,
                    ),
                ),
                turns=(rooms.Turn("figures", actions.publish_due),),
            )
        )
