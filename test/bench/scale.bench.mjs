// How far sharing a search out goes: a simulation of slots that all ask one driver for calls, read pixels from one file
// server and write blocks to it. Each of the three serves one after the other. What it takes for a block is measured
// elsewhere (src/docs/scale.md names where); what a file server does is an assumption, and stands in the table.
//   node test/bench/scale.bench.mjs [ms of the driver a call = 2]
const driver = Number(process.argv[2] ?? 2) / 1000
const blocksPerCall = 16
/** A window of 2,048² pixels: its pixels as JPEG, and seconds of four cores that compute it. */
const pixels = 1.5e6
const compute = 0.25
const servers = [
  { name: 'one file server, 10 Gbit/s, 3,000 files/s', bytes: 1.2e9, files: 3000 },
  { name: 'a parallel file system, 100 GB/s, 40,000 files/s', bytes: 1e11, files: 40_000 },
]

/** The next event first. */
class Events {
  #heap = []
  push(time, run) {
    const heap = this.#heap
    let at = heap.push({ time, run }) - 1
    for (let up = (at - 1) >> 1; at > 0 && heap[up].time > heap[at].time; at = up, up = (at - 1) >> 1)
      [heap[up], heap[at]] = [heap[at], heap[up]]
  }
  pop() {
    const heap = this.#heap
    const [first] = heap
    const last = heap.pop()
    if (heap.length === 0) return first
    heap[0] = last
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let least = at
      if (left < heap.length && heap[left].time < heap[least].time) least = left
      if (right < heap.length && heap[right].time < heap[least].time) least = right
      if (least === at) return first
      ;[heap[at], heap[least]] = [heap[least], heap[at]]
      at = least
    }
  }
  get some() {
    return this.#heap.length > 0
  }
}

/** Numbers that repeat themselves: mulberry32. */
function randomBy(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function simulate(slots, { bytes, files }, callsEach) {
  const events = new Events()
  const random = randomBy(1)
  const queues = { driver: 0, pixels: 0, files: 0 }
  const busy = { driver: 0, pixels: 0, files: 0 }
  const serve = (queue, now, seconds) => {
    busy[queue] += seconds
    return (queues[queue] = Math.max(queues[queue], now) + seconds)
  }
  let [end, done] = [0, 0]
  const call = (slot, left) => (now) => {
    if (left > 0) events.push(serve('driver', now, driver), block(slot, left, blocksPerCall))
  }
  const block = (slot, left, more) => (now) => {
    if (more === 0) return events.push(now, call(slot, left - 1))
    // The pixels of the next block are read while this one is computed: a slot waits for whichever takes longer.
    const read = serve('pixels', now, pixels / bytes)
    const ready = Math.max(read, now + compute * (0.7 + 0.6 * random()))
    events.push(ready, (now) => {
      done++
      end = serve('files', now, 1 / files)
      events.push(end, block(slot, left, more - 1))
    })
  }
  for (let slot = 0; slot < slots; slot++) events.push(random() * compute, call(slot, callsEach))
  while (events.some) {
    const { time, run } = events.pop()
    run(time)
  }
  const [[narrow, most]] = Object.entries(busy).sort((a, b) => b[1] - a[1])
  return { rate: done / end, share: (done * compute) / (slots * end), narrow, most: most / end }
}

for (const server of servers) {
  console.log(`\n${server.name}; driver ${driver * 1000} ms a call of ${blocksPerCall} blocks\n`)
  console.log('| cores | slots | blocks/s | Gpx/s | of what the cores could | busiest | its load |')
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  for (const cores of [16, 100, 400, 1000, 2000, 4000, 10_000]) {
    const slots = cores / 4
    const { rate, share, narrow, most } = simulate(slots, server, 12)
    const gigapixels = (rate * 1888 ** 2) / 1e9
    console.log(
      `| ${cores} | ${slots} | ${rate.toFixed(0)} | ${gigapixels.toFixed(2)} | ${(share * 100).toFixed(0)} % | ${narrow} | ${(most * 100).toFixed(0)} % |`,
    )
  }
}
