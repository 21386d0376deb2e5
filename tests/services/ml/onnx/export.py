"""Writes model.onnx: y = 2x + 1."""

import onnx
from onnx import TensorProto, helper

numbers = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in "xy"]
constants = [helper.make_tensor(name, TensorProto.FLOAT, [], [value]) for name, value in (("a", 2.0), ("b", 1.0))]
nodes = [helper.make_node("Mul", ["x", "a"], ["ax"]), helper.make_node("Add", ["ax", "b"], ["y"])]
graph = helper.make_graph(nodes, "line", numbers[:1], numbers[1:], constants)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
onnx.save(model, "model.onnx")
