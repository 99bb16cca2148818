"""Settings of a deployment. Everything a deployment may change comes from the environment: docs/configuration.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from volens.site import configuration

SITE = Path(__file__).resolve().parent
PACKAGE = SITE.parent

#: Everything a deployment writes: database, index, imports, rejects.
DATA_DIR = Path(configuration.text("VOLENS_DATA", "var")).resolve()
INDEX_DIR = DATA_DIR / "index"

DEBUG = configuration.flag("VOLENS_DEBUG", default=False)
SECRET_KEY = configuration.secret_key(DATA_DIR)
ALLOWED_HOSTS = configuration.text("VOLENS_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
#: The public address, used where a page must name itself in full outside a request (feeds in files, commands).
BASE_URL = configuration.base_url()
#: Who takes grievances, independent of this deployment (S14), and the number to call in danger. Named on every page's
#: way to help; `volens check --deploy` fails without them.
GRIEVANCE_URL = configuration.address("VOLENS_GRIEVANCE_URL")
GRIEVANCE_NAME = configuration.text("VOLENS_GRIEVANCE_NAME").strip()
EMERGENCY_NUMBER = configuration.telephone("VOLENS_EMERGENCY_NUMBER")
#: The same region by region, as a file (docs/help.example.yaml), and the regions served (ISO 3166-2).
HELP_FILE = configuration.text("VOLENS_HELP")
REGIONS = tuple(filter(None, (each.strip() for each in configuration.text("VOLENS_REGIONS").split(","))))
#: Who declares that the preconditions of the safeguards hold (docs/preconditions.example.yaml).
PRECONDITIONS_FILE = configuration.text("VOLENS_PRECONDITIONS")
#: Where the source of the running copy is (AGPL, section 13).
SOURCE_URL = configuration.address("VOLENS_SOURCE_URL")
#: Currency of the pay filter until a visitor or the place says otherwise.
DEFAULT_CURRENCY = configuration.text("VOLENS_CURRENCY", "CNY")

#: The log (S11): its name, the public keys of the witnesses it knows, and how many of them make a quorum.
LOG_ORIGIN = configuration.log_origin("VOLENS_LOG_ORIGIN")
LOG_WITNESSES = configuration.text("VOLENS_LOG_WITNESSES").split()
LOG_QUORUM = configuration.quorum("VOLENS_LOG_QUORUM", of=LOG_WITNESSES)

#: Feeds: whether addresses inside private networks may be fetched, and the largest delivery in bytes.
FEEDS_ALLOW_PRIVATE = configuration.flag("VOLENS_FEEDS_ALLOW_PRIVATE", default=False)
FEEDS_MAX_BYTES = configuration.number("VOLENS_FEEDS_MAX_BYTES", default=4 * 1024**3)

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "ninja",
    "csp",
    "volens.site",
    "volens.services.classifications",
    "volens.services.vacancies",
    "volens.services.benefits",
    "volens.services.trust",
    "volens.services.people",
    "volens.services.saved",
    "volens.services.alerts",
    "volens.services.organisations",
    "volens.services.applications",
    "volens.services.market",
    "volens.services.guidance",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "volens.services.people.staying.StaySignedIn",
    "volens.site.unavailable.SearchUnavailable",
    "volens.site.not_taken.NotTaken",
]

ROOT_URLCONF = "volens.site.urls"
WSGI_APPLICATION = "volens.site.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": False,
        "DIRS": [SITE / "templates", *sorted(PACKAGE.glob("services/*/templates"))],
        "OPTIONS": {
            "environment": "volens.site.jinja.environment",
            "context_processors": ["volens.site.context.layout"],
        },
    },
    # The interactive API page of django-ninja is a Django template.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {}},
]

DATABASES = {"default": configuration.database(configuration.text("VOLENS_DATABASE"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

#: For so many seconds the results page of the same search is not made anew; 0: always made anew (page_cache.py).
PAGE_CACHE_SECONDS = configuration.number("VOLENS_PAGE_CACHE_SECONDS", default=5)

LANGUAGE_CODE = "en"
LANGUAGES: list[tuple[str, Any]] = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
#: A made-up language written from right to left, to prove the layout. Never on unless asked for.
PSEUDO_LOCALE = configuration.flag("VOLENS_PSEUDO_LOCALE", default=False)
if PSEUDO_LOCALE:
    LANGUAGES.append(("ar-xb", "Pseudo"))
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
#: The office's calendar, by which time limits count: days of rest in the week, holidays, days worked instead.
WEEKEND = configuration.weekdays("VOLENS_WEEKEND", "6,7")
HOLIDAYS = configuration.days("VOLENS_HOLIDAYS")
EXTRA_WORKING_DAYS = configuration.days("VOLENS_EXTRA_WORKING_DAYS")
TIME_ZONE = configuration.text("VOLENS_TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [SITE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "volens.site.storage.StaticStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "volens.site.views.stale_form"
#: A day, in seconds: as the page on privacy says. Longer would serve nobody.
CSRF_COOKIE_AGE = 86_400
#: Behind HTTPS: secure cookies, HSTS and redirects.
HTTPS = configuration.flag("VOLENS_HTTPS", default=False)
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

#: People: where keys are kept (empty: in the data directory), who keeps them, how messages go out.
KEYS_DIR = configuration.text("VOLENS_KEYS")
KEY_SERVICE = configuration.text("VOLENS_KEY_SERVICE", "volens.services.trust.keys.LocalKeys")
TEXT_MESSAGES = configuration.text("VOLENS_SMS", "volens.services.people.post.ConsoleTextMessages")
#: Where ClamAV's clamd listens; documents are checked by it unless another scanner is named.
CLAMAV = configuration.clamd("VOLENS_CLAMAV")
SCANNER = configuration.text(
    "VOLENS_SCANNER",
    "volens.services.people.clamav.ClamAV" if CLAMAV else "volens.services.people.actions.documents.NoScanner",
)
#: TrueType fonts that PDFs are written in and that are embedded in them; none: those that PDF readers bring along.
PDF_FONTS = configuration.files("VOLENS_PDF_FONTS")
PHONE_REGION = configuration.text("VOLENS_PHONE_REGION", "CN")
#: How long the acceptance of an offer can be undone before the employer learns of it.
COOLING_HOURS = configuration.number("VOLENS_COOLING_HOURS", default=48)
QUICK_EXIT = configuration.text("VOLENS_QUICK_EXIT", "https://www.wikipedia.org/")
globals().update(configuration.mail(configuration.text("VOLENS_MAIL")))
DEFAULT_FROM_EMAIL = configuration.text("VOLENS_MAIL_FROM", "Volens <volens@localhost>")
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "events": {"()": "volens.services.trust.security_log.Lines"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain"},
        "security": {**configuration.security_log("VOLENS_SECURITY_LOG"), "formatter": "events"},
        "refused": {"class": "volens.services.trust.security_log.Refused"},
    },
    "root": {"handlers": ["console"], "level": configuration.text("VOLENS_LOG_LEVEL", "WARNING")},
    "loggers": {
        "volens": {"level": configuration.text("VOLENS_LOG_LEVEL", "INFO")},
        # Its own stream at every level: docs/security-events.md.
        "volens.security": {"level": "INFO", "handlers": ["security"], "propagate": False},
        "django.security": {"handlers": ["refused"], "propagate": False},
        # Below an error Django would name the address of every page that said 404, 409 or 422: who met an application
        # that is gone, or reported a vacancy without choosing why, is no line of a log (S4).
        "django.request": {"level": "ERROR"},
    },
}
