"""How well an exported model reads whole lines, before any rule of the zone repairs them.

`python measure.py MODEL.onnx FONTS [--lines 400]`

The lines are from a seed that no training uses, and from the same generator: much harder than photographs, and drawn with
the same letters. What real pictures come to, the examples `read` and `score` of the crate `capture` tell.
"""

import argparse
import time

import numpy as np
import onnxruntime

import net
from generate import Generator
from texts import ALPHABET

HELD_OUT_SEED = 990_017


def reader(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def read(session, image):
    """A run of steps that hold anything is one character: the likeliest over the whole run."""
    steps = session.run(None, {"line": net.normalised(image)[None, None]})[0][0]
    text, run = "", np.zeros(net.CLASSES)
    for step in [*steps, None]:
        if step is not None and step[0] < 0.5:
            run += step
        elif run.any():
            text += ALPHABET[int(run[1:].argmax())]
            run = np.zeros(net.CLASSES)
    return text


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (x != y))
    return row[-1]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model")
    arguments.add_argument("fonts")
    arguments.add_argument("--lines", type=int, default=400)
    given = arguments.parse_args()
    session = reader(given.model)

    generator = Generator(HELD_OUT_SEED, given.fonts)
    exact = wrong = total = 0
    seconds = 0.0
    for _ in range(given.lines):
        image, truth = generator.whole()
        began = time.process_time()
        text = read(session, image)
        seconds += time.process_time() - began
        exact += text == truth
        wrong += distance(text, truth)
        total += len(truth)
    print(
        f"synthetic: {exact}/{given.lines} lines exact, {wrong / total:.2%} of characters wrong, "
        f"{seconds / given.lines * 1000:.1f} ms a line"
    )


if __name__ == "__main__":
    main()
