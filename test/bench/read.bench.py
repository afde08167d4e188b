# The peer of read.bench.mjs: random batches from the same file with h5py, sorted and indexed, or one by one.
import json, sys, time
import h5py, numpy as np

path, batch, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
rng = np.random.default_rng(1)
out = {}
with h5py.File(path) as f:
    images, n = f["images"], f["images"].shape[0]

    def sorted_index(numbers):
        return images[np.sort(numbers)]

    def one_by_one(numbers):
        return np.stack([images[i] for i in numbers])

    for name, read in (("sorted index", sorted_index), ("one by one", one_by_one)):
        done, cpu, start = 0, time.process_time(), time.perf_counter()
        while time.perf_counter() - start < seconds:
            read(rng.choice(n, batch, replace=False))
            done += batch
        out[name] = {
            "clock": done / (time.perf_counter() - start),
            "cpu": done / max(1e-6, time.process_time() - cpu),
        }
print(json.dumps(out))
