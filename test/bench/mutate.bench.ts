// Reads damaged copies of one file again and again: READER SOUND-FILE WORK-FOLDER COUNT SEED. Prints a line each hundred.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AppError } from '../../src/base/errors'
import { Random } from '../../src/base/random'
import { openDataset } from '../../src/dataset/reader.node'
import { readKerasWeights } from '../../src/models/weights/kerasH5.node'
import { openPrediction } from '../../src/prediction/predictionFile.node'
import { ProjectPaths } from '../../src/project/paths.node'
import { listRuns, runProblems } from '../../src/project/runs.node'
import { ProjectStore } from '../../src/project/store.node'
import { loadCheckpoint } from '../../src/training/checkpoint.node'

type Read = (path: string) => unknown

/** Where the damaged file lies below the work folder, and how it is read. */
const readers: Readonly<Record<string, { readonly at: string; readonly read: Read }>> = {
  run: {
    at: 'runs/r/run.json',
    read: (path) => {
      const paths = new ProjectPaths(dirname(dirname(dirname(path))))
      const [problem] = runProblems(paths)
      if (listRuns(paths).length === 0) throw new AppError('run', problem ?? 'silent')
    },
  },
  checkpoint: { at: 'run/checkpoints/best/checkpoint.json', read: (path) => loadCheckpoint(dirname(path)) },
  prediction: {
    at: 'p.h5',
    read: async (path) => {
      const file = await openPrediction(path)
      try {
        const { score, xywh } = file.detections()
        if (![...score].every((s) => s >= 0 && s <= 1) || ![...xywh].every(Number.isFinite))
          throw new Error('nonsense was read without a word')
        file.heatTile(0, 0, 0)
      } finally {
        file.close()
      }
    },
  },
  dataset: {
    at: 'd.h5',
    read: async (path) => {
      const file = await openDataset(path)
      try {
        if (file.length > 0) file.read([0, file.length - 1])
      } finally {
        file.close()
      }
    },
  },
  keras: {
    at: 'k.h5',
    read: async (path) => {
      for (const { weights } of await readKerasWeights(path))
        for (const { values } of weights)
          if (!values.every(Number.isFinite)) throw new Error('nonsense was read without a word')
    },
  },
  project: {
    at: 'p.windhover/project.db',
    read: async (path) => {
      const store = await ProjectStore.open(dirname(path))
      try {
        for (const { id } of store.images()) store.loadObjects(id, 0, 1000)
        store.summary()
      } finally {
        store.close()
      }
    },
  },
}

const [name = '', sound = '', work = '', count = '100', seed = '1'] = process.argv.slice(2)
const { at, read } = readers[name] as (typeof readers)[string]
const original = readFileSync(sound)
const random = new Random(Number(seed))
const path = join(work, at)
const tally = { read: 0, refused: 0, raw: 0, slowest: 0 }

/** Bytes turned, cut off, doubled or zeroed: one to eight places. */
function damagedCopy(): Buffer {
  const bytes = Buffer.from(original)
  const places = 1 + random.below(8)
  for (let i = 0; i < places; i++) {
    const from = random.below(bytes.length)
    const kind = random.below(5)
    if (kind < 2) bytes[from] = random.below(256)
    else if (kind === 2) bytes[from] = (bytes[from] as number) ^ (1 << random.below(8))
    else if (kind === 3)
      bytes.fill(random.below(2) * 255, from, Math.min(bytes.length, from + 1 + random.below(16)))
    else bytes.copyWithin(from, random.below(bytes.length), random.below(bytes.length))
  }
  return random.below(10) === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes
}

for (let n = 1; n <= Number(count); n++) {
  for (const ending of ['-wal', '-journal']) rmSync(path + ending, { force: true })
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, damagedCopy())
  const started = performance.now()
  try {
    await read(path)
    tally.read++
  } catch (error) {
    const sentence = error instanceof AppError && /^[^\n]{10,1500}$/.test(error.message)
    tally[sentence ? 'refused' : 'raw']++
    if (!sentence && tally.raw < 6) console.log(`raw: ${String(error).slice(0, 300).replaceAll('\n', '\\n')}`)
  }
  tally.slowest = Math.max(tally.slowest, Math.round(performance.now() - started))
  if (n % 100 === 0 || n === Number(count)) console.log(JSON.stringify({ n, ...tally }))
}
process.exit(0)
