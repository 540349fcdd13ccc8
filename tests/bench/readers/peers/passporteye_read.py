"""PassportEye, as its authors' description has it."""

from passporteye import read_mrz

from told import plain, tell


def read(path):
    zone = read_mrz(path)
    if zone is None:
        return None
    known = zone.to_dict()
    key = {
        "surname": plain(known.get("surname")),
        "givenNames": plain(known.get("names")),
        "birthDate": known.get("date_of_birth"),
        "sex": known.get("sex"),
        "nationality": plain(known.get("nationality")),
        "documentNumber": plain(known.get("number")),
        "issuingState": plain(known.get("country")),
        "expiryDate": known.get("expiration_date"),
    }
    return [line.strip() for line in zone.aux["text"].split("\n") if line.strip()], key


tell(read)
