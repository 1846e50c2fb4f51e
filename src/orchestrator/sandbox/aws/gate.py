"""Lets only those requests through that are signed with the sandbox's access key id."""

import hmac
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

StartResponse = Callable[..., Any]
App = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

REFUSAL = (
    b'<?xml version="1.0" encoding="UTF-8"?><ErrorResponse><Error><Type>Sender</Type>'
    b"<Code>InvalidClientTokenId</Code><Message>The access key is not that of this sandbox.</Message>"
    b"</Error></ErrorResponse>"
)


def gated(app: App, access_key: str) -> App:
    """moto takes any caller; the random id, which every signed request carries, serves as the password."""

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if hmac.compare_digest(presented(environ).encode(), access_key.encode()):
            return app(environ, start_response)
        headers = [("Content-Type", "text/xml"), ("Content-Length", str(len(REFUSAL)))]
        start_response("403 Forbidden", headers)
        return [REFUSAL]

    return answer


def presented(environ: dict[str, Any]) -> str:
    """The access key id of a signature, in the header or in the query of a pre-signed URL."""
    in_header = re.search(r"Credential=([^/,\s]+)/", str(environ.get("HTTP_AUTHORIZATION", "")))
    if in_header:
        return in_header[1]
    query = parse_qs(str(environ.get("QUERY_STRING", "")))
    in_query = query.get("X-Amz-Credential") or query.get("AWSAccessKeyId") or [""]
    return in_query[0].partition("/")[0]
