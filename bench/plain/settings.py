"""The settings of a deployment, with two more addresses: an empty view, and the results in plain Django templates."""

from pathlib import Path

from volens.site.settings import *  # noqa: F403
from volens.site.settings import TEMPLATES

ROOT_URLCONF = "bench.plain.urls"
TEMPLATES[1]["DIRS"] = [Path(__file__).parent / "templates"]
TEMPLATES[1]["OPTIONS"] = {
    "context_processors": ["volens.site.context.layout", "django.template.context_processors.i18n"]
}
