"""Makes the text models under assets/models from the PyPI wheel rapidocr 3.10.0.

    pip download --no-deps rapidocr==3.10.0
    pip install onnx==1.23.2 numpy
    python tools/models/make_ppocr.py rapidocr-3.10.0-py3-none-any.whl assets/models

The detector is taken as it is. The recogniser knows 18,710 classes, Chinese for the most part; its last layer is cut to
the blank, the Latin letters, digits and signs of European documents, which saves 9 MB and a softmax over the rest.
The classes are written beside it, one character a line, in the order of the model's outputs after the blank.
"""

import hashlib
import io
import pathlib
import sys
import unicodedata
import zipfile

import numpy
import onnx
from onnx import numpy_helper

WHEEL_SHA256 = "2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050"
DETECTOR = "rapidocr/models/PP-OCRv6_det_small.onnx"
RECOGNISER = "rapidocr/models/PP-OCRv6_rec_small.onnx"
LICENCES = "rapidocr-3.10.0.dist-info/licenses/"
OTHER_SIGNS = "°ºª€£§«»‘’“”–—·"


def kept(character: str) -> bool:
    if len(character) != 1:
        return False
    if " " <= character <= "~" or character in OTHER_SIGNS:
        return True
    name = unicodedata.name(character, "")
    return name.startswith("LATIN ") and ord(character) < 0x180 or character == "ẞ"


def prune(data: bytes) -> tuple[onnx.ModelProto, list[str]]:
    model = onnx.load(io.BytesIO(data))
    properties = {p.key: p.value for p in model.metadata_props}
    characters = properties["character"].split("\n")
    characters = [c.removesuffix("\r") for c in characters]
    weights = next(i for i in model.graph.initializer if i.name == "linear_8.w_0")
    biases = next(i for i in model.graph.initializer if i.name == "linear_8.b_0")
    classes = weights.dims[1]
    while len(characters) > classes - 2:
        characters.pop()
    assert len(characters) == classes - 2, (len(characters), classes)
    characters.append(" ")
    latin = [at for at, c in enumerate(characters) if kept(c)]
    columns = [0] + [at + 1 for at in latin]
    for tensor in (weights, biases):
        array = numpy_helper.to_array(tensor)
        tensor.CopyFrom(numpy_helper.from_array(numpy.ascontiguousarray(array[..., columns]), tensor.name))
    del model.metadata_props[:]
    del model.graph.value_info[:]
    shape = model.graph.output[0].type.tensor_type.shape
    shape.dim[2].dim_value = len(columns)
    onnx.checker.check_model(model)
    return model, [characters[at] for at in latin]


def main() -> None:
    wheel, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != WHEEL_SHA256:
        sys.exit(f"{wheel} has SHA-256 {found}, expected {WHEEL_SHA256}")
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        (target / "ppocrv6-detector.onnx").write_bytes(archive.read(DETECTOR))
        model, characters = prune(archive.read(RECOGNISER))
        (target / "ppocrv6-latin.onnx").write_bytes(model.SerializeToString(deterministic=True))
        (target / "ppocrv6-latin.txt").write_text("".join(c + "\n" for c in characters), encoding="utf-8")
        (target / "LICENSE-Apache-2.0").write_bytes(archive.read(LICENCES + "LICENSE"))
        (target / "MODEL_LICENSES.md").write_bytes(archive.read(LICENCES + "MODEL_LICENSES.md"))
    for path in sorted(target.glob("ppocrv6-*")):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name, path.stat().st_size)
    print(len(characters), "characters:", "".join(characters))


if __name__ == "__main__":
    main()
