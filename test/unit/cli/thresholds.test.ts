import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { windhoverHere } from '../../fixtures/commandLineHere'
import { searchTwoClasses, suggestedThresholds, twoClassScores } from '../../fixtures/twoClasses'

// Two classes, a threshold for each: what is counted, judged, compared and written follows it.

const size = { width: 800, height: 400 }
let folder: string
let project: string
const inFolder = (name: string) => join(folder, name)
const done = async (...args: string[]) => {
  const ended = await windhoverHere([...args, '--json'])
  expect(ended.stdout + ended.stderr, args.join(' ')).toMatch(/"result"/)
  return ended.result
}
const counted = async (...args: string[]) => {
  const result = await done('count', project, ...args)
  const found = (result['classes'] as { name: string; found: number }[]).map((row) => [row.name, row.found])
  return { ...(Object.fromEntries(found) as Record<string, number>), result }
}
const reaching = (car: number, bus: number) => ({
  car: twoClassScores.car.filter((score) => score >= car).length,
  bus: twoClassScores.bus.filter((score) => score >= bus).length,
})

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'windhover-thresholds-'))
  project = inFolder('two.windhover')
  await done('init', project, '--classes', 'car,bus')
  await sharp({ create: { ...size, channels: 3, background: '#7a8a60' } }).toFile(inFolder('street.png'))
  // The first two cars are marked, and the first bus.
  const boxes = [[0, 70, 70], [0, 170, 70], [1, 70, 220]] // prettier-ignore
  const lines = boxes.map(([c, x, y]) => [c, x! / 800, y! / 400, 40 / 800, 40 / 400].join(' '))
  writeFileSync(inFolder('street.txt'), `${lines.join('\n')}\n`)
  writeFileSync(inFolder('classes.txt'), 'car\nbus\n')
  const labels = ['--labels', inFolder('street.txt'), '--format', 'yolo', '--checked', 'whole']
  await done('import', project, inFolder('street.png'), ...labels)
  await searchTwoClasses(project, 1, size)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('--threshold', () => {
  it('takes one number as before, and says nothing of classes then', async () => {
    const { result, ...found } = await counted('--threshold', '0.5')
    expect(found).toEqual(reaching(0.5, 0.5))
    expect(result['threshold']).toBe(0.5)
    expect(result).not.toHaveProperty('thresholds')
  })

  it.each([
    ['car=0.47,bus=0.55', 0.47, 0.55],
    ['bus=0.55', 0.4, 0.55],
    ['0.7,bus=0.3', 0.7, 0.3],
    ['suggested', suggestedThresholds.car, suggestedThresholds.bus],
  ])(
    '%s: a class that is not named has the number before it, else the run’s own',
    async (given, car, bus) => {
      const { result, ...found } = await counted('--threshold', given)
      expect(found).toEqual(reaching(car, bus))
      expect(result['thresholds']).toEqual({ car, bus })

      const evaluation = await done('evaluate', project, '--threshold', given)
      const wanted = reaching(car, bus)
      expect(evaluation['thresholds']).toEqual({ car, bus })
      expect(evaluation['classes']).toMatchObject([
        { name: 'car', threshold: car, detections: wanted.car },
        { name: 'bus', threshold: bus, detections: wanted.bus },
      ])
      expect(evaluation['truePositives']).toBe(3)
      expect(evaluation['falsePositives']).toBe(wanted.car + wanted.bus - 3)
      // The row of what is nothing, and the columns of both classes.
      const matrix = evaluation['confusionMatrix'] as number[][]
      expect(matrix[2]!.slice(0, 2)).toEqual([wanted.car - 2, wanted.bus - 1])
    },
  )

  it('is what an export holds, and the file says so', async () => {
    const out = inFolder('found.json')
    const args = ['--what', 'predictions', '--format', 'coco', '--out', out, '--threshold', 'bus=0.55']
    expect(await done('export', project, ...args)).toMatchObject({ written: 6 })
    const coco = JSON.parse(readFileSync(out, 'utf8')) as {
      images: object[]
      annotations: { category_id: number; score: number }[]
    }
    expect(coco.images[0]).toMatchObject({ run: 'two', threshold: 0.4, thresholds: { car: 0.4, bus: 0.55 } })
    const scores = (id: number) =>
      coco.annotations.flatMap(({ category_id: c, score }) => (c === id ? [Number(score.toFixed(2))] : []))
    expect([scores(1), scores(2)]).toEqual([
      [0.9, 0.8, 0.5, 0.45],
      [0.85, 0.6],
    ])
  })

  it('refuses in one sentence a class that the run lacks, and what is no threshold', async () => {
    const refused = async (given: string, command = 'count') => {
      const { code, stderr } = await windhoverHere([command, project, '--threshold', given])
      expect(code).not.toBe(0)
      return stderr
    }
    for (const command of ['count', 'evaluate', 'predict'])
      expect(await refused('lorry=0.5', command)).toMatch(
        /Run two has no class "lorry" for a threshold; its classes are: car, bus\./,
      )
    expect(await refused('car=0.4,car=0.5')).toMatch(/names the class "car" twice/)
    for (const given of ['1.5', 'car', 'car=2', 'car=0.5,0.4', '0.4,', '=', 'car=0.5,bus'])
      expect(await refused(given), given).toMatch(/--threshold takes a number from 0 to 1, .* not/)
    const { stderr } = await windhoverHere([
      'export',
      project,
      '--out',
      inFolder('o.json'),
      '--threshold',
      '1',
    ])
    expect(stderr).toMatch(/--threshold goes with --what predictions/)
  })

  it('what was expected stands beside pictures that were learned from alone', async () => {
    const path = join(project, 'runs', 'two', 'run.json')
    const text = readFileSync(path, 'utf8')
    const sha256 = createHash('sha256')
      .update(readFileSync(inFolder('street.png')))
      .digest('hex')
    const judged = async (pictures: readonly string[]) => {
      writeFileSync(path, JSON.stringify({ ...(JSON.parse(text) as object), pictures }))
      const { stdout, result } = await windhoverHere(['evaluate', project, '--json'])
      writeFileSync(path, text)
      return { stdout, result }
    }
    const learned = await judged([sha256])
    expect(learned.result['expected']).toMatchObject({ objects: 60 })
    expect(learned.stdout).not.toMatch(/expected is not said/)
    const others = await judged(['0'.repeat(64)])
    expect(others.result['expected']).toBeNull()
    for (const { expected } of others.result['classes'] as { expected: unknown }[])
      expect(expected).toBeNull()
    expect(others.stdout).toMatch(/What run two expected is not said: it learned nothing from street\.png,/)
  })

  it('suggested is refused by a run that no epoch of was validated', async () => {
    const path = join(project, 'runs', 'two', 'run.json')
    const text = readFileSync(path, 'utf8')
    const { best: _, ...without } = JSON.parse(text) as { best: unknown }
    writeFileSync(path, JSON.stringify(without))
    const { stderr } = await windhoverHere(['count', project, '--run', 'two', '--threshold', 'suggested'])
    writeFileSync(path, text)
    expect(stderr).toMatch(/Run two suggests no threshold/)
  })
})
