"""Calls for schemathesis that no schema tells how to make up: what is right in them was prepared by the test.

`SPORTELLO_PREPARED` names a JSON file: for each operation (`POST /v1/logins`) a list of calls, each with the `path`
parameters and the `body` to call with. The first calls that schemathesis makes of the operation are made so, one after
the other; the rest is made up as ever. Answers are checked alike. A value `{"totp": SECRET}` becomes the code that an
authenticator shows at that moment. Evidence is whatever schemathesis makes up, with the hash that belongs to it.
"""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import struct
import time
import uuid

import schemathesis

PREPARED = json.loads(pathlib.Path(os.environ["SPORTELLO_PREPARED"]).read_text())
EVIDENCE = "PUT /v1/evidence/{id}"


def totp(secret: str) -> str:
    """RFC 6238: SHA-1, six digits, thirty seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def filled(value):
    if isinstance(value, dict):
        return totp(value["totp"]) if "totp" in value else {name: filled(inner) for name, inner in value.items()}
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = f"{case.method.upper()} {case.path}"
    if operation == EVIDENCE:
        case.body = case.body if isinstance(case.body, bytes) else json.dumps(case.body, default=str).encode()
        sha256 = hashlib.sha256(case.body).hexdigest()
        # Ids are the caller's to make up, and each belongs to its bytes.
        case.path_parameters["id"] = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{case.query.get('request')} {sha256}"))
        case.query["sha256"] = sha256
        case.query["kind"] = "signedForm"
        case.headers["Content-Type"] = "application/pdf"
    elif PREPARED.get(operation):
        call = PREPARED[operation].pop(0)
        case.path_parameters.update(call.get("path", {}))
        case.body = filled(call["body"])
        case.media_type = "application/json"
