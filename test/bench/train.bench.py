"""The detector's twin in PyTorch: same layers, same loss, same tiles. Prints tiles/s as JSON; started by
train.bench.mjs. scenes.bench.py takes its layers and its loss."""
import json
import math
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

settings = json.loads(sys.argv[1])
batch, size, steps = settings["batch"], settings["size"], settings["steps"]
torch.set_num_threads(settings["threads"])
device = "cuda" if torch.cuda.is_available() and settings.get("engine") != "wasm" else "cpu"


def wait():
    if device == "cuda":
        torch.cuda.synchronize()


def block(inputs, outputs, stride=1, kernel=3):
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outputs, eps=1e-3), nn.ReLU(inplace=True))


class Heatmap(nn.Module):
    def __init__(self, widths, features, classes=1):
        super().__init__()
        a, b, c, d = widths
        self.stem, self.down4, self.block4 = block(3, a, 2), block(a, b, 2), block(b, b)
        self.down8, self.block8 = block(b, c, 2), block(c, c)
        self.down16, self.block16a, self.block16b = block(c, d, 2), block(d, d), block(d, d)
        self.reduce8, self.conv8 = block(d, c, 1, 1), block(c, c)
        self.reduce4, self.conv4 = block(c, b, 1, 1), block(b, b)
        self.features = block(b, features)
        self.head = nn.Conv2d(features, classes + 4, 1)
        self.head.bias.data[0] = -math.log(99)

    def forward(self, x):
        x = self.down4(self.stem(x))
        quarter = x + self.block4(x)
        x = self.down8(quarter)
        eighth = x + self.block8(x)
        x = self.down16(eighth)
        x = x + self.block16a(x)
        x = x + self.block16b(x)
        x = self.conv8(eighth + F.interpolate(self.reduce8(x), scale_factor=2))
        x = self.conv4(quarter + F.interpolate(self.reduce4(x), scale_factor=2))
        return self.head(self.features(x))


def loss_of(output, positive, negative, box):
    logits, p = output[:, :1], torch.sigmoid(output[:, :1])
    hits = 2 * positive * (1 - p) ** 2 * F.softplus(-logits)
    alarms = negative * p**2 * F.softplus(logits)
    error = (output[:, 1:] - box).abs() * positive
    return (hits.sum() + alarms.sum() + 0.5 * error.sum()) / positive.sum().clamp(min=1)


def measure(channels_last):
    torch.manual_seed(1)
    net = Heatmap(settings["widths"], settings["features"]).to(device)
    images = torch.randn(batch, 3, size, size, device=device)
    if channels_last:
        net, images = net.to(memory_format=torch.channels_last), images.to(memory_format=torch.channels_last)
    grid = size // 4
    positive = (torch.rand(batch, 1, grid, grid, device=device) > 0.999).float()
    box = torch.rand(batch, 4, grid, grid, device=device)
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-4)
    seconds, cpu_seconds = [], []
    for step in range(steps + 3):
        start, cpu = time.perf_counter(), time.process_time()
        loss = loss_of(net(images), positive, 1 - positive, box)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        wait()
        seconds.append(time.perf_counter() - start)
        cpu_seconds.append(time.process_time() - cpu)
    median, cpu_median = (sorted(times[3:])[steps // 2] for times in (seconds, cpu_seconds))
    net.eval()
    predicting = []
    with torch.no_grad():
        for step in range(steps + 3):
            start = time.perf_counter()
            net(images)
            wait()
            predicting.append(time.perf_counter() - start)
    megapixels = batch * size * size / 1e6 / sorted(predicting[3:])[steps // 2]
    parameters = sum(p.numel() for p in net.parameters())
    speed = {"tilesPerSecond": batch / median, "tilesPerCpuSecond": batch / cpu_median}
    return {**speed, "megapixelsPerSecond": megapixels, "parameters": parameters}


if __name__ == "__main__":
    print(json.dumps({"version": torch.__version__, "device": device, "default": measure(False), "channelsLast": measure(True)}))
