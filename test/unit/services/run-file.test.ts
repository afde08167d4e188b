import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { deflateRawSync } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packZip, unpackZip } from '../../../src/files/zip.node'
import { appVersion } from '../../../src/base/version'
import { openPrediction } from '../../../src/prediction/predictionFile.node'
import { ProjectPaths } from '../../../src/project/folder/paths.node'
import { bestRun, listRuns } from '../../../src/project/folder/runs.node'
import { surveyed, type Surveyed } from '../shared/numbers.fixture'
import { at, clean, done, hashOf, refuses, train, windhover } from '../shared/options.fixture'

// A run that leaves its project as one file and works in another.

const file = at('squares.windhover-run')
const other = at('other.windhover')
let project: Surveyed

beforeAll(async () => {
  project = await surveyed('first')
  const licence = ['--licence', ' CC-BY-4.0, "Squares" <b> ']
  await done('export', project.folder, '--what', 'run', '--run', project.run, '--out', file, ...licence)
  await done('init', other, '--classes', 'b')
  await done('import', other, at('two.png'), '--labels', at('labels/two.txt'), '--checked', 'whole')
}, 300_000)
afterAll(clean)

interface FileCard {
  [key: string]: unknown
  network: Record<string, unknown>
}

const everything = { 'run.json': 1e9, 'weights.safetensors': 1e9, 'learned.json': 1e9, 'found.jpg': 1e9 }
const partsOf = (path: string) => unpackZip(readFileSync(path), path, everything)

async function detectionsOf(folder: string, run: string, image: number) {
  const found = await openPrediction(new ProjectPaths(folder).prediction(run, image))
  try {
    const { xywh, score, class: classes } = found.detections()
    return [xywh, score, classes].map((values) =>
      Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
    )
  } finally {
    found.close()
  }
}

