"""Write the trained encoder as an ONNX graph with 8-bit weights (needs onnx and onnxruntime).

The graph is written node by node, so that it needs no exporter and is the same everywhere: the
attention is one `MultiHeadAttention` node of onnxruntime, and the last states are gathered at the
first pieces of words before the two heads.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from mapper.recognize.training.encoder import EPSILON, HEADS

OPSET = 17
_MS = "com.microsoft"
Arrays = Mapping[str, NDArray[np.float32]]


class _Graph:
    """Nodes and weights as they are added."""

    def __init__(self, state: Arrays) -> None:
        self.state = state
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, *, turned: bool = False) -> str:
        """Add an array of the state, transposed if `turned`; return its name."""
        values = self.state[name].T if turned else self.state[name]
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], out: str, **settings: object) -> str:
        """Add a node with one output; return the output's name."""
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=out, **settings))
        return out

    def linear(self, inputs: str, name: str) -> str:
        """Add a linear map."""
        product = self.node(
            "MatMul", [inputs, self.weight(f"{name}.weight", turned=True)], f"{name}.product"
        )
        return self.node("Add", [product, self.weight(f"{name}.bias")], f"{name}.sum")

    def norm(self, first: str, second: str, name: str) -> str:
        """Add the sum of two states, normalised; not as one node, which is slower by 40 %."""
        total = self.node("Add", [first, second], f"{name}.total")
        inputs = [total, self.weight(f"{name}.weight"), self.weight(f"{name}.bias")]
        return self.node("LayerNormalization", inputs, f"{name}.out", axis=-1, epsilon=EPSILON)


def encoder_graph(state: Arrays, labels: Sequence[str]) -> onnx.ModelProto:
    """Return the encoder as an ONNX model.

    Inputs: pieces, cases (batch, length), lengths (batch,), rows (words, 2: row and column of each
    word's first piece). Outputs: outer (words, labels) and inner (words, 3) scores.
    """
    graph = _Graph(state)
    words = graph.node("Gather", [graph.weight("pieces.weight"), "pieces"], "words")
    cases = graph.node("Gather", [graph.weight("cases.weight"), "cases"], "case_states")
    places = graph.node("Gather", [graph.weight("positions.weight"), "places"], "place_states")
    both = graph.node("Add", [words, places], "words_places")
    states = graph.norm(both, cases, "norm")
    layers = {name.split(".")[1] for name in state if name.startswith("layers.")}
    for layer in range(len(layers)):
        states = _layer(graph, states, f"layers.{layer}")
    heads = graph.node("GatherND", [states, "rows"], "word_states")
    outputs = [graph.linear(heads, "outer"), graph.linear(heads, "inner")]
    ids = TensorProto.INT64
    inputs = [
        helper.make_tensor_value_info("pieces", ids, ["batch", "length"]),
        helper.make_tensor_value_info("cases", ids, ["batch", "length"]),
        helper.make_tensor_value_info("places", ids, ["length"]),
        helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
        helper.make_tensor_value_info("rows", ids, ["words", 2]),
    ]
    results = [
        helper.make_tensor_value_info(outputs[0], TensorProto.FLOAT, ["words", len(labels)]),
        helper.make_tensor_value_info(outputs[1], TensorProto.FLOAT, ["words", 3]),
    ]
    body = helper.make_graph(graph.nodes, "tagger", inputs, results, graph.weights)
    return helper.make_model(
        body,
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(_MS, 1)],
        ir_version=9,
        producer_name="mapper",
    )


def _layer(graph: _Graph, states: str, name: str) -> str:
    query, key, value = (
        graph.linear(states, f"{name}.{part}") for part in ("query", "key", "value")
    )
    mixed = graph.node(
        "MultiHeadAttention",
        [query, key, value, "", "lengths"],
        f"{name}.mixed",
        domain=_MS,
        num_heads=HEADS,
    )
    states = graph.norm(graph.linear(mixed, f"{name}.out"), states, f"{name}.first_norm")
    product = graph.node(
        "MatMul", [states, graph.weight(f"{name}.up.weight", turned=True)], f"{name}.up.product"
    )
    inner = graph.node(
        "BiasGelu", [product, graph.weight(f"{name}.up.bias")], f"{name}.up.gelu", domain=_MS
    )
    return graph.norm(graph.linear(inner, f"{name}.down"), states, f"{name}.second_norm")


def export_onnx(state: Arrays, labels: Sequence[str], vocabulary: Sequence[str], out: Path) -> None:
    """Write the model with 8-bit weights to `out`, and its vocabulary and labels into it."""
    plain = out.with_suffix(".float.onnx")
    onnx.save(encoder_graph(state, labels), str(plain))
    quantize_dynamic(
        plain,
        out,
        per_channel=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": TensorProto.FLOAT},
    )
    plain.unlink()
    model = onnx.load(str(out))
    for key, values in (("labels", labels), ("vocabulary", vocabulary)):
        entry = model.metadata_props.add()
        entry.key, entry.value = key, "\n".join(values)
    onnx.save(model, str(out))
