import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { Random } from '../../../src/base/random'
import { scoreDetections } from '../../../src/evaluation/match'

// Average precision is that of pycocotools, by which the field compares: the same boxes go to both.

const root = join(import.meta.dirname, '../../..')
let environment: NodeJS.ProcessEnv
beforeAll(() => {
  const printed = execFileSync(process.execPath, [join(root, 'build/setup/testCoco.mjs')], {
    encoding: 'utf8',
  })
  environment = {
    ...process.env,
    ...(JSON.parse(printed.trim().split('\n').at(-1) as string) as NodeJS.ProcessEnv),
  }
}, 300_000)

function cocoAp(input: object): { classes: number[]; all: number } {
  const script = join(root, 'test/fixtures/cocoAp.py')
  const options = { encoding: 'utf8', env: environment, input: JSON.stringify(input) } as const
  return JSON.parse(execFileSync(environment['WINDHOVER_PYTHON'] ?? 'python3', [script], options)) as {
    classes: number[]
    all: number
  }
}

/** Objects and what a fair detector would find of them: shifted, doubled, missed, and some that are none. */
function scene(random: Random, count: number, classes: number) {
  const truth: number[][] = []
  const found: number[][] = []
  const score = () => Math.fround(random.between(0.06, 1))
  for (let i = 0; i < count; i++) {
    const [x, y, w, h, c] = [
      random.below(900),
      random.below(900),
      10 + random.below(50),
      10 + random.below(50),
      random.below(classes),
    ]
    truth.push([x, y, w, h, c])
    for (let k = random.below(3); k > 0; k--)
      found.push([x + random.below(12) - 6, y + random.below(12) - 6, w, h + random.below(5), c, score()])
    if (random.next() < 0.3)
      found.push([random.below(900), random.below(900), w, h, random.below(classes), score()])
  }
  return { truth, found }
}

it.each([
  { seed: 1, iou: 0.5, classes: 1, count: 60 },
  { seed: 2, iou: 0.5, classes: 3, count: 40 },
  { seed: 3, iou: 0.75, classes: 3, count: 200 },
  { seed: 4, iou: 0.5, classes: 4, count: 3 },
  { seed: 5, iou: 0.5, classes: 2, count: 100 },
])(
  'AP of $count objects of $classes classes at IoU $iou is that of pycocotools',
  ({ seed, iou, classes, count }) => {
    const random = new Random(seed)
    const images = [1, 2, 3].map(() => scene(random, count, classes))
    const expected = cocoAp({ iou, classes, images })
    const ours = scoreDetections(
      images.map(({ truth, found }) => ({
        truth: {
          xywh: Float32Array.from(truth.flatMap((row) => row.slice(0, 4))),
          class: Uint8Array.from(truth.map((row) => row[4] as number)),
        },
        detections: {
          xywh: Float32Array.from(found.flatMap((row) => row.slice(0, 4))),
          class: Uint8Array.from(found.map((row) => row[4] as number)),
          score: Float32Array.from(found.map((row) => row[5] as number)),
        },
      })),
      Array.from({ length: classes }, (_, c) => String(c)),
      { kind: 'iou', threshold: iou },
      0.5,
    )
    expect(Math.abs(ours.ap - expected.all)).toBeLessThan(1e-6)
    ours.classes.forEach(({ ap, objects }, c) => {
      if (objects > 0) expect(Math.abs(ap - (expected.classes[c] as number))).toBeLessThan(1e-6)
    })
    expect(ours.ap).toBeGreaterThan(0)
    expect(ours.ap).toBeLessThan(1)
  },
)
