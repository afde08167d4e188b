import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect } from 'vitest'
import { Random } from '../../../src/base/random'
import { windhoverHere } from '../../fixtures/commandLineHere'

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly result: Record<string, unknown>
}

/** The command line in this process: what it wrote, and its exit code. */
export async function windhover(...args: readonly string[]): Promise<Ended> {
  const { code, stdout, stderr, result } = await windhoverHere(args)
  return { code: Number(code), out: stdout, err: stderr, result }
}

export const folder = mkdtempSync(join(tmpdir(), 'windhover-options-'))
export const at = (...path: string[]) => join(folder, ...path)
export const clean = () => rmSync(folder, { recursive: true, force: true })

/** Bright squares (class a) and dark ones (b) on noise, with their YOLO labels beside. */
export async function drawSquares(name: string, seed: number, side = 512): Promise<void> {
  const random = new Random(seed)
  const pixels = Buffer.from(Uint8Array.from({ length: side * side * 3 }, () => 100 + random.below(40)))
  const lines: string[] = []
  for (let i = 0; i < 24; i++) {
    const size = 12 + random.below(10)
    const [x, y] = [random.below(side - size), random.below(side - size)]
    for (let row = y; row < y + size; row++)
      pixels.fill(i % 2 ? 20 : 230, (row * side + x) * 3, (row * side + x + size) * 3)
    lines.push([i % 2, (x + size / 2) / side, (y + size / 2) / side, size / side, size / side].join(' '))
  }
  await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toFile(at(`${name}.png`))
  mkdirSync(at('labels'), { recursive: true })
  writeFileSync(at('labels', `${name}.txt`), `${lines.join('\n')}\n`)
}

/** A folder for each class, with pictures that are no squares. */
export async function drawClasses(name: string, each = 12): Promise<void> {
  const random = new Random(5)
  for (const [c, kind] of ['fine', 'broad'].entries()) {
    mkdirSync(at(name, kind), { recursive: true })
    for (let n = 0; n < each; n++) {
      const pixels = Buffer.alloc(80 * 64 * 3)
      for (let i = 0; i < 80 * 64; i++)
        pixels.fill(((i % 80) % (c ? 20 : 5) < 3 ? 180 : 60) + random.below(30), i * 3, i * 3 + 3)
      await sharp(pixels, { raw: { width: 80, height: 64, channels: 3 } })
        .png()
        .toFile(at(name, kind, `${n}.png`))
    }
  }
}

/** Hash of a file, or of all files below a folder with their names. */
export function hashOf(path: string): string {
  const hash = createHash('sha256')
  const visit = (each: string): void => {
    try {
      for (const name of readdirSync(each).sort()) {
        hash.update(name)
        visit(join(each, name))
      }
    } catch {
      hash.update(readFileSync(each))
    }
  }
  visit(path)
  return hash.digest('hex')
}

export const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

export const project = at('p.windhover')

/** As little as can be trained. */
export const short = [
  '--epochs',
  '1',
  '--steps-per-epoch',
  '3',
  '--batch',
  '4',
  '--workers',
  '0',
  '--augment',
  'none',
]

export interface Trained {
  readonly ended: Ended
  readonly run: string
  readonly path: string
  readonly config: Record<string, unknown>
  readonly steps: readonly Record<string, unknown>[]
  readonly epochs: readonly Record<string, unknown>[]
}

export async function done(...args: readonly string[]): Promise<Ended> {
  const ended = await windhover(...args, '--json')
  expect(ended.code, `${args.join(' ')}: ${ended.out.slice(-600)} ${ended.err}`).toBe(0)
  return ended
}

/** Later options take the place of `short`'s. */
export function withShort(args: readonly string[]): string[] {
  const kept = short.filter((_, i) => !args.includes(short[i - (i % 2)] as string))
  return [...kept, ...args]
}

export async function train(args: readonly string[], where = project): Promise<Trained> {
  const ended = await done('train', where, ...withShort(args))
  return trained(where, ended)
}

export function trained(where: string, ended: Ended): Trained {
  const run = String(ended.result['run'])
  const path = `${where}/runs/${run}`
  const lines = linesOf(`${path}/metrics.jsonl`)
  const of = (kind: string) => lines.filter((line) => line['kind'] === kind)
  const config = JSON.parse(readFileSync(`${path}/config.json`, 'utf8')) as Record<string, unknown>
  return { ended, run, path, config, steps: of('step'), epochs: of('epoch') }
}

export const rounded = (value: unknown) => Number(Number(value).toPrecision(4))
/** What it learned by: differences of the order in which a processor adds are no differences. */
export const losses = ({ steps }: Trained) => steps.map(({ loss }) => rounded(loss))
export const rates = ({ steps }: Trained) => steps.map(({ learningRate }) => rounded(learningRate))
export const validated = ({ epochs }: Trained) => epochs.map(({ valLoss }) => valLoss !== undefined)
export const weightsOf = ({ path }: Trained) => hashOf(`${path}/checkpoints/last`)
export const setting = (key: string) => (run: Trained) => run.config[key]

export async function refuses(
  name: string,
  args: readonly string[],
  sentence = new RegExp(name),
): Promise<void> {
  const ended = await windhover(...args)
  const said = ended.err.split('\n').filter((line) => line && !line.startsWith('Note: '))
  expect(said, args.join(' ')).toHaveLength(1)
  expect(said[0]).toContain(`--${name}`)
  expect(said[0]).toMatch(sentence)
  expect(ended.code, args.join(' ')).toBe(2)
}
