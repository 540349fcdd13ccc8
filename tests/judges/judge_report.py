"""Judges a PDF with a time-stamp behind its signature, by pyHanko as a library: its command line passes over document
time-stamps. Arguments: the trusted root (PEM), the PDF, and, if the present does not do, the moment to judge it for.
Writes one JSON object for each signature and each time-stamp."""

import json
import sys
from datetime import datetime

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext


def told(kind, status):
    return {
        "kind": kind,
        "signer": status.signing_cert.subject.human_friendly,
        "intact": status.intact and status.valid,
        "trusted": status.trusted,
        "coverage": status.coverage.name,
        "later": status.modification_level.name if status.modification_level is not None else None,
        # A time-stamp has none of its own: it is good if it is intact and trusted.
        "bottomLine": getattr(status, "bottom_line", None),
        "at": status.timestamp.isoformat() if kind == "timestamp" else None,
    }


def main():
    root, pdf, *moment = sys.argv[1:]
    at = datetime.fromisoformat(moment[0]) if moment else None

    def context():
        roots = list(load_certs_from_pemder([root]))
        return ValidationContext(trust_roots=roots, moment=at, allow_fetching=False)

    with open(pdf, "rb") as file:
        reader = PdfFileReader(file)
        for signature in reader.embedded_regular_signatures:
            status = validate_pdf_signature(signature, signer_validation_context=context())
            print(json.dumps(told("signature", status)))
        for stamp in reader.embedded_timestamp_signatures:
            print(json.dumps(told("timestamp", validate_pdf_timestamp(stamp, context()))))


main()
