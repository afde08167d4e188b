"""A plain detector in PyTorch, as scenes.bench.mjs compares with: the layers and the loss of train.bench.py, tiles as they
were cut for Windhover, flips and quarter turns, Adam with a cosine. Prints what it finds in the pictures as JSON."""
import importlib.util
import json
import math
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

settings = json.loads(sys.argv[1])
folder, size, batch = Path(settings["folder"]), settings["size"], settings["batch"]
spec = importlib.util.spec_from_file_location("twin", Path(__file__).with_name("train.bench.py"))
twin = importlib.util.module_from_spec(spec)
spec.loader.exec_module(twin)

stride = 4
mean, std = (np.array(settings[name], np.float32) for name in ("mean", "std"))
tiles = settings["train"] + settings["val"]
images = np.memmap(folder / "images.u8", np.uint8, "r", shape=(tiles, size, size, 3))
masks = np.memmap(folder / "masks.u8", np.uint8, "r", shape=(tiles, size, size))
rows = np.fromfile(folder / "boxes.f32", np.float32).reshape(-1, 5)
boxes = [rows[rows[:, 0] == tile, 1:] for tile in range(tiles)]


def to_tensor(pixels):
    """u8 [n, h, w, 3] to f32 [n, 3, h, w], channels last in memory: the faster layout on a CPU."""
    return torch.from_numpy((pixels.astype(np.float32) - mean) / std).permute(0, 3, 1, 2)


def view(tile, rng):
    """The tile mirrored or not and turned by a random number of quarters, its mask and its boxes with it."""
    image, mask, (x, y, w, h) = images[tile], masks[tile], boxes[tile].T
    if rng.random() < 0.5:
        image, mask, x = image[:, ::-1], mask[:, ::-1], size - x - w
    turns = rng.integers(4)
    for _ in range(turns):
        x, y, w, h = y, size - x - w, h, w
    return np.rot90(image, turns), np.rot90(mask, turns), np.stack([x, y, w, h], 1)


def targets(mask, found):
    """CenterNet's: 1 at centres, the weight as a negative elsewhere (0 where nobody has checked), size and offset."""
    grid = size // stride
    heat, positive, box = np.zeros((grid, grid)), np.zeros((1, grid, grid)), np.zeros((4, grid, grid))
    line, column = np.mgrid[:grid, :grid]
    for x, y, w, h in found / stride:
        cx, cy = x + w / 2, y + h / 2
        i, j = int(cx), int(cy)
        sx, sy = max(0.8, 0.15 * w), max(0.8, 0.15 * h)
        bump = np.exp(-((column - i) ** 2) / (2 * sx**2) - (line - j) ** 2 / (2 * sy**2))
        heat = np.maximum(heat, bump)
        if 0 <= i < grid and 0 <= j < grid:
            positive[0, j, i] = 1
            box[:, j, i] = math.log(max(w, 1 / stride)), math.log(max(h, 1 / stride)), cx - i, cy - j
    checked = mask.reshape(grid, stride, grid, stride).max((1, 3)) < 255
    negative = ((1 - heat) ** 4 * checked)[None] * (positive == 0)
    return positive, negative, box


def train(net, seconds):
    rng = np.random.default_rng(settings["seed"])
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
    start, steps, order = time.perf_counter(), 0, np.array([], int)
    while (share := (time.perf_counter() - start) / seconds) < 1:
        optimiser.param_groups[0]["lr"] = 0.5e-3 * (1 + math.cos(math.pi * share))
        while len(order) < batch:
            order = np.append(order, rng.permutation(settings["train"]))
        views = [view(tile, rng) for tile in order[:batch]]
        order = order[batch:]
        truth = [targets(mask, found) for _, mask, found in views]
        positive, negative, box = (torch.from_numpy(np.stack(part)).float() for part in zip(*truth))
        loss = twin.loss_of(net(to_tensor(np.stack([image for image, _, _ in views]))), positive, negative, box)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        steps += 1
    return steps


@torch.no_grad()
def search(net, picture, core, margin):
    """Boxes and scores in u8 [h, w, 3]: windows that overlap by two margins make one map, its 3 × 3 peaks are the objects."""
    height, width = picture.shape[:2]
    window = core + 2 * margin
    down, across = (math.ceil(length / core) * core for length in (height, width))
    # Beyond the border the mean colour, which is 0 for the network.
    padded = torch.zeros(1, 3, down + 2 * margin, across + 2 * margin)
    padded[:, :, margin : margin + height, margin : margin + width] = to_tensor(picture[None])
    maps = torch.zeros(5, down // stride, across // stride)
    inner, cells = slice(margin // stride, (margin + core) // stride), core // stride
    for top in range(0, down, core):
        for left in range(0, across, core):
            part = padded[:, :, top : top + window, left : left + window]
            output = net(part.contiguous(memory_format=torch.channels_last))[0]
            row, column = top // stride, left // stride
            maps[:, row : row + cells, column : column + cells] = output[:, inner, inner]
    score = torch.sigmoid(maps[:1])
    peaks = (score == F.max_pool2d(score[None], 3, 1, 1)[0]) & (score >= settings["floor"])
    _, y, x = peaks.nonzero(as_tuple=True)
    w, h = maps[1:3, y, x].clamp(max=math.log(1e4)).exp() * stride
    cx, cy = (x + maps[3, y, x]) * stride, (y + maps[4, y, x]) * stride
    inside = (cx < width) & (cy < height)
    xywh = torch.stack([cx - w / 2, cy - h / 2, w, h], 1)
    return {"xywh": xywh[inside].tolist(), "score": score[0, y, x][inside].tolist()}


torch.manual_seed(settings["seed"])
net = twin.Heatmap(settings["widths"], settings["features"]).to(memory_format=torch.channels_last)
steps = train(net, settings["minutes"] * 60)
net.eval()
numbers = range(settings["train"], tiles)
val = [{"truth": boxes[tile].tolist(), "found": search(net, images[tile], size, 0)} for tile in numbers]
shapes = [(picture["file"], (picture["height"], picture["width"], 3)) for picture in settings["pictures"]]
pictures = [search(net, np.fromfile(file, np.uint8).reshape(shape), 512, 128) for file, shape in shapes]
print(json.dumps({"version": torch.__version__, "steps": steps, "val": val, "pictures": pictures}))
