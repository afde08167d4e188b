import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipe, run, runInfo, withSql } from './hostile.fixture'

export type Make = (folder: string, outside: string) => void | Promise<void>
export type Check = (folder: string) => void
/** What it is, how it is made, what is said of it (`endless`: the process ends itself), what else must hold. */
export type Case = readonly [
  name: string,
  make: Make,
  says: RegExp | 'endless' | null,
  checks?: readonly Check[],
]

/** What somebody has beside a project and wants to keep. */
export function makeOutside(folder: string): void {
  mkdirSync(join(folder, 'deep.partial'), { recursive: true })
  for (const name of [
    'scan.tif',
    '1.tif',
    'work.tmp',
    'draft.new',
    'half.partial',
    'deep.partial/a.txt',
    'secret.txt',
  ])
    writeFileSync(join(folder, name), `precious ${name}`)
  writeFileSync(join(folder, 'weights.bin'), new Uint8Array(16))
  writeFileSync(join(folder, 'run.json'), JSON.stringify(runInfo))
}

export const parts = ['images', 'datasets', 'runs', 'predictions'] as const
export const inRun = (folder: string, ...names: string[]) => join(folder, 'runs', run, ...names)
export const prediction = (folder: string) => join(folder, 'predictions', run, '1.h5')
export const dataset = (folder: string) => join(folder, 'datasets', 'dataset.h5')
export const gigabytes = 10 * 2 ** 30

/** Something else in the place of a file. */
export const instead = {
  'a link to a file outside': (path: string, outside: string) =>
    symlinkSync(join(outside, 'secret.txt'), path),
  'a link to /dev/zero': (path: string) => symlinkSync('/dev/zero', path),
  'a pipe': (path: string) => pipe(path),
  'a folder': (path: string) => mkdirSync(path),
  '10 GB of nothing': (path: string) => {
    writeFileSync(path, '')
    truncateSync(path, gigabytes)
  },
} as const
export type Instead = keyof typeof instead

export function replaced(
  what: string,
  pathOf: (folder: string) => string,
  says: Partial<Record<Instead, RegExp | null>>,
): Case[] {
  return (Object.keys(says) as Instead[]).map((kind) => [
    `${what}: ${kind}`,
    (folder, outside) => {
      rmSync(pathOf(folder), { recursive: true, force: true })
      instead[kind](pathOf(folder), outside)
    },
    says[kind] as RegExp | null,
  ])
}

export const runSaying = (name: string, change: Record<string, unknown>, says: RegExp): Case => [
  `run.json: ${name}`,
  (folder) => writeFileSync(inRun(folder, 'run.json'), JSON.stringify({ ...runInfo, ...change })),
  says,
]
export const checkpointSaying = (name: string, change: Record<string, unknown>, says: RegExp): Case => [
  `checkpoint: ${name}`,
  (folder) => {
    const path = inRun(folder, 'checkpoints', 'best', 'checkpoint.json')
    writeFileSync(path, JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), ...change }))
  },
  says,
]
export const sql = (name: string, text: string, says: Case[2], checks?: readonly Check[]): Case => [
  name,
  (folder) => withSql(folder, text),
  says,
  checks ?? [],
]
export const image = (
  name: string,
  set: string,
  says: RegExp = /project-damaged: The project holds an image/,
): Case => sql(`an image with ${name}`, `UPDATE images SET ${set}`, says)
export const object = (
  name: string,
  set: string,
  says: RegExp = /project-damaged: .* holds an object/,
): Case =>
  sql(`an object with ${name}`, `UPDATE objects SET ${set} WHERE id = (SELECT min(id) FROM objects)`, says)

/** Those that are made by a Python with h5py. */
export const needPython = new Set<string>()

/** Changes the prediction through HDF5, as any program can. */
export const h5 = (name: string, pathOf: (folder: string) => string, script: string, says: RegExp): Case => [
  (needPython.add(name), name),
  (folder, outside) =>
    void execFileSync(process.env['WINDHOVER_PYTHON'] ?? 'python3', [
      '-c',
      `import h5py, numpy, json, sys\npath, outside = sys.argv[1:]\nwith h5py.File(path, 'r+') as f:\n${script
        .split('\n')
        .map((line) => `    ${line}`)
        .join('\n')}`,
      pathOf(folder),
      outside,
    ]),
  says,
]

export const endlessView = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
  SELECT i AS id, 'c' || i AS name, '#ffffff' AS color, NULL AS extra FROM n`
