"""Writes the net as ONNX, batch norm folded into the convolutions: `python export.py WEIGHTS.npz OUT.onnx`."""

import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import net


def folded(weights, statistics):
    """Kernel (out, in, h, w) and bias of each convolution."""
    out = []
    for layer, known in zip(weights, statistics):
        factor = layer["scale"] / np.sqrt(known["variance"] + net.EPSILON)
        out.append((layer["kernel"] * factor, layer["shift"] - known["mean"] * factor))
    out.append((weights[-1]["kernel"], weights[-1]["shift"]))
    return [(np.ascontiguousarray(k.transpose(3, 2, 0, 1), np.float32), b.astype(np.float32)) for k, b in out]


def graph(weights, statistics):
    nodes, constants, name = [], [], "line"
    shapes = [*net.LAYERS, ((1, 1), (1, 1), (0, 0), net.CLASSES, False)]
    for at, ((kernel, bias), (size, stride, pad, _, added)) in enumerate(zip(folded(weights, statistics), shapes)):
        constants += [numpy_helper.from_array(kernel, f"k{at}"), numpy_helper.from_array(bias, f"b{at}")]
        nodes.append(
            helper.make_node(
                "Conv", [name, f"k{at}", f"b{at}"], [f"c{at}"],
                kernel_shape=size, strides=stride, pads=[pad[0], pad[1], pad[0], pad[1]],
            )
        )
        if at == len(net.LAYERS):
            break
        last = f"c{at}"
        if added:
            nodes.append(helper.make_node("Add", [last, name], [f"a{at}"]))
            last = f"a{at}"
        nodes.append(helper.make_node("Relu", [last], [f"r{at}"]))
        name = f"r{at}"
    constants.append(numpy_helper.from_array(np.array([2], np.int64), "rows"))
    nodes.append(helper.make_node("Squeeze", [f"c{len(net.LAYERS)}", "rows"], ["flat"]))
    nodes.append(helper.make_node("Transpose", ["flat"], ["scores"], perm=[0, 2, 1]))
    nodes.append(helper.make_node("Softmax", ["scores"], ["probabilities"], axis=-1))
    return helper.make_graph(
        nodes,
        "mrz-lines",
        [helper.make_tensor_value_info("line", TensorProto.FLOAT, ["n", 1, 32, "w"])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", "steps", net.CLASSES])],
        constants,
    )


def main():
    model = helper.make_model(
        graph(*net.load(sys.argv[1])), opset_imports=[helper.make_opsetid("", 13)], ir_version=8,
        producer_name="sportello tools/mrz-recogniser",
    )
    onnx.checker.check_model(model)
    with open(sys.argv[2], "wb") as file:
        file.write(model.SerializeToString())


if __name__ == "__main__":
    main()
