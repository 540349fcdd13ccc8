#!/usr/bin/env python3
"""Makes two fixtures of crates/domain/tests: tax_codes.tsv, persons and their tax codes as python-codicefiscale computes
them; tax_code_texts.tsv, codes with characters changed and what it says of them.

    python3 -m venv venv && venv/bin/pip install python-codicefiscale==0.12.1
    venv/bin/python tools/tables/make_tax_code_fixture.py

The package is an independent judge of our own computation. The persons are drawn from a fixed seed: no real people.
"""

import random
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from codicefiscale import codicefiscale as judge
from codicefiscale.data import get_countries_data, get_municipalities_data, get_names_data

TARGET = Path(__file__).resolve().parents[2] / "crates/domain/tests/fixtures"

# Names that bend the rules: short, all vowels, all consonants, apostrophes, double, accents, other Latin letters,
# and three of other alphabets, on which the two programs are known to differ.
SURNAMES = """Rossi|Fo|Io|Ng|Aiò|Re|D'Angelo|De’ Liguoro|Dell'Acqua|Di Pietro-Ferrari|La Ganga|Müller|Groß|Øster|Åkesson
Łukaszewicz|Đorđević|Çelik|Šimić|Nuñez|Þórsson|Œuvrard|Ælfric|Nguyễn|O'Neill|McDonald|Xu|Y|Uau|Bcd|Van der Bellen
Esposito|Russo|Bianchi|Colombo|Ricci|Marino|Greco|Conti|De Luca|Costa|Giordano|Mancini|Lombardi|Moretti|Barbieri
Quaglia|Zza|Ayé|Ibáñez Sánchez|Ó Briain|Iwuji|Hassan Ali|Bălănescu|Ştefan|Île|Aubé|Ağaoğlu|Iљ|Иванов|Παππάς"""
EXTRA_GIVEN = """Maria Elena|Gian Luca|Al|Io|Ó|Jörg|Zoë|Noël|Anaïs|Łucja|Ðuro|Chiara Sofia Beatrice|Pier-Paolo|D'Artagnan|Bo
Yi|X|Ng|Aoi|Þóra|Björn|Ştefania|Ümit|Nguyệt|Marie-Thérèse|Ciarán|Ana|Eva|Ugo|Ida|Uea"""


def main():
    draw = random.Random(20261122)
    surnames = SURNAMES.replace("\n", "|").split("|")
    names = get_names_data()
    given = {sex: names[sex] + EXTRA_GIVEN.replace("\n", "|").split("|") for sex in "MF"}
    places = [p for p in get_municipalities_data() if len(p["code"]) == 4] + get_countries_data() * 12
    rows = []
    while len(rows) < 220:
        place = draw.choice(places)
        first = max(datetime(1905, 1, 1), datetime.fromisoformat(place["date_created"]))
        last = min(datetime(2026, 1, 1), datetime.fromisoformat(place["date_deleted"] or "2026-01-01"))
        if last <= first:
            continue
        born = first + timedelta(days=draw.randrange((last - first).days + 1))
        sex = draw.choice("MF")
        surname = surnames[len(rows)] if len(rows) < len(surnames) else draw.choice(surnames)
        names_given = draw.choice(given[sex])
        if draw.random() < 0.15:
            names_given = names_given + " " + draw.choice(given[sex])
        # assembled from the judge's parts: its `encode` as a whole refuses codes whose two-digit year it reads wrong
        code = (judge.encode_lastname(surname) + judge.encode_firstname(names_given)
                + judge.encode_birthdate(born.date().isoformat(), sex) + place["code"])
        code += judge.encode_cin(code)
        variant = draw.choice(judge._get_omocodes(code)) if draw.random() < 0.3 else code
        rows.append([surname, names_given, sex, born.date().isoformat(), place["code"], code, variant])
    write("tax_codes.tsv", ["surname", "given_names", "sex", "born_on", "place_code", "code", "code_or_omocodia"], rows)
    write("tax_code_texts.tsv", ["text", "verdict"], texts(draw, [row[6] for row in rows]))


def texts(draw, codes):
    """Codes with one to three characters changed, most with a check character made anew; and the judge's verdict."""
    rows = []
    while len(rows) < 400:
        text = list(draw.choice(codes))
        for _ in range(draw.choice([1, 1, 2, 3])):
            text[draw.randrange(15)] = draw.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        text = "".join(text)
        if draw.random() < 0.8:
            text = text[:15] + judge.encode_cin(text[:15])
        try:
            judge.decode(text)
            verdict = "valid"
        except ValueError as error:
            verdict = "place" if "birthplace" in str(error) else "invalid"
        rows.append([text, verdict])
    return rows


def write(name, columns, rows):
    source = f"python-codicefiscale {version('python-codicefiscale')} (MIT)"
    head = f"# made by tools/tables/make_tax_code_fixture.py from {source}; invented persons\n# " + "\t".join(columns)
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / name).write_text(head + "\n" + "".join("\t".join(row) + "\n" for row in rows), "utf-8")
    print(f"{name}: {len(rows)} rows")


if __name__ == "__main__":
    main()