describe('a run as a file', { timeout: 300_000 }, () => {
  it('is a ZIP that Python reads without Windhover: what it is, its weights, and no path of this machine', async () => {
    const script = `
import json, struct, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
card = json.loads(z.read('run.json'))
raw = z.read('weights.safetensors')
n, = struct.unpack('<Q', raw[:8])
header = json.loads(raw[8:8 + n])
first = sorted(header)[0]
a, b = header[first]['data_offsets']
print(json.dumps({'card': card, 'first': first, 'sum': sum(struct.unpack('<%df' % ((b - a) // 4), raw[8 + n + a:8 + n + b])),
  'total': sum(h['data_offsets'][1] - h['data_offsets'][0] for h in header.values()) == len(raw) - 8 - n}))`
    const out = execFileSync('python3', ['-c', script, file], { encoding: 'utf8' })
    const { card, sum, total } = JSON.parse(out) as { card: FileCard; sum: number; total: boolean }
    expect(card).toMatchObject({
      ...{ format: 'windhover-run', version: 1, writtenBy: `Windhover ${appVersion}` },
      ...{ project: 'first', run: project.run, licence: ' CC-BY-4.0, "Squares" <b> ' },
      ...{ output: 'heatmap', classNames: ['a', 'b'], config: { seed: 1, dataset: 'dataset.h5' } },
    })
    expect(card['threshold']).toEqual(expect.any(Number))
    expect([total, Number.isFinite(sum)]).toEqual([true, true])
    // What it found, four beside each other.
    expect((await sharp(partsOf(file).get('found.jpg')).metadata()).width).toBe(4 * 156 - 6)
    for (const [, bytes] of partsOf(file)) expect(bytes.includes(at())).toBe(false)
  })

  it('finds the same in another project, to the last bit, and says where it came from', async () => {
    const { result, out } = await done('import', other, file)
    const [run] = result['runs'] as { id: string; run: string; licence: string }[]
    expect(run).toMatchObject({ run: project.run, project: 'first', licence: ' CC-BY-4.0, "Squares" <b> ' })
    expect(out).toContain('The project has no class \\"a\\"')
    await done('predict', other, '--run', String(run?.id), '--threshold', '0.05')
    await done('predict', project.folder, '--run', project.run, '--threshold', '0.05')
    const [there, here] = [
      await detectionsOf(other, String(run?.id), 1),
      await detectionsOf(project.folder, project.run, 2),
    ]
    expect(there[0]?.length).toBeGreaterThan(32 * 10)
    expect(there).toEqual(here)
    const [info] = listRuns(new ProjectPaths(other))
    expect(info).toMatchObject({ status: 'finished', classNames: ['a', 'b'], classIds: [null, 1] })
    expect(info?.origin).toMatchObject({ file: 'squares.windhover-run', project: 'first', run: project.run })
    // What it has seen is known by contents: this picture was not learned from.
    const judged = (await done('evaluate', other, '--run', String(run?.id))).result
    expect(judged).toMatchObject({ unseen: { objects: 12 } })
  })

  it('is written the same again from where it was imported', async () => {
    const [run] = listRuns(new ProjectPaths(other))
    const again = at('again.windhover-run')
    await done('export', other, '--what', 'run', '--run', String(run?.id), '--out', again)
    expect(partsOf(again).get('weights.safetensors')).toEqual(partsOf(file).get('weights.safetensors'))
    const card = JSON.parse(String(partsOf(again).get('run.json'))) as FileCard
    expect(card).toMatchObject({ project: 'first', run: project.run, licence: ' CC-BY-4.0, "Squares" <b> ' })
  })

  it('goes without a picture where the images are gone', async () => {
    renameSync(at('one.png'), at('gone.png'))
    rmSync(`${project.folder}/images`, { recursive: true })
    const bare = at('bare.windhover-run')
    const args = ['--what', 'run', '--run', project.run, '--out', bare]
    const { result, out } = await done('export', project.folder, ...args)
    expect([result['picture'], partsOf(bare).has('found.jpg')]).toEqual([null, false])
    expect(out).toContain('goes without a picture')
  })

  it('is taken as best only where none was trained, is no training to go on with, and a start for one', async () => {
    await done('import', project.folder, file)
    const runs = listRuns(new ProjectPaths(project.folder))
    expect([runs.length, bestRun(runs)?.id]).toEqual([2, project.run])
    const foreign = String(runs[1]?.id)
    const resumed = await windhover('train', project.folder, '--resume', foreign, '--epochs', '9')
    expect(resumed.code).not.toBe(0)
    expect(bestRun(listRuns(new ProjectPaths(other)))?.origin?.run).toBe(project.run)
    const next = await train(['--from', foreign], project.folder)
    expect(next.ended.code).toBe(0)
    expect((await windhover('evaluate', other, '--split', 'test')).err).toMatch(/without its dataset/)
  })

  it('is refused by name where an option or a name does not go with it', async () => {
    await refuses('licence', ['export', other, '--out', at('x.json'), '--licence', 'MIT'])
    await refuses('format', ['export', other, '--what', 'run', '--format', 'csv', '--out', file])
    await refuses('out', ['export', other, '--what', 'run', '--out', at('run.zip')])
    await refuses('checked', ['import', other, file, '--checked', 'whole'])
  })
})

