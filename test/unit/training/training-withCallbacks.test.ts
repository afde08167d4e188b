import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadCheckpoint } from '../../../src/training/checkpoint.node'
import {
  defaultTraining,
  schedules,
  type EpochReport,
  type ExamplesReport,
  type TrainConfig,
  type TrainReport,
} from '../../../src/runs/config'
import { loadDetector } from '../../../src/training/loadDetector.node'
import { learningRateAt } from '../../../src/training/schedule'
import { trainOn } from '../../../src/training/train.node'
import { squares } from '../shared/training.fixture'

const config: TrainConfig = { ...defaultTraining, dataset: 'squares', epochs: 3, batch: 6 }

describe('a training with callbacks', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'windhover-callbacks-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function watch(stopAfter = Infinity) {
    const controller = new AbortController()
    const reports: (TrainReport | ExamplesReport)[] = []
    const report = (r: TrainReport | ExamplesReport) => {
      reports.push(r)
      if (r.kind === 'step' && r.step >= stopAfter) controller.abort()
    }
    return { signal: controller.signal, progress() {}, warn() {}, report, reports }
  }
  const job = (change: Partial<TrainConfig>, resume = false) => ({
    id: 'run',
    runDir: join(folder, 'run'),
    config: { ...config, ...change },
    resume,
  })

  it('writes a CSV log with a line an epoch, also when it was stopped and went on', async () => {
    await trainOn(squares(), job({ epochs: 4 }), watch(5))
    await trainOn(squares(), job({ epochs: 4 }, true), watch())
    const [head, ...lines] = readFileSync(join(folder, 'run/metrics.csv'), 'utf8').trim().split('\n')
    expect(head).toMatch(/^epoch,loss,valLoss/)
    expect(lines.map((line) => line.split(',')[0])).toEqual(['1', '2', '3', '4'])
    expect(Number(lines.at(-1)?.split(',')[5])).toBeGreaterThanOrEqual(0)
  })

  it.each(['metrics.jsonl', 'metrics.csv'])('goes on from no %s without end', async (name) => {
    await trainOn(squares(), job({ epochs: 4 }), watch(5))
    const path = join(folder, 'run', name)
    writeFileSync(path, '')
    truncateSync(path, 10e9)
    await expect(trainOn(squares(), job({ epochs: 4 }, true), watch())).rejects.toMatchObject({
      code: 'file-too-large',
      message: expect.stringMatching(/^"[^\n]*metrics[^\n]* may be \d+ at most[^\n]*\.$/) as string,
    })
  })

  it('writes events that another reader of TensorBoard logs reads', async () => {
    await trainOn(squares(), job({ epochs: 2, tensorBoard: true }), watch())
    const logs = join(folder, 'run/tensorboard')
    const [file] = readdirSync(logs)
    // A reader of its own: Python's struct and the field numbers of event.proto, no line of ours.
    const script = `
import struct, sys
data = open(sys.argv[1], 'rb').read()
at, tags = 0, []
while at < len(data):
    (length,) = struct.unpack_from('<Q', data, at)
    body = data[at + 12:at + 12 + length]
    at += 16 + length
    i = body.find(b'\\n', 0)
    while i >= 0 and i + 1 < len(body):
        n = body[i + 1]
        tag = body[i + 2:i + 2 + n]
        if n > 4 and b'/' in tag and body[i + 2 + n:i + 3 + n] == b'\\x15':
            (value,) = struct.unpack_from('<f', body, i + 3 + n)
            tags.append((tag.decode(), value))
        i = body.find(b'\\n', i + 1)
print(len(tags), *sorted({t for t, _ in tags}), sep='|')
print([v for t, v in tags if t == 'train/learning rate'][0])
`
    const out = execFileSync('python3', ['-c', script, join(logs, file as string)])
      .toString()
      .split('\n')
    expect(out[0]).toContain('train/learning rate')
    expect(out[0]).toContain('validation/F1')
    expect(Number(out[1])).toBeGreaterThan(0)
  })

  it('practice 19: validates as often as it is told, on as many batches as it is told', async () => {
    const context = watch()
    await trainOn(
      squares(),
      job({ epochs: 5, validationFrequency: 2, validationSteps: 1, batch: 2 }),
      context,
    )
    const validated = context.reports.flatMap((r) =>
      r.kind === 'epoch' && r.valF1 !== undefined ? [r.epoch] : [],
    )
    expect(validated).toEqual([2, 4, 5])
    const strips = context.reports.filter((r) => r.kind === 'examples')
    expect(strips.length).toBe(3)
    for (const strip of strips) {
      expect(strip.tiles.length).toBe(2)
      expect(strip.heat.length).toBe(2 * strip.grid ** 2)
    }
  })

  it.each(schedules)(
    'reports the rates of the schedule %s from the first step to the last',
    async (schedule) => {
      const context = watch()
      const change = { epochs: 6, stepsPerEpoch: 4, schedule, learningRate: 0.003 }
      await trainOn(squares(), job(change), context)
      const rates = context.reports.flatMap((r) => (r.kind === 'step' ? [r.learningRate] : []))
      const expected = Array.from({ length: 24 }, (_, i) => learningRateAt(0.003, i / 24, schedule))
      expect(rates.length).toBe(24)
      rates.forEach((rate, i) => expect(rate).toBeCloseTo(expected[i] as number, 9))
    },
  )

  it('counts early stopping in validated epochs, and keeps the epoch of the highest F1', async () => {
    const context = watch()
    const change = { epochs: 60, patience: 2, validationFrequency: 3, learningRate: 1e-7 }
    const info = await trainOn(squares(), job(change), context)
    // Nothing is learned at that rate: the first validated epoch sets the mark, two more do not beat it.
    expect(info.epochs).toBe(9)
    const best = context.reports.flatMap((r) => (r.kind === 'epoch' && r.valF1 !== undefined ? [r] : []))
    const highest = Math.max(...best.map((r) => r.valF1 as number))
    expect(info.best).toMatchObject({
      metric: highest,
      epoch: best.findLast((r) => r.valF1 === highest)?.epoch,
      name: 'validation F1',
    })
  })

  it('ends with the best weights without early stopping, too, and not when it was stopped', async () => {
    const change = { epochs: 12, restoreBest: true, validationFrequency: 1 }
    const arrays = (which: string) =>
      loadCheckpoint(join(folder, 'run/checkpoints', which))?.arrays['average']
    await trainOn(squares(), job(change), watch(20))
    const info = await trainOn(squares(), job(change, true), watch())
    expect(info.status).toBe('finished')
    expect(arrays('last')).toEqual(arrays('best'))
  })

  it('goes on under new limits, and its mean loss counts the whole epoch', async () => {
    const [whole, broken] = [watch(), watch(5)]
    await trainOn(squares(), job({ epochs: 3 }), whole)
    rmSync(join(folder, 'run'), { recursive: true })
    await trainOn(squares(), job({ epochs: 40 }), broken)
    const rest = watch()
    const info = await trainOn(squares(), job({ epochs: 3 }, true), rest)
    expect(info.epochs).toBe(3)
    // Stopped within an epoch: the steps before and after the break make its mean.
    const steps = [...broken.reports, ...rest.reports].flatMap((r) => (r.kind === 'step' ? [r] : []))
    const ended = rest.reports.find((r) => r.kind === 'epoch') as EpochReport
    const own = steps.filter((r) => r.epoch === ended.epoch)
    expect(own.length).toBeGreaterThan(
      rest.reports.filter((r) => r.kind === 'step' && r.epoch === ended.epoch).length,
    )
    expect(ended.loss).toBeCloseTo(own.reduce((sum, { loss }) => sum + loss, 0) / own.length, 5)
  })

  it('takes as many steps an epoch as it is told', async () => {
    const info = await trainOn(squares(), job({ epochs: 3, stepsPerEpoch: 5 }), watch())
    expect(info).toMatchObject({ epochs: 3, steps: 15 })
  })

  it('tells how many objects a batch held and where the time went', async () => {
    const context = watch()
    await trainOn(squares(), job({ epochs: 1, augmentation: {} }), context)
    const steps = context.reports.filter((r) => r.kind === 'step')
    expect(steps.length).toBeGreaterThan(1)
    for (const step of steps) {
      expect(step.objects).toBe(6)
      expect(step.stepped).toBeGreaterThan(0)
      expect(step.read + step.augmented).toBeGreaterThan(0)
    }
    const pasted = watch()
    await trainOn(squares(), { ...job({ epochs: 1 }), runDir: join(folder, 'pasted') }, pasted)
    const objects = pasted.reports.flatMap((r) => (r.kind === 'step' ? [r.objects] : []))
    expect(Math.min(...objects)).toBeGreaterThanOrEqual(6)
    expect(Math.max(...objects)).toBeGreaterThan(6)
  })

  it('ends early with the best weights as its last', async () => {
    const info = await trainOn(
      squares(),
      job({ epochs: 500, patience: 2, restoreBest: true, validationFrequency: 1 }),
      watch(),
    )
    expect(info.status).toBe('finished')
    expect(info.epochs).toBeLessThan(500)
    const [best, last] = ['best', 'last'].map((which) =>
      loadCheckpoint(join(folder, 'run/checkpoints', which)),
    )
    expect(last?.arrays['average']).toEqual(best?.arrays['average'])
    expect(existsSync(join(folder, 'run/metrics.csv'))).toBe(true)
  })

  it('trains on random crops and with another preprocessing, and what it wrote predicts', async () => {
    const reader = squares({ tiles: 32, val: 8 })
    const augmentation = { crop: { size: 48 }, dihedral: {} }
    const info = await trainOn(
      reader,
      job({ epochs: 25, augmentation, preprocessing: 'opticalDensity', learningRate: 3e-3 }),
      watch(),
    )
    expect(info.best?.metric).toBeGreaterThan(0.6)
    const detector = await loadDetector(join(folder, 'run'), 'auto')
    expect(detector.tile).toBe(48)
    const tile = reader.read([31])
    const { heat } = await detector.predict(tile.images, 1, 64, 64)
    const [x = 0, y = 0, w = 0, h = 0] = tile.xywh
    const top = heat.indexOf(Math.max(...heat))
    expect(Math.abs((top % 16) * 4 + 2 - x - w / 2)).toBeLessThan(5)
    expect(Math.abs(Math.floor(top / 16) * 4 + 2 - y - h / 2)).toBeLessThan(5)
    detector.dispose()
  })

  it.each(['sgd', 'rmsprop'] as const)('learns with %s, too', async (optimiser) => {
    const context = watch()
    const learningRate = optimiser === 'sgd' ? 0.02 : 1e-3
    await trainOn(squares({ tiles: 32, val: 8 }), job({ epochs: 12, optimiser, learningRate }), context)
    const losses = context.reports.flatMap((r) => (r.kind === 'epoch' ? [r.loss] : []))
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
  })

  it('refuses a preprocessing that is not there', async () => {
    const failing = trainOn(squares(), job({ preprocessing: 'zca' }), watch())
    await expect(failing).rejects.toThrow(/no preprocessing "zca"; choose standardise/)
  })
})
