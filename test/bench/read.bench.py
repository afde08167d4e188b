# The peer of read.bench.mjs: random batches from the same file with h5py, sorted and indexed, or one by one.
import json, sys, time
import h5py, numpy as np

path, batch, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
rng = np.random.default_rng(1)
out = {}
with h5py.File(path) as f:
    images, masks, n = f["images"], f["masks"], f["images"].shape[0]

    def sorted_index(numbers):
        return images[np.sort(numbers)]

    def one_by_one(numbers):
        return np.stack([images[i] for i in numbers])

    def with_masks(numbers):
        return one_by_one(numbers), np.stack([masks[i] for i in numbers])

    ways = (("sorted index", sorted_index), ("one by one", one_by_one), ("one by one, pictures and masks", with_masks))
    for name, read in ways:
        done, cpu, start = 0, time.process_time(), time.perf_counter()
        while time.perf_counter() - start < seconds:
            read(rng.choice(n, batch, replace=False))
            done += batch
        out[name] = {
            "clock": done / (time.perf_counter() - start),
            "cpu": done / max(1e-6, time.process_time() - cpu),
        }
print(json.dumps(out))