describe('a hostile run file', { timeout: 300_000 }, () => {
  const changed = (change: (card: FileCard) => unknown) => {
    const parts = partsOf(file)
    const card = change(JSON.parse(String(parts.get('run.json'))) as FileCard)
    return repacked({ 'run.json': Buffer.from(JSON.stringify(card)) })
  }
  function repacked(others: Readonly<Record<string, Buffer | undefined>>): Buffer {
    const files = { ...Object.fromEntries(partsOf(file)), ...others }
    return packZip(Object.entries(files).flatMap(([name, bytes]) => (bytes ? [{ name, bytes }] : [])))
  }
  const weights = (change: (bytes: Buffer) => Buffer) =>
    repacked({ 'weights.safetensors': change(Buffer.from(partsOf(file).get('weights.safetensors')!)) })
  const header = (change: (header: Record<string, { shape: number[] }>) => void) =>
    weights((bytes) => {
      const length = Number(bytes.readBigUInt64LE(0))
      const json = JSON.parse(String(bytes.subarray(8, 8 + length))) as Record<string, { shape: number[] }>
      change(json)
      const text = Buffer.from(JSON.stringify(json))
      const size = Buffer.alloc(8)
      size.writeBigUInt64LE(BigInt(text.length))
      return Buffer.concat([size, text, bytes.subarray(8 + length)])
    })
  /** A few bytes that would unpack to a gigabyte. */
  function bomb(): Buffer {
    const zip = packZip([{ name: 'run.json', bytes: deflateRawSync(Buffer.alloc(64 * 1024 * 1024)) }])
    const central = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    zip.writeUInt16LE(8, central + 10)
    zip.writeUInt32LE(1_000_000, central + 24)
    return zip
  }

  const cases: readonly [string, () => Buffer, RegExp][] = [
    ['of another kind', () => Buffer.from('GIF89a, and no run at all, only that it is called one'), /no ZIP/],
    ['empty', () => Buffer.alloc(0), /no ZIP/],
    ['cut off', () => readFileSync(file).subarray(0, 50_000), /no ZIP|cut off/],
    ['without weights', () => repacked({ 'weights.safetensors': undefined }), /holds no weights/],
    ['with a name that leads out', () => repacked({ '../../evil.json': Buffer.from('{}') }), /no plain name/],
    ['with an absolute name', () => repacked({ '/tmp/evil': Buffer.from('x') }), /no plain name/],
    ['that unpacks to more than it says', bomb, /cannot be unpacked/],
    ['of a later format', () => changed((card) => ({ ...card, version: 2 })), /up to date/],
    ['of another schema', () => changed(() => ({ hello: 1 })), /not that of a run/],
    ['with a threshold of 7', () => changed((card) => ({ ...card, threshold: 7 })), /threshold/],
    [
      'of an unknown network',
      () => changed((card) => ({ ...card, network: { ...card.network, model: 'skynet' } })),
      /no model "skynet"/,
    ],
    [
      'of an unknown preprocessing',
      () => changed((card) => ({ ...card, network: { ...card.network, preprocessing: 'rm' } })),
      /no preprocessing "rm"/,
    ],
    [
      'of a network too large for any memory',
      () =>
        changed((card) => ({
          ...card,
          network: { model: 'alexnet', options: { classes: 2, seed: 1, tile: 227 }, mean: [1], std: [1] },
        })),
      /weights are not those/,
    ],
    ['with more classes than its network', () => changed((c) => ({ ...c, classNames: ['x'] })), /classes/],
    [
      'with a weight that is no number',
      () => weights((bytes) => (bytes.writeFloatLE(NaN, bytes.length - 40), bytes)),
      /no number/,
    ],
    [
      'with a header that says more than there is',
      () => weights((bytes) => (bytes.writeBigUInt64LE(2n ** 60n, 0), bytes)),
      /header/,
    ],
    [
      'with a shape beyond all numbers',
      () => header((tensors) => (Object.values(tensors)[0]!.shape = [2 ** 52, 2 ** 52])),
      /not where it must be/,
    ],
    ['with a byte that a disk spoilt', () => spoilt(readFileSync(file)), /not what was written/],
  ]
  function spoilt(bytes: Buffer): Buffer {
    bytes[bytes.length >> 1]! ^= 1
    return bytes
  }

  it.each(cases)('%s is refused in a sentence and leaves nothing', async (name, make, sentence) => {
    const path = at('hostile.windhover-run')
    writeFileSync(path, make())
    const before = [hashOf(`${other}/runs`), readdirSync(other).filter((each) => !/lock/.test(each))]
    const ended = await windhover('import', other, path)
    const said = ended.err.split('\n').filter((line) => line && !/ of 3 steps/.test(line))
    expect([ended.code, said.length], `${name}: ${ended.err}`).toEqual([1, 1])
    expect(said[0]).toMatch(sentence)
    expect(said[0]).not.toMatch(/undefined|at .*\.ts/)
    expect([hashOf(`${other}/runs`), readdirSync(other).filter((each) => !/lock/.test(each))]).toEqual(before)
    expect(existsSync(at('evil.json')) || existsSync('/tmp/evil')).toBe(false)
  })

  it('packed again by somebody, with compression and a file besides, is read', async () => {
    const script = `
import sys, zipfile
a, b = zipfile.ZipFile(sys.argv[1]), zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED)
for name in a.namelist(): b.writestr(name, a.read(name))
b.writestr('README.txt', 'hello')
b.close()`
    const path = at('packed.windhover-run')
    execFileSync('python3', ['-c', script, file, path])
    const { result } = await done('import', other, path)
    expect(result).toMatchObject({ images: [], runs: [{ file: 'packed.windhover-run' }] })
  })

  it('says of the program what package.json says', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(appVersion).toBe(version)
  })
})
