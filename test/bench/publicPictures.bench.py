"""Holds what publicPictures.bench.ts wrote against Pillow, tifffile and rasterio: FOLDER, with seen.jsonl in it."""
import json
import sys
import warnings
from collections import Counter
from pathlib import Path

import imagecodecs
import numpy as np
import rasterio
import tifffile
from PIL import Image, ImageOps

warnings.simplefilter("ignore")
Image.MAX_IMAGE_PIXELS = None
folder = Path(sys.argv[1])
types = {8: "u1", 16: "<u2", 32: "<f4"}


def seen(path):
    """What Pillow shows: upright, over white."""
    picture = ImageOps.exif_transpose(Image.open(path))
    if "A" in picture.mode or "transparency" in picture.info:
        over = picture.convert("RGBA")
        return np.asarray(Image.alpha_composite(Image.new("RGBA", over.size, "white"), over).convert("RGB"))
    if picture.mode in ("L", "1", "P", "RGB", "CMYK", "YCbCr", "LAB", "RGBX"):
        return np.asarray(picture.convert("RGB"))
    return None


def deep(path):
    """A PNG of 16 bits: over 65,280 where it is transparent, which is the white of 8 bits."""
    data = imagecodecs.png_decode(Path(path).read_bytes())
    if data.dtype == np.uint16:
        data = data[..., None] if data.ndim == 2 else data
        if data.shape[-1] in (2, 4):
            opaque = data[..., -1:] / 65535
            data = data[..., :-1] * opaque + 65280 * (1 - opaque)
        yield data


def pages(path):
    """Of a TIFF its first page by tifffile, samples last; then by rasterio."""
    with tifffile.TiffFile(path) as file:
        page = file.pages[0]
        data = page.asarray()
        if page.planarconfig == 2 and data.ndim == 3:
            data = np.moveaxis(data, 0, -1)
        yield data
        extra = page.extrasamples
        if len(extra) == 1 and int(extra[0]) == 1 and data.ndim == 3:
            # Colours that were multiplied by their opacity, as they were before.
            yield data[..., :-1] / np.maximum(data[..., -1:].astype("f8"), 1) * np.iinfo(data.dtype).max
    with rasterio.open(path) as file:
        yield np.moveaxis(file.read(), 0, -1)


def references(path):
    makers = [lambda: [seen(path)]]
    if path.lower().endswith(".png"):
        makers.append(lambda: deep(path))
    if path.lower().endswith((".tif", ".tiff", ".btf")):
        makers.append(lambda: pages(path))
    for maker in makers:
        try:
            for data in maker():
                if data is not None:
                    yield data[..., None] if data.ndim == 2 else data
        except Exception:
            pass


def difference(ours, right):
    """Of samples that are shown by limits of their own only the order counts: both are stretched to 0..255."""
    if ours.shape[:2] != right.shape[:2]:
        return None
    if right.shape[2] != ours.shape[2]:
        if right.shape[2] == 1 or ours.shape[2] == 1:
            right, ours = np.broadcast_arrays(right, ours)
        else:
            least = min(right.shape[2], ours.shape[2])
            right, ours = right[..., :least], ours[..., :least]
    a, b = ours.astype("f8"), right.astype("f8")
    sound = np.isfinite(a) & np.isfinite(b)
    a, b = a[sound], b[sound]
    if a.size == 0:
        return 0.0, 0.0
    if ours.dtype != np.uint8 or right.dtype != np.uint8:
        low, high = b.min(), b.max()
        if high > low and a.max() > a.min():
            a = (a - a.min()) / (a.max() - a.min()) * 255
            b = (b - low) / (high - low) * 255
    off = np.abs(a - b)
    return float(off.mean()), float(off.max())


def smaller(data, level):
    step = 2**level
    high, wide = data.shape[0] // step, data.shape[1] // step
    part = data[: high * step, : wide * step].astype("f8")
    return part.reshape(high, step, wide, step, -1).mean((1, 3))


tally, told = Counter(), []
for line in (folder / "seen.jsonl").read_text().splitlines():
    row = json.loads(line)
    name = row["file"]
    if "refused" in row or "raw" in row or "large" in row or "died" in row:
        kind = next(key for key in ("refused", "raw", "large", "died") if key in row)
        tally[kind] += 1
        told.append((kind, name, str(row[kind])[:160]))
        continue

    def level(n):
        w, h = max(1, -(-row["width"] // 2**n)), max(1, -(-row["height"] // 2**n))
        flat = np.fromfile(folder / f"{row['number']}-{n}.raw", types[row["bits"]])
        return flat.reshape(-1, w, row["channels"]) if flat.size % (w * row["channels"]) == 0 else None

    first = level(0)
    found = [off for off in (difference(first, right) for right in references(name)) if off]
    if not found:
        tally["nobody else reads it, or another size"] += 1
        told.append(("alone", name, f"{row['width']} x {row['height']} {' '.join(row['warnings'])}"[:160]))
        continue
    mean, most = min(found)
    kind = "equal" if most <= 1 else "by the decoder's rounding" if mean < 1.5 else "another picture"
    if kind == "another picture" and row["warnings"]:
        kind = "another picture, and said"
    if kind.startswith("another"):
        told.append((kind, name, f"mean {mean:.1f}, most {most:.0f}; {' '.join(row['warnings'])}"[:200]))
    tally[kind] += 1
    for n in range(1, row["levels"]):
        small = level(n)
        if small is None:
            tally["levels: of another size"] += 1
            told.append(("level", name, f"level {n} is of another size"))
            continue
        if min(first.shape[:2]) < 2**n:
            # Less than a pixel across: there is nothing to take a mean of.
            continue
        right = smaller(first, n)
        small = small[: right.shape[0], : right.shape[1]]
        spread = max(1.0, float(np.nanmax(first.astype("f8")) - np.nanmin(first.astype("f8"))))
        off = float(np.nanmean(np.abs(small.astype("f8") - right))) / spread * 255
        good = off < 8
        tally["levels: as the mean of the first" if good else "levels: unlike the first"] += 1
        if not good:
            told.append(("level", name, f"level {n}: mean {off:.1f} of 255"))
for kind, name, what in sorted(told):
    print(f"{kind}: {name}: {what}")
for kind, count in tally.most_common():
    print(f"{count:5} {kind}")
