"""Synthetic windows of lines of machine-readable zones, with what stands where.

A window is 32 pixels high and 320 wide, cut anywhere in a line; its labels are one class for each 4 pixels of width:
0 nothing, 1..37 the characters of ALPHABET, IGNORE where no answer is asked for. Everything comes from one seed.
"""

import random

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from drawings import found, hands, prose_hands
from texts import ALPHABET, Texts

HEIGHT, WIDTH, STRIDE = 32, 320, 4
IGNORE = -1
# Drawn at this multiple of the window's pixels, and shrunk when the whole picture is put together.
FINE = 2
# The core of a character, as a share of the pitch, that is labelled with it; beyond the margin it is nothing.
CORE, MARGIN = 0.27, 0.36
# Half a turn makes these look like characters of the alphabet: no answer is asked for.
TURNED_ALIKE = set("0OQHINSXZ8169MWD")


class Generator:
    def __init__(self, seed, fonts, grounds=200, drawings=120):
        self.rng = random.Random(seed)
        self.np = np.random.default_rng(seed)
        self.texts = Texts(self.rng)
        self.hands = hands(fonts, self.rng, drawings)
        self.prose = prose_hands(fonts, self.rng)
        self.plain = str(found(fonts)["LiberationSans-Regular.ttf"])
        self.grounds = [self.ground() for _ in range(grounds)]

    # Grounds ---------------------------------------------------------------------------------------------------

    def ground(self):
        """A piece of paper, its tone around 0: guilloche, curves, ghost text, shapes, grain."""
        h, w = 200, 1100
        out = np.zeros((h, w), np.float32)
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        for _ in range(self.rng.randint(0, 4)):
            kind, strength = self.rng.random(), self.rng.uniform(4, 45)
            if kind < 0.35:
                a, b, c = (self.rng.uniform(0.01, 0.5) for _ in range(3))
                d = self.rng.uniform(2, 30)
                out += strength * 0.5 * np.sin(x * a + d * np.sin(y * b * 0.3 + x * c * 0.05))
            elif kind < 0.6:
                layer = np.zeros((h, w), np.uint8)
                gap, swing = self.rng.uniform(6, 30), self.rng.uniform(3, 60)
                wave, phase = self.rng.uniform(0.005, 0.08), self.rng.uniform(0, 6)
                xs = np.arange(0, w, 4)
                thick = self.rng.choice((1, 1, 2, 3))
                for start in np.arange(-80, h + 80, gap):
                    ys = start + swing * np.sin(xs * wave + phase + start * 0.02)
                    points = np.stack([xs, ys], 1).astype(np.int32)
                    cv2.polylines(layer, [points], False, 255, thick, cv2.LINE_AA)
                out -= strength * layer.astype(np.float32) / 255.0
            elif kind < 0.75:
                layer = Image.new("L", (w, h), 0)
                size = self.rng.randint(10, 110)
                text = " ".join(self.texts.name() for _ in range(12))
                text = text if self.rng.random() < 0.5 else text.title()
                for top in range(-size, h, int(size * 1.3)):
                    at = (self.rng.randint(-300, 0), top)
                    ImageDraw.Draw(layer).text(at, text * 3, font=ImageFont.truetype(self.plain, size), fill=255)
                out += self.rng.choice((-1, -1, 1)) * strength * np.asarray(layer, np.float32) / 255.0
            elif kind < 0.9:
                layer = np.zeros((h, w), np.uint8)
                for _ in range(self.rng.randint(1, 12)):
                    centre = (self.rng.randint(0, w), self.rng.randint(0, h))
                    axes = (self.rng.randint(5, 250), self.rng.randint(5, 120))
                    fill = self.rng.choice((-1, 1, 2, 4))
                    cv2.ellipse(layer, centre, axes, self.rng.randint(0, 180), 0, 360, 255, fill, cv2.LINE_AA)
                out += self.rng.choice((-1, 1)) * strength * layer.astype(np.float32) / 255.0
            else:
                coarse = self.np.normal(0, 1, (h // 8, w // 8)).astype(np.float32)
                out += strength * 0.4 * cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC)
        if self.rng.random() < 0.5:
            out += self.np.normal(0, self.rng.uniform(0, 9), (h, w)).astype(np.float32)
        return out

    def cut_ground(self, h, w):
        source = self.rng.choice(self.grounds)
        scale = self.rng.uniform(0.55, 1.0)
        ch, cw = int(h * scale), min(int(w * scale), source.shape[1])
        top, left = self.rng.randint(0, source.shape[0] - ch), self.rng.randint(0, source.shape[1] - cw)
        piece = source[top : top + ch, left : left + cw]
        piece = piece[:: self.rng.choice((1, -1)), :: self.rng.choice((1, -1))]
        return cv2.resize(piece, (w, h), interpolation=cv2.INTER_LINEAR)

    # Windows ---------------------------------------------------------------------------------------------------

    def window(self):
        """One window: `(uint8[32, 320], int[80])`."""
        line = self.texts.line()
        kind = self.rng.random()
        mode = "turned" if kind < 0.04 else "prose" if kind < 0.07 else "empty" if kind < 0.085 else "zone"
        if mode == "prose":
            words = [self.texts.name() for _ in range(9)]
            line = " ".join(w.title() if self.rng.random() < 0.7 else w for w in words)
        elif mode == "empty":
            line = " " * 44
        pitch = self.pitch()
        visible = WIDTH / pitch
        # Anywhere in the line, its ends more often than chance would have it.
        start = self.rng.uniform(-2.0, max(len(line) - visible + 2.0, -1.0))
        if self.rng.random() < 0.25:
            start = self.rng.uniform(-1.2, 0.6)
        elif self.rng.random() < 0.3:
            start = len(line) - visible + self.rng.uniform(-0.6, 1.2)
        if self.rng.random() < 0.7 and line[max(int(start), 0) :].count("<") > 0.7 * visible:
            start = self.rng.uniform(-1.2, 0.6)
        image, centres, pitch = self.draw(line, start, pitch, mode)
        return image, labels(line, centres, pitch, mode)

    def whole(self):
        """A whole line for measuring: `(uint8[32, w], text)`."""
        line = self.texts.line()
        pitch = self.pitch()
        lead = self.rng.uniform(0.4, 1.2)
        width = int((len(line) + 2 * lead) * pitch) // STRIDE * STRIDE
        image, _, _ = self.draw(line, -lead, pitch, "zone", width)
        return image, line

    def pitch(self):
        if self.rng.random() < 0.2:
            return self.rng.uniform(9.5, 24.0)
        return min(max(self.rng.gauss(18.8, 2.2), 11.0), 25.0)

    def draw(self, line, start, pitch, mode, width=WIDTH):
        rng = self.rng
        pad_x, pad_y = 16, 16
        h, w = (HEIGHT + 2 * pad_y) * FINE, (width + 2 * pad_x) * FINE
        hand = rng.choice(self.prose if mode == "prose" else self.hands)
        capital = min(pitch / rng.uniform(0.92, 1.2), 23.0)
        middle = h / 2 + rng.gauss(0, 1.6) * FINE
        ink = np.zeros((h, w), np.float32)
        # The pitch grows or shrinks along a line that is seen at an angle.
        bend = rng.gauss(0, 0.0015)
        places = []
        for at in range(len(line)):
            column = at + 0.5 - start
            places.append((column * pitch * (1 + bend * column) + pad_x) * FINE)
        self.put(ink, line, places, middle, hand, capital)
        gap = pitch * FINE * rng.uniform(1.7, 2.7)
        for side in (-1, 1):
            if rng.random() < 0.75:
                shift = rng.uniform(-0.1, 0.1) * pitch * FINE
                other = self.texts.line() if rng.random() < 0.9 else self.texts.name() * 5
                self.put(ink, other, [p + shift for p in places], middle + side * gap, hand, capital)
        if rng.random() < 0.06:
            cv2.line(ink, (0, int(middle + gap * 0.6)), (w, int(middle + gap * rng.uniform(0.45, 0.7))), 1.0, 2)
        if rng.random() < 0.04:
            column = rng.randint(0, w - 1)
            cv2.line(ink, (column, 0), (column + rng.randint(-9, 9), h), rng.uniform(0.3, 1.0), rng.choice((1, 2, 3)))
        ink = self.worn(ink, capital)
        if mode == "turned":
            ink = np.ascontiguousarray(ink[::-1, ::-1])
            places = [w - p for p in places]
        picture = self.coloured(ink)
        picture, to_window = self.seen(picture, width, pad_x, pad_y)
        points = cv2.perspectiveTransform(
            np.array([[[p, middle] for p in places]], np.float32), to_window
        )[0, :, 0]
        return self.taken(picture, capital), points, pitch

    def put(self, ink, line, places, middle, hand, capital):
        h, w = ink.shape
        for char, place in zip(line, places):
            if char == " ":
                continue
            cell, half = hand.cell(char, capital * FINE)
            top, left = int(round(middle - half)), int(round(place - half))
            y0, y1, x0, x1 = max(top, 0), min(top + 2 * half, h), max(left, 0), min(left + 2 * half, w)
            if y1 > y0 and x1 > x0:
                part = ink[y0:y1, x0:x1]
                np.maximum(part, cell[y0 - top : y1 - top, x0 - left : x1 - left], out=part)

    def worn(self, ink, capital):
        rng = self.rng
        kind = rng.random()
        square = np.ones((2, 2), np.uint8) if rng.random() < 0.6 else np.ones((3, 3), np.uint8)
        if kind < 0.22:
            ink = cv2.dilate(ink, square)
        elif kind < 0.36 and capital > 12:
            ink = cv2.erode(ink, np.ones((2, 2), np.uint8))
        elif kind < 0.5:
            ink = np.clip(cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.5, 1.8)) * rng.uniform(1.0, 1.9), 0, 1)
        if rng.random() < 0.2:
            h, w = ink.shape
            grain = self.np.random((h // 3 + 1, w // 3 + 1), np.float32)
            grain = cv2.resize(grain, (w, h), interpolation=cv2.INTER_LINEAR)
            share = rng.uniform(0.05, 0.4)
            ink = ink * np.clip((grain - share) * 4 + 0.5, 0.15, 1)
        return ink

    def coloured(self, ink):
        rng = self.rng
        h, w = ink.shape
        paper = rng.uniform(120, 250)
        dark = rng.uniform(5, max(paper - 45, 20)) if rng.random() < 0.35 else rng.uniform(5, 70)
        strength = rng.uniform(0, 1.1)
        ground = paper + strength * self.cut_ground(h, w)
        picture = ground * (1 - ink) + dark * ink
        if rng.random() < 0.15:
            picture = picture + rng.uniform(0.2, 0.8) * self.cut_ground(h, w)
        if rng.random() < 0.5:
            lean = np.linspace(-1, 1, w, dtype=np.float32) * rng.uniform(-0.3, 0.3)
            picture = picture * (1 + lean)[None, :]
            rise = np.linspace(-1, 1, h, dtype=np.float32) * rng.uniform(-0.25, 0.25)
            picture = picture * (1 + rise)[:, None]
        if rng.random() < 0.12:
            spot = np.zeros((h // 4, w // 4), np.float32)
            axes = (rng.randint(5, 60), rng.randint(3, 30))
            cv2.ellipse(spot, (rng.randint(0, w // 4), rng.randint(0, h // 4)), axes, rng.randint(0, 180), 0, 360, 1.0, -1)
            spot = cv2.resize(cv2.GaussianBlur(spot, (0, 0), rng.uniform(2, 14)), (w, h))
            picture = picture + spot * rng.uniform(30, 190)
        if rng.random() < 0.15:
            # A shadow falls on a part of the line.
            edge = (np.arange(w, dtype=np.float32) - rng.uniform(0, w)) / rng.uniform(4, 260)
            picture = picture * (1 - rng.uniform(0.2, 0.8) / (1 + np.exp(-edge * rng.choice((-1, 1)))))[None, :]
        if rng.random() < 0.06:
            picture = 255 - picture if rng.random() < 0.1 else picture * rng.uniform(0.3, 0.8)
        return np.clip(picture, 0, 255).astype(np.float32)

    def seen(self, picture, width, pad_x, pad_y):
        rng = self.rng
        h, w = picture.shape
        turn = rng.gauss(0, 0.007) * WIDTH / width
        lean = rng.gauss(0, 0.06)
        corners = np.array(
            [[pad_x, pad_y], [pad_x + width, pad_y], [pad_x + width, pad_y + HEIGHT], [pad_x, pad_y + HEIGHT]],
            np.float32,
        )
        cx, cy = w / FINE / 2, h / FINE / 2
        moved = []
        for x, y in corners:
            dx, dy = x - cx, y - cy
            moved.append((cx + dx + lean * dy, cy + dy + turn * dx))
        moved = np.array(moved, np.float32)
        moved[:, 1] += np.array([rng.gauss(0, 0.8) for _ in range(4)], np.float32)
        target = np.array([[0, 0], [width, 0], [width, HEIGHT], [0, HEIGHT]], np.float32)
        to_window = cv2.getPerspectiveTransform(moved * FINE, target)
        soft = cv2.GaussianBlur(picture, (0, 0), 0.45 * FINE)
        return cv2.warpPerspective(
            soft, to_window, (width, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ), to_window

    def taken(self, picture, capital):
        """Lens, sensor, compression."""
        rng = self.rng
        h, w = picture.shape
        kind = rng.random()
        if kind < 0.3:
            picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.7) * capital / 18)
        elif kind < 0.42:
            length = rng.randint(2, 6)
            kernel = np.zeros((7, 7), np.float32)
            angle = rng.uniform(0, np.pi)
            dx, dy = np.cos(angle) * length / 2, np.sin(angle) * length / 2
            cv2.line(kernel, (round(3 - dx), round(3 - dy)), (round(3 + dx), round(3 + dy)), 1.0, 1)
            picture = cv2.filter2D(picture, -1, kernel / max(kernel.sum(), 1))
        elif kind < 0.5:
            radius = rng.uniform(0.8, 2.3) * capital / 18
            size = int(radius) * 2 + 3
            y, x = np.mgrid[0:size, 0:size] - size // 2
            kernel = np.clip(radius + 0.5 - np.sqrt(x * x + y * y), 0, 1).astype(np.float32)
            picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
        seen = picture
        if rng.random() < 0.65:
            scale = min(rng.uniform(7.0, 24.0) / capital, 1.6)
            how = rng.choice((cv2.INTER_AREA, cv2.INTER_LINEAR)) if scale < 1 else cv2.INTER_CUBIC
            seen = cv2.resize(picture, (max(int(w * scale), 8), max(int(h * scale), 8)), interpolation=how)
        if rng.random() < 0.6:
            seen = seen + self.np.normal(0, rng.uniform(0.5, 14), seen.shape).astype(np.float32)
        if rng.random() < 0.15:
            seen = seen + rng.uniform(0.3, 1.6) * (seen - cv2.GaussianBlur(seen, (0, 0), 1.2))
        seen = np.clip(seen, 0, 255).astype(np.uint8)
        if rng.random() < 0.6:
            quality = [cv2.IMWRITE_JPEG_QUALITY, rng.randint(18, 95)]
            seen = cv2.imdecode(cv2.imencode(".jpg", seen, quality)[1], cv2.IMREAD_GRAYSCALE)
        if seen.shape != (h, w):
            seen = cv2.resize(seen, (w, h), interpolation=rng.choice((cv2.INTER_LINEAR, cv2.INTER_CUBIC)))
        if rng.random() < 0.05:
            seen = cv2.createCLAHE(rng.uniform(1, 4), (2, 8)).apply(seen)
        return seen


def labels(line, centres, pitch, mode):
    frames = WIDTH // STRIDE
    out = np.zeros(frames, np.int32)
    middles = (np.arange(frames) + 0.5) * STRIDE
    margin = CORE if mode == "zone" else MARGIN
    for char, centre in zip(line, centres):
        if char == " ":
            continue
        away = np.abs(middles - centre) / pitch
        out[(away < MARGIN) & (away >= CORE)] = IGNORE
        inside = away < margin
        if not inside.any() and 0 <= centre < WIDTH:
            inside[min(int(centre / STRIDE), frames - 1)] = True
        if centre < 1 or centre > WIDTH - 1:
            out[inside] = IGNORE
        elif mode == "zone":
            out[inside] = ALPHABET.index(char) + 1
        elif mode == "turned":
            out[inside] = IGNORE if char in TURNED_ALIKE else 0
        else:
            out[inside] = 0 if char.islower() else IGNORE
    return out


if __name__ == "__main__":
    import argparse
    import time

    arguments = argparse.ArgumentParser(description="Draws a sheet of windows to look at.")
    arguments.add_argument("fonts", help="folder of the fonts, searched through: /usr/share/fonts")
    arguments.add_argument("sheet", help="PNG to write")
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    generator = Generator(given.seed, given.fonts)
    began = time.time()
    windows = [generator.window() for _ in range(120)]
    print(f"{(time.time() - began) / 120 * 1000:.1f} ms a window")
    rows = []
    for image, marks in windows:
        strip = np.full((HEIGHT + 8, WIDTH), 255, np.uint8)
        strip[:HEIGHT] = image
        strip[HEIGHT : HEIGHT + 6] = np.repeat(np.where(marks > 0, 0, np.where(marks < 0, 160, 255)), STRIDE)[None]
        rows.append(strip)
    columns = [np.concatenate(rows[at::3]) for at in range(3)]
    cv2.imwrite(given.sheet, np.concatenate(columns, 1))
