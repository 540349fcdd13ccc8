"""Drawings of the characters: a font of a Debian package, bent as printers and issuers bend it.

Issuers print OCR-B in many hands: wider, narrower, bolder, leaning, rounder. Two digital drawings of it are free, so the
others are made from these by a smooth displacement of every character; some specimens are set in any fixed-pitch font.
"""

import pathlib
import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from texts import ALPHABET

# Share of the drawings, by file name.
FONTS = {
    "OCRB.otf": 0.40,
    "OCRBS.otf": 0.34,
    "LiberationMono-Regular.ttf": 0.07,
    "DejaVuSansMono.ttf": 0.05,
    "FreeMonoBold.ttf": 0.04,
    "FreeMono.ttf": 0.03,
    "OCRA.ttf": 0.03,
    "LiberationSans-Regular.ttf": 0.04,
}
# Height of capitals in the master drawing, and half the side of the square it is drawn on, in pixels.
CAPITAL = 64
HALF = 80
PROSE = "".join(chr(c) for c in range(32, 127))


def found(folder):
    """The font files below a folder, by name; every one of them must be there."""
    files = {path.name: path for path in pathlib.Path(folder).rglob("*.[ot]tf")}
    missing = [name for name in FONTS if name not in files]
    if missing:
        raise SystemExit(f"fonts missing below {folder}: {', '.join(missing)}")
    return {name: files[name] for name in FONTS}


class Drawing:
    """One hand: coverage of each character on a square of `2 * HALF`, the middle of capitals in its middle."""

    def __init__(self, path, rng, bent):
        self.masters = {}
        self.cells = {}
        self.path = path
        probe = ImageFont.truetype(str(path), 200)
        box = probe.getbbox("H", anchor="ls")
        self.face = ImageFont.truetype(str(path), round(200 * CAPITAL / (box[3] - box[1])))
        box = self.face.getbbox("H", anchor="ls")
        self.base = HALF - (box[1] + box[3]) / 2
        self.wide = rng.uniform(0.86, 1.16) if bent else 1.0
        self.high = rng.uniform(0.93, 1.07) if bent else 1.0
        self.lean = rng.gauss(0, 0.045) if bent else 0.0
        self.weight = rng.choice((-3, -2, -1, 0, 0, 1, 2, 3, 4, 6)) if bent else 0
        if path.name == "FreeMono.ttf":
            self.weight = abs(self.weight) + 2
        self.round = rng.choice((0.0, 0.0, 2.0, 4.0)) if bent else 0.0
        self.warp = rng.uniform(0.0, 2.6) if bent else 0.0
        self.rng = np.random.default_rng(rng.getrandbits(32))

    def master(self, char):
        known = self.masters.get(char)
        if known is None:
            known = self.masters[char] = self.drawn(char)
        return known

    def drawn(self, char):
        cell = Image.new("L", (2 * HALF, 2 * HALF), 0)
        ImageDraw.Draw(cell).text((HALF, self.base), char, font=self.face, fill=255, anchor="ms")
        image = np.asarray(cell, np.float32) / 255.0
        if self.weight > 0:
            image = cv2.dilate(image, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (self.weight + 1,) * 2))
        elif self.weight < 0:
            image = cv2.erode(image, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (1 - self.weight,) * 2))
        if self.round:
            image = np.clip((cv2.GaussianBlur(image, (0, 0), self.round) - 0.5) * 6 + 0.5, 0, 1)
        # Where each pixel comes from: leaning, stretched, and displaced smoothly.
        y, x = np.mgrid[0 : 2 * HALF, 0 : 2 * HALF].astype(np.float32) - HALF
        bend = self.rng.normal(0, self.warp, (2, 4, 4)).astype(np.float32)
        bend = [cv2.resize(b, (2 * HALF, 2 * HALF), interpolation=cv2.INTER_CUBIC) for b in bend]
        sx = (x + self.lean * y) / self.wide + bend[0] + HALF
        sy = y / self.high + bend[1] + HALF
        return cv2.remap(image, sx, sy, cv2.INTER_LINEAR)

    def cell(self, char, capital):
        """The character with capitals `capital` pixels high, on a square of `2 * half` pixels; and `half`."""
        half = max(round(HALF * capital / CAPITAL), 4)
        key = (char, half)
        known = self.cells.get(key)
        if known is None:
            if len(self.cells) > 600:
                self.cells.clear()
            known = cv2.resize(self.master(char), (2 * half, 2 * half), interpolation=cv2.INTER_AREA)
            self.cells[key] = known
        return known, half


def hands(folder, rng: random.Random, count):
    """So many drawings; a quarter of them as the font has it."""
    files = found(folder)
    names, shares = list(FONTS), list(FONTS.values())
    return [Drawing(files[rng.choices(names, shares)[0]], rng, rng.random() < 0.75) for _ in range(count)]


def prose_hands(folder, rng: random.Random):
    """For text that is no zone: proportional letters."""
    files = found(folder)
    return [Drawing(files[name], rng, False) for name in ("LiberationSans-Regular.ttf", "DejaVuSansMono.ttf")]


__all__ = ["ALPHABET", "CAPITAL", "Drawing", "hands", "prose_hands"]
