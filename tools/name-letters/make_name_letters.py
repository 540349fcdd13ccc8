#!/usr/bin/env python3
"""Makes assets/tables/name-letters.bin: which letters follow which in people's names.

    python3 tools/name-letters/make_name_letters.py            fetches the pinned package with pip, writes the table
    python3 tools/name-letters/make_name_letters.py --check    the same, but only says whether the committed table is current
"""

import argparse
import importlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
import zlib
from pathlib import Path

# Names of some eighty countries; MIT, © 2012 Daniele Faraglia.
PACKAGE = "faker==40.63.0"
TARGET = Path(__file__).resolve().parents[2] / "assets" / "tables" / "name-letters.bin"

# The letters of a name and what stands before and after it, in the order of the table.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
# A count goes into one byte.
MOST = 255

# ICAO 9303-3 §6: letters that do not simply lose their accents (A), Cyrillic (B).
LATIN = dict(zip("ÄÆÅĐÐÞØŒÖÜẞĦŁŦ", "AE AE AA D D TH OE OE OE UE SS H L T".split()), ı="I", Ə="E", Ŋ="N")
CYRILLIC = dict(zip(
    "АБВГДЕЁЖЗИІЙКЛМНОПРСТУФХЦЧШЩЪЫЭЮЯЃҐЂЈЉЊЅЋЌЏЄЇЎ",
    "A B V G D E E ZH Z I I I K L M N O P R S T U F KH TS CH SH SHCH IE Y E IU IA G G D J LJ NJ DZ C K DZ IE I U"
    .split()), Ь="")
# Greek is not in the standard: as Greece prints it (ELOT 743).
GREEK = dict(zip("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", "A V G D E Z I TH I K L M N X O P R S T Y F CH PS O".split()))
GREEK_PAIRS = {"ΟΥ": "OU", "ΑΥ": "AV", "ΕΥ": "EV", "ΓΓ": "NG", "ΓΧ": "NCH"}
# States also print one plain letter for these.
PLAIN = dict(zip("ÄÅÖØÜ", "AAOOU"))


def zone_forms(name):
    """The words of a name in the letters of the zone, in each way in which they are printed; none for other scripts."""
    name = re.sub(r"[’'`´.]", "", name.upper())
    for way in ({}, PLAIN):
        folded = "".join(way.get(c, c) for c in unicodedata.normalize("NFC", name))
        # Й and Ї are letters of their own; other accents go.
        spelled = "".join(LATIN.get(c) or CYRILLIC.get(c, c) for c in folded)
        spelled = "".join(c for c in unicodedata.normalize("NFD", spelled) if not unicodedata.combining(c))
        for pair, letters in GREEK_PAIRS.items():
            spelled = spelled.replace(pair, letters)
        spelled = "".join(GREEK.get(c, c) for c in spelled)
        yield from re.findall(r"(?<!\S)[A-Z]{2,}(?!\S)", spelled.replace("-", " "))


def names(folder):
    """(language, name): each name once for every language that has it, however many countries speak it."""
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, PACKAGE], check=True)
    zipfile.ZipFile(next(Path(folder).glob("faker-*.whl"))).extractall(folder)
    sys.path.insert(0, folder)
    for place in sorted((Path(folder) / "faker" / "providers" / "person").glob("*/__init__.py")):
        provider = importlib.import_module(f"faker.providers.person.{place.parent.name}").Provider
        for attribute, values in sorted(vars(provider).items()):
            if re.search(r"(first|last|middle)_(\w+_)?names?(_|$)", attribute) and hasattr(values, "__iter__"):
                yield from ((place.parent.name[:2], value) for value in values if isinstance(value, str))


def table(words):
    """How often each letter follows each three, row by row; before a name stand three `<`, after it one."""
    counts = [0] * len(LETTERS) ** 4
    for _, word in words:
        text = f"<<<{word}<"
        for end in range(4, len(text) + 1):
            at = 0
            for letter in text[end - 4:end]:
                at = at * len(LETTERS) + LETTERS.index(letter)
            counts[at] = min(MOST, counts[at] + 1)
    return bytes(counts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        words = {(language, word) for language, name in names(folder) for word in zone_forms(name)}
    counts = table(sorted(words))
    if check:
        sys.exit(0 if zlib.decompress(TARGET.read_bytes()) == counts else "the table is not current")
    TARGET.write_bytes(zlib.compress(counts, 9))
    print(f"{len(words)} names, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
