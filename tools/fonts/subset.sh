#!/usr/bin/env bash
# Makes the fonts of assets/fonts (Latin only, so that papers and the program stay small) from Debian's packages.
# Papers are set in Inter; the others are the hands in which specimen documents are drawn.
# Needs: apt-get, dpkg, Python's fonttools (PyPI). Run from the repository's root.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
packages=(fonts-inter fonts-ocr-b fonts-liberation2 fonts-dejavu-extra fonts-courier-prime)
(cd "$work" && apt-get download "${packages[@]}" && for deb in *.deb; do dpkg -x "$deb" .; done)
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet fonttools
shared="$work/usr/share"

# subset FILE OUT FEATURES UNICODES
# The fonts' own names are reserved ones (OFL): a subset does not carry them.
subset() {
  "$work/venv/bin/pyftsubset" "$shared/fonts/$1" --output-file="assets/fonts/$2" --layout-features="$3" \
    --unicodes="$4" --no-hinting --desubroutinize --name-IDs=0,13,14
}
for weight in Regular SemiBold; do
  "$work/venv/bin/pyftsubset" "$shared/fonts/opentype/inter/Inter-$weight.otf" \
    --unicodes="U+0020-007E,U+00A0-017F,U+0218-021B,U+1E9E,U+2010-2026,U+20AC,U+2122,U+2192,U+2713,U+2610,U+2611" \
    --layout-features='kern,liga,tnum,zero' --output-file="assets/fonts/Inter-$weight.otf"
done
# What stands on documents: Latin with every accent, the capital sharp s, quotation marks, the numero sign.
printed="U+0020-007E,U+00A0-017F,U+0218-021B,U+1E9E,U+2013,U+2018-2019,U+2116"
subset truetype/liberation2/LiberationSans-Regular.ttf LiberationSans-Regular.ttf kern "$printed"
subset truetype/liberation2/LiberationSans-Bold.ttf LiberationSans-Bold.ttf kern "$printed"
subset truetype/liberation2/LiberationSerif-Regular.ttf LiberationSerif-Regular.ttf kern "$printed"
subset truetype/liberation2/LiberationMono-Regular.ttf LiberationMono-Regular.ttf '' "$printed"
subset truetype/dejavu/DejaVuSansCondensed-Bold.ttf DejaVuSansCondensed-Bold.ttf kern "$printed"
subset "opentype/courier-prime/Courier Prime.otf" CourierPrime-Regular.otf '' "$printed"
cp "$shared/fonts/opentype/ocr-b/OCRB.otf" assets/fonts/OCRB.otf
cp "$shared/fonts/opentype/ocr-b/OCRBS.otf" assets/fonts/OCRB-Square.otf
cp "$shared/doc/fonts-inter/copyright" assets/fonts/LICENCE-Inter.txt
cp "$shared/doc/fonts-liberation2/copyright" assets/fonts/LICENCE-Liberation.txt
cp "$shared/doc/fonts-dejavu-extra/copyright" assets/fonts/LICENCE-DejaVu.txt
cp "$shared/doc/fonts-courier-prime/copyright" assets/fonts/LICENCE-CourierPrime.txt
