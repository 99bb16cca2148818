"""Whatever the OpenAPI document allows, and much it does not, is answered without an error of ours."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

pytestmark = [pytest.mark.deep, pytest.mark.usefixtures("vacancies")]


@pytest.fixture
def api_schema(vacancies: object) -> schemathesis.BaseSchema:
    from django.core.handlers.wsgi import WSGIHandler

    application = WSGIHandler()  # not the module's own: its static files lie where the test put them
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
def test_no_request_is_an_error_of_ours(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=[not_a_server_error])
