"""The net: twelve convolutions from a line 32 pixels high to one class for each 4 pixels of its width."""

import jax
import jax.numpy as jnp
import numpy as np

CLASSES = 38
# kernel (h, w), stride (h, w), padding (h, w), channels, whether the input is added to the output
LAYERS = [
    ((5, 5), (2, 2), (2, 2), 20, False),
    ((3, 3), (1, 1), (1, 1), 32, False),
    ((3, 3), (2, 2), (1, 1), 64, False),
    ((3, 3), (1, 1), (1, 1), 64, True),
    ((3, 3), (2, 1), (1, 1), 96, False),
    ((3, 3), (1, 1), (1, 1), 96, True),
    ((4, 1), (1, 1), (0, 0), 128, False),
    ((1, 3), (1, 1), (0, 1), 128, True),
    ((1, 5), (1, 1), (0, 2), 128, True),
    ((1, 5), (1, 1), (0, 2), 128, True),
    ((1, 5), (1, 1), (0, 2), 128, True),
]
# Brightness and contrast are taken out over so many columns around each, in pixels: some five characters.
AROUND = 96
# What keeps even grounds from being stretched to full contrast, in grey levels.
CALM = 4.0
EPSILON = 1e-5


def start(seed):
    """Weights and running statistics."""
    rng = np.random.default_rng(seed)
    weights, statistics, inputs = [], [], 1
    for (kh, kw), _, _, outputs, _ in LAYERS:
        spread = np.sqrt(2.0 / (kh * kw * inputs))
        weights.append(
            {
                "kernel": rng.normal(0, spread, (kh, kw, inputs, outputs)).astype(np.float32),
                "scale": np.ones(outputs, np.float32),
                "shift": np.zeros(outputs, np.float32),
            }
        )
        statistics.append({"mean": np.zeros(outputs, np.float32), "variance": np.ones(outputs, np.float32)})
        inputs = outputs
    last = rng.normal(0, np.sqrt(1.0 / inputs), (1, 1, inputs, CLASSES)).astype(np.float32)
    weights.append({"kernel": last, "shift": np.zeros(CLASSES, np.float32)})
    return jax.tree.map(jnp.asarray, (weights, statistics))


def convolve(x, kernel, stride, padding):
    pads = [(padding[0], padding[0]), (padding[1], padding[1])]
    return jax.lax.conv_general_dilated(x, kernel, stride, pads, dimension_numbers=("NHWC", "HWIO", "NHWC"))


def forward(weights, statistics, x, learning):
    """`x[n, 32, w, 1]` in, `[n, w / 4, CLASSES]` out, with the statistics of this batch while learning."""
    seen = []
    for layer, known, (_, stride, padding, _, added) in zip(weights, statistics, LAYERS):
        y = convolve(x, layer["kernel"], stride, padding)
        if learning:
            mean, variance = y.mean((0, 1, 2)), y.var((0, 1, 2))
            seen.append({"mean": mean, "variance": variance})
        else:
            mean, variance = known["mean"], known["variance"]
        y = (y - mean) * (layer["scale"] * jax.lax.rsqrt(variance + EPSILON)) + layer["shift"]
        x = jax.nn.relu(y + x if added else y)
    out = convolve(x, weights[-1]["kernel"], (1, 1), (0, 0)) + weights[-1]["shift"]
    return out[:, 0], seen


def normalised(image):
    """Grey values of one line, as the net takes them: less the mean around, in units of the spread around."""
    image = image.astype(np.float32)
    width = image.shape[1]
    at = np.arange(width)
    low, high = np.maximum(at - AROUND // 2, 0), np.minimum(at + AROUND // 2 + 1, width)

    def around(columns):
        sums = np.concatenate([[0.0], np.cumsum(columns, dtype=np.float64)])
        return ((sums[high] - sums[low]) / (high - low)).astype(np.float32)

    mean = around(image.mean(0))
    spread = np.sqrt(np.maximum(around((image * image).mean(0)) - mean * mean, 0.0))
    return (image - mean) / (spread + CALM)


def save(path, weights, statistics):
    flat = {}
    for at, layer in enumerate(weights):
        flat.update({f"w{at}.{name}": np.asarray(value) for name, value in layer.items()})
    for at, layer in enumerate(statistics):
        flat.update({f"s{at}.{name}": np.asarray(value) for name, value in layer.items()})
    np.savez(path, **flat)


def load(path):
    flat = np.load(path)
    weights = [{} for _ in range(len(LAYERS) + 1)]
    statistics = [{} for _ in LAYERS]
    for name in flat.files:
        place, key = name.split(".")
        (weights if place[0] == "w" else statistics)[int(place[1:])][key] = flat[name]
    return weights, statistics
