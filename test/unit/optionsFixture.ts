import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { runCommandLine } from '../../src/cli/run.node'
import { Random } from '../../src/base/random'

export interface Ended {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly result: Record<string, unknown>
}

/** The command line in this process: what it wrote, and its exit code. */
export async function windhover(...args: readonly string[]): Promise<Ended> {
  let [out, err] = ['', '']
  const stdout = { write: (text: string) => (out += text) }
  const stderr = { write: (text: string) => (err += text) }
  const code = await runCommandLine(args, new AbortController().signal, { stdout, stderr })
  const events = out
    .split('\n')
    .flatMap((line) => (line.startsWith('{"event"') ? [JSON.parse(line) as Record<string, unknown>] : []))
  return { code, out, err, result: events.find(({ event }) => event === 'result') ?? {} }
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
