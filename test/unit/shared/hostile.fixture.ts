import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import sqlite from 'node-sqlite3-wasm'
import { defaultTraining } from '../../../src/runs/config'
import { saveCheckpoint } from '../../../src/training/checkpoint.node'
import { ProjectStore } from '../../../src/project/store/store.node'
import { writePrediction } from '../../../src/prediction/predictionFile.node'
import { imported } from './image.fixture'
import { built, boxes, markedImage } from './dataset.fixture'
import { added, box } from './records.fixture'
import type { Opened } from './hostile.child'

export const run = 'run-1'

/** A whole small project: a picture, marks, a dataset, a run with a checkpoint and what it found. */
export async function soundProject(at: (name: string) => string): Promise<string> {
  const folder = at('sound.windhover')
  const { shapes, classes } = boxes(30, 300, 200, 1)
  const checked = [{ x: 0, y: 0, w: 300, h: 200 }]
  const { image } = await markedImage(at, 1, 300, 200, { shapes, classes, checked })
  const store = await ProjectStore.create(folder, { classes: [{ name: 'car', color: '#e69f00' }] })
  const { path, sha256, width, height, levels, tileSize } = image
  store.addImage({ id: 1, name: 'field.png', path, sha256, width, height, levels, tileSize })
  await imported(path, store.paths.pyramid(1))
  const [car] = store.classes()
  for (let i = 0; i < 5; i++) {
    const object = {
      id: store.nextId(),
      image: 1,
      class: car?.id ?? 0,
      shape: box(i * 20, 5),
      origin: 'human',
    }
    store.applyEdit({ label: 'Add', changes: [added({ ...object, origin: 'human' })] })
  }
  const area = { id: store.nextId(), image: 1, rect: { x: 0, y: 0, w: 100, h: 100 } }
  const rejection = { ...area, id: store.nextId(), class: car?.id ?? 0, run }
  store.applyEdit({
    label: 'Check',
    changes: [
      { table: 'checked', before: null, after: area },
      { table: 'rejections', before: null, after: rejection },
    ],
  })
  await built(store.paths.dataset('dataset'), [image])
  writeRun(store.paths.run(run))
  const about = { run, image: 1, width, height, classNames: ['car'], threshold: 0.5, level: 0, stride: 4 }
  await writePrediction(store.paths.prediction(run, 1), about, async (heat) => {
    for (let y = 0; y < Math.ceil(height / 4); y++) heat.push(new Uint8Array(Math.ceil(width / 4)).fill(9))
    return { xywh: Float32Array.of(1, 2, 3, 4), score: Float32Array.of(0.9), class: Uint8Array.of(0) }
  })
  store.close()
  return folder
}

export const runInfo = {
  startedAt: '2026-11-22T15:30:00.000Z',
  config: { ...defaultTraining, dataset: '/nowhere/d.h5' },
  status: 'finished',
  classNames: ['car'],
  level: 0,
  engine: 'wasm (cpu)',
  epochs: 3,
  steps: 9,
  tilesPerSecond: 1,
  best: { epoch: 2, metric: 0.5, name: 'validation F1', threshold: 0.4 },
}

function writeRun(folder: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'run.json'), JSON.stringify(runInfo))
  writeFileSync(join(folder, 'metrics.jsonl'), '{"kind":"epoch","epoch":1,"loss":0.5,"seconds":1}\n')
  const state = {
    ...{ model: 'heatmap', classNames: ['car'], tile: 64, level: 0, mean: [1, 2, 3], std: [1, 1, 1] },
    ...{ spec: [{ name: 'w', shape: [2, 2] }], adamSteps: 9, epoch: 3, position: 0, steps: 9, seconds: 1 },
    ...{
      tiles: 9,
      batch: 1,
      threshold: 0.4,
      rateFactor: 1,
      lossSum: 0,

      best: undefined,
      callbacks: {},
    },
  }
  saveCheckpoint(join(folder, 'checkpoints', 'best'), state, { average: new Float32Array(4).fill(0.5) })
}

/** Everything below a folder: names, kinds, times of change and bytes. */
export function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  const visit = (path: string) => {
    const stats = lstatSync(path)
    hash.update(`${path} ${stats.mode} ${stats.mtimeMs} ${stats.size}\n`)
    if (stats.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name))
    else if (stats.isSymbolicLink()) hash.update(readlinkSync(path))
    else if (stats.isFile()) hash.update(readFileSync(path))
  }
  visit(folder)
  return hash.digest('hex')
}

/** Changes a project's file as anybody with SQLite can. */
export function withSql(folder: string, sql: string): void {
  const db = new sqlite.Database(join(folder, 'project.db'))
  try {
    db.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF; ${sql}`)
  } finally {
    db.close()
  }
}

export const pipe = (path: string) => void execFileSync('mkfifo', [path])

/** Opens projects in a process of its own, which may hang or die; one that does is started again. */
export class Opener {
  private child: ChildProcess | undefined
  private lines: AsyncIterator<string> | undefined

  private constructor(private readonly script: string) {}

  static async compiled(out: string): Promise<Opener> {
    await build({
      entryPoints: [resolve(import.meta.dirname, 'hostile.child.ts')],
      outfile: out,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
      packages: 'external',
    })
    return new Opener(out)
  }

  /** What was said; the time it took when it died or said nothing. */
  async open(
    folder: string,
    patience = 30_000,
  ): Promise<Opened | { readonly died: string; readonly ms: number }> {
    const child = this.start()
    const started = performance.now()
    let complaint = ''
    const listen = (text: Buffer) => void (complaint += text.toString())
    child.stderr?.on('data', listen)
    child.stdin?.write(`${folder}\n`)
    const timer = setTimeout(() => child.kill('SIGKILL'), patience)
    const line = await this.lines?.next()
    clearTimeout(timer)
    child.stderr?.off('data', listen)
    if (line?.value) return JSON.parse(line.value) as Opened
    this.child = undefined
    return { died: complaint, ms: Math.round(performance.now() - started) }
  }

  close(): void {
    this.child?.kill('SIGKILL')
  }

  private start(): ChildProcess {
    if (this.child) return this.child
    this.child = spawn(process.execPath, [this.script], { stdio: ['pipe', 'pipe', 'pipe'] })
    this.lines = createInterface({ input: this.child.stdout! })[Symbol.asyncIterator]()
    return this.child
  }
}
