"""One GET of JSON with a token, which is sent to nobody else."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from orchestrator.errors import SecretError

SECONDS = 20.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class _Stay(urllib.request.HTTPRedirectHandler):
    """A redirect would carry the token to another host."""

    def redirect_request(self, *_: Any) -> None:
        return None


def is_loopback(url: str) -> bool:
    """Whether the URL is of this machine."""
    return urlsplit(url).hostname in LOOPBACK


def get(url: str, headers: Mapping[str, str], reference: str) -> dict[str, Any]:
    """The JSON object at a URL; raises SecretError with the status only."""
    if urlsplit(url).scheme != "https" and not is_loopback(url):
        raise SecretError("the store is not reached by https", reference, "a token must not be sent in clear")
    opener = urllib.request.build_opener(_Stay)
    try:
        with opener.open(urllib.request.Request(url, headers=dict(headers)), timeout=SECONDS) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError as error:
        words = {401: "it does not accept the token", 403: "it does not allow this", 404: "there is none"}
        raise SecretError(
            f"the store answers {error.code}: {words.get(error.code, error.reason)}", reference
        ) from None
    except OSError as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise SecretError(f"the store does not answer: {reason}", reference) from None
    except ValueError:
        raise SecretError("the store does not answer with JSON", reference) from None
    if not isinstance(found, dict):
        raise SecretError("the store does not answer with a JSON object", reference)
    return found
