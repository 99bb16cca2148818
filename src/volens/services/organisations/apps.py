from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    """Employers, providers, agencies, unions, banks: their members and their verification."""

    name = "volens.services.organisations"
    label = "organisations"

    def ready(self) -> None:
        """Announce what this room keeps, where its members are led to, and its places in the menu."""
        from volens.services.organisations import kept, menu, recorded
        from volens.services.people import access, permissions
        from volens.services.people.models import Account, Right

        kept.register()
        recorded.register()
        menu.register_own()
        employer = frozenset({Account.Kind.MEMBER})
        access.lead_to("organisations", access.Destination("organisations:mine", employer))
        for word, page in (("organisation", "dashboard"), ("details", "details"), ("members", "members")):
            access.lead_to(word, access.Destination(f"organisations:{page}", employer, arguments=1))
        access.lead_to("verifying", access.Destination("organisations:verification", employer, arguments=1))
        for word, page in (("verify", "queue"), ("verified", "verified"), ("verification", "case")):
            access.lead_to(
                word, access.Destination(f"organisations:{page}", access.STAFF, arguments=int(page == "case"))
            )
        permissions.show_place(
            permissions.Place(
                Right.VERIFY_ORGANISATIONS,
                "organisations:queue",
                _("Organisations to verify"),
                _("Submissions and appeals, the most urgent first; a decision is due in five working days."),
                "building",
            )
        )
        permissions.show_place(
            permissions.Place(
                Right.DECIDE_APPEALS,
                "organisations:queue",
                _("Appeals of organisations"),
                _("Against a reviewer's decision; another person decides, within five working days."),
                "building",
            )
        )
        access.HOMES[Account.Kind.MEMBER] = "organisations:mine"
