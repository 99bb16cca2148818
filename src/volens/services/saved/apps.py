from django.apps import AppConfig


class SavedConfig(AppConfig):
    """What a person keeps, hides and notes about vacancies."""

    name = "volens.services.saved"
    label = "saved"

    def ready(self) -> None:
        """Announce what is kept, the buttons on vacancies, and the way back here after signing in."""
        from volens.services.people.access import Destination, lead_to
        from volens.services.saved import buttons, kept
        from volens.services.vacancies import personal

        kept.register()
        personal.register(buttons.on_results, buttons.on_vacancy, buttons.hidden)
        lead_to("saved", Destination("saved:saved"))
        lead_to("keep", Destination("saved:keep", arguments=1))
