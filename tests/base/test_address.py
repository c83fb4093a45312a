"""Which addresses are ones."""

import pytest

from voicedesk.base.address import is_service_address, is_web_address


@pytest.mark.parametrize(
    ("text", "web", "service"),
    [
        ("https://api.example.org/rest/", True, True),
        ("http://127.0.0.1:8000", True, True),
        ("https://[::1]/rest/", True, True),
        ("https://example.org/calls?id=#id#", True, False),
        ("https://anna:word@example.org/", True, False),
        ("https://example.org/a b", True, False),
        ("https://example.org:x/", False, False),
        ("https://[::1/", False, False),
        ("ftp://example.org/", False, False),
        ("example.org", False, False),
        ("", False, False),
    ],
)
def test_addresses(text: str, web: bool, service: bool) -> None:
    assert (is_web_address(text), is_service_address(text)) == (web, service)
