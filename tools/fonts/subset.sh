#!/usr/bin/env bash
# Makes assets/fonts/Inter-*.otf (Latin only, so that papers stay small) from Debian's package fonts-inter (OFL-1.1).
# Needs: apt-get, dpkg, Python's fonttools (PyPI). Run from the repository's root.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get download fonts-inter && dpkg -x fonts-inter*.deb .)
python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet fonttools
for weight in Regular SemiBold; do
  "$work/venv/bin/pyftsubset" "$work/usr/share/fonts/opentype/inter/Inter-$weight.otf" \
    --unicodes="U+0020-007E,U+00A0-017F,U+2010-2026,U+20AC,U+2122,U+2192,U+2713,U+2610,U+2611" \
    --layout-features='kern,liga,tnum,zero' --output-file="assets/fonts/Inter-$weight.otf"
done
cp "$work/usr/share/doc/fonts-inter/copyright" assets/fonts/LICENCE-Inter.txt
