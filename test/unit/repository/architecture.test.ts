import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

// Data walks renderer → src ← electron. The compiler proves most of it (one tsconfig each); this prints the edge.

const root = resolve(import.meta.dirname, '../../..')
const extensions = ['.ts', '.svelte.ts', '.svelte', '/index.ts']

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(ts|svelte)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

/** The folders of `src` and of `renderer`, from the ground up: each may import itself and those before it. */
const order = [
  ...rooms(
    'src',
    'messages base geometry files compute hdf5 records image document segmentation tiles sampling dataset augment engine formats',
    'found evaluation heads models runs project prediction figures training similar coarse ipc services cli',
  ),
  ...rooms('renderer', 'bridge view document ui state tools viewer actions shell crops panels app', '.'),
]

/** The folders of the large rooms, in the same way; '.' are the room's own files. */
const inner: Readonly<Record<string, readonly string[]>> = {
  'src/image': ['pixels', 'reading', 'showing', 'building', '.'],
  'src/project': ['folder', 'database', 'edits', 'store'],
  'renderer/viewer': ['tiles', 'instances', 'gl', 'layers', 'scene', 'input', 'overlay', 'bars', '.'],
}

function rooms(part: string, ...names: string[]): string[] {
  return names.flatMap((line) => line.split(' ')).map((name) => join(part, name))
}

/** `src/dataset/foreign/look.node.ts` is in `src/dataset`, `renderer/main.ts` in `renderer`. */
function roomOf(file: string): string {
  const [part = '', name = '', ...below] = file.split('/')
  return part === 'electron' || below.length === 0 ? part : join(part, name)
}

interface Import {
  readonly name: string
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(?:type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g
  return [...text.matchAll(pattern)].map((m) => ({ name: m[1] ?? m[2] ?? '' }))
}

function target(file: string, name: string): string | undefined {
  if (!name.startsWith('.')) return undefined
  const base = resolve(root, dirname(file), name)
  const found = ['', ...extensions]
    .map((ending) => base + ending)
    .find((path) => {
      return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
    })
  return relative(root, found ?? base)
}

const files = ['src', 'electron', 'renderer'].flatMap(sources)
const edges = files.flatMap((from) => importsOf(from).map((i) => ({ from, ...i, to: target(from, i.name) })))
const isNode = (path: string) => /\.node(\.ts)?$/.test(path)
const print = (found: typeof edges) => found.map(({ from, name }) => `${from} imports ${name}`)

describe('the layers', () => {
  it('sees the sources', () => {
    expect(files.length).toBeGreaterThan(60)
    expect(edges.length).toBeGreaterThan(150)
  })

  it('src imports neither electron nor renderer', () => {
    const wrong = edges.filter(({ from, to, name }) => {
      return from.startsWith('src/') && (/^(electron|renderer)\//.test(to ?? '') || name === 'electron')
    })
    expect(print(wrong)).toEqual([])
  })

  it('electron does not import the renderer, nor the renderer electron', () => {
    const wrong = edges.filter(({ from, to, name }) => {
      if (from.startsWith('electron/')) return to?.startsWith('renderer/')
      return from.startsWith('renderer/') && (to?.startsWith('electron/') || name === 'electron')
    })
    expect(print(wrong)).toEqual([])
  })

  it('a plain file in src and the whole renderer use no Node', () => {
    const wrong = edges.filter(({ from, to, name }) => {
      const pure = from.startsWith('renderer/') || (from.startsWith('src/') && !isNode(from))
      return pure && (name.startsWith('node:') || isNode(to ?? ''))
    })
    expect(print(wrong)).toEqual([])
  })

  it('a room imports only itself and rooms below it', () => {
    const rooms = new Set(files.map(roomOf).filter((room) => room !== 'electron'))
    expect([...rooms].filter((room) => !order.includes(room))).toEqual([])
    const up = edges.filter(({ from, to }) => {
      if (to === undefined) return false
      const [here, there] = [order.indexOf(roomOf(from)), order.indexOf(roomOf(to))]
      return roomOf(from).split('/')[0] === roomOf(to).split('/')[0] && there > here
    })
    expect(print(up)).toEqual([])
  })

  it('a folder in a large room imports only those below it', () => {
    const up = Object.entries(inner).flatMap(([room, folders]) => {
      const place = (file: string) => {
        const [folder = '', ...below] = relative(room, file).split('/')
        return folders.indexOf(below.length === 0 ? '.' : folder)
      }
      const within = (file?: string) => file?.startsWith(`${room}/`)
      expect(files.filter((file) => within(file) && place(file) < 0)).toEqual([])
      return edges.filter(({ from, to }) => within(from) && within(to) && place(to ?? '') > place(from))
    })
    expect(print(up)).toEqual([])
  })

  it('has no circle of files, type imports included', () => {
    const next = new Map(files.map((file) => [file, edges.filter((e) => e.from === file && e.to)]))
    const done = new Set<string>()
    const cycles: string[] = []
    const visit = (file: string, path: readonly string[]) => {
      if (path.includes(file)) return void cycles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (done.has(file)) return
      for (const edge of next.get(file) ?? []) visit(edge.to as string, [...path, file])
      done.add(file)
    }
    for (const file of files) visit(file, [])
    expect(cycles).toEqual([])
  })
})

/** Packages that are loaded before the first line of a program runs. */
async function packagesAtStart(entry: string): Promise<string[]> {
  const { metafile } = await build({
    ...{ entryPoints: [join(root, entry)], absWorkingDir: root, outdir: 'out', write: false, metafile: true },
    ...{
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      logLevel: 'error',
    },
  })
  const name = entry.replace(/^.*\//, '').replace(/\.ts$/, '.js')
  const seen = new Set<string>()
  const packages = new Set<string>()
  const visit = (output: string) => {
    if (seen.has(output)) return
    seen.add(output)
    for (const { path, kind, external } of metafile.outputs[output]?.imports ?? []) {
      if (kind !== 'import-statement') continue
      if (external) packages.add(path)
      else visit(path)
    }
  }
  visit(`out/${name}`)
  return [...packages].filter((path) => !path.startsWith('node:')).sort()
}

describe('the window’s start', () => {
  it('waits for no library of networks, maps or file formats', async () => {
    const small = ['electron', 'flatqueue', 'valibot']
    expect(await packagesAtStart('electron/main.ts')).toEqual(small)
  })
})

/** Names that more than one file declares and exports. The topics of the messages are not among them: only the two tables of `src/messages` import them. */
function namesWithTwoMeanings(): string[] {
  const pattern =
    /^export (?:async |abstract )?(?:function\*? ?|const |let |class |interface |type |enum )(\w+)/gm
  const places = new Map<string, Set<string>>()
  for (const file of files.filter((path) => !path.startsWith('src/messages/')))
    for (const [, name = ''] of readFileSync(join(root, file), 'utf8').matchAll(pattern))
      places.set(name, (places.get(name) ?? new Set()).add(file))
  return [...places]
    .filter(([, declaring]) => declaring.size > 1)
    .map(([name, declaring]) => `${name}: ${[...declaring].join(', ')}`)
}

describe('exported names', () => {
  it('mean one thing each, but for five at most', () => {
    const twice = namesWithTwoMeanings()
    expect(twice.length > 5 ? twice : []).toEqual([])
  })
})
