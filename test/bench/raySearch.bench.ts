import { spawn, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { findRay, startRay, token, type RayCluster } from '../fixtures/rayCluster'
import { h5WithoutTimes } from '../unit/shared/h5Bytes'

// A search of SIDE² pixels here and by Ray, in turns.

const [side = 30_000, rounds = 1] = process.argv.slice(2, 4).map(Number)
const kept = process.argv[4]
const found = findRay()
if ('why' in found) throw new Error(`There is no Ray: ${found.why}`)
const work = kept === undefined ? mkdtempSync(join(tmpdir(), 'windhover-raySearch-')) : resolve(kept)
const at = (name: string) => join(work, name)
const project = at('bench.windhover')
const cli = resolve('out/cli.js')
const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', RAY_AUTH_TOKEN: token }

interface Result {
  readonly run: string
  readonly images: readonly { readonly id: number; readonly detections: number }[]
}

function resultOf(out: string): Result {
  const lines = out.split('\n').flatMap((line) => (line ? [JSON.parse(line) as { event: string }] : []))
  const result = lines.find(({ event }) => event === 'result')
  if (!result) throw new Error(out.slice(-2000))
  return result as unknown as Result
}

function windhover(...args: string[]): Result {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28, env } as const
  return resultOf(spawnSync(process.execPath, [cli, ...args, '--json'], options).stdout)
}

/** Seconds of CPU of a process so far; undefined where it is gone. */
function cpuOf(id: number): { readonly parent: number; readonly seconds: number } | undefined {
  try {
    const fields = readFileSync(`/proc/${id}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / 100 }
  } catch {
    return undefined
  }
}

/** Looks often at what processes have needed: most of them are gone at the end. */
class Meter {
  private readonly before = new Map<number, number>()
  private readonly last = new Map<number, number>()
  private readonly timer = setInterval(() => this.look(), 250)

  constructor(private readonly ids: () => readonly number[]) {
    for (const id of ids()) this.before.set(id, cpuOf(id)?.seconds ?? 0)
  }

  look(): void {
    for (const id of this.ids()) {
      const seconds = cpuOf(id)?.seconds
      if (seconds !== undefined) this.last.set(id, seconds)
    }
  }

  end(): number {
    clearInterval(this.timer)
    this.look()
    return [...this.last].reduce((sum, [id, seconds]) => sum + seconds - (this.before.get(id) ?? 0), 0)
  }
}

/** A process and all below it. */
function tree(top: number): number[] {
  const all = readdirSync('/proc').flatMap((name) => {
    const about = /^\d+$/.test(name) ? cpuOf(Number(name)) : undefined
    return about ? [{ id: Number(name), parent: about.parent }] : []
  })
  const ours = new Set([top])
  for (let before = 0; before !== ours.size;) {
    before = ours.size
    for (const { id, parent } of all) if (ours.has(parent)) ours.add(id)
  }
  return [...ours]
}

async function search(image: number, run: string, cluster?: RayCluster) {
  const file = join(project, 'predictions', run, `${image}.h5`)
  rmSync(file, { force: true })
  const on = cluster ? ['--on', cluster.address] : []
  const words = ['predict', project, '--image', String(image), '--run', run, ...on, '--json']
  const started = performance.now()
  const child = spawn(process.execPath, [cli, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ours = () => [...tree(child.pid ?? 0), ...(cluster?.processes(/cli\.js worker/) ?? [])]
  const meter = new Meter(ours)
  // Its daemons need some of it all the time, also where nothing runs.
  const rays = new Meter(() => {
    const mine = new Set(ours())
    return (cluster?.processes(/./) ?? []).filter((id) => !mine.has(id))
  })
  let out = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  const counted = /"event":"progress"[^\n]*"unit":"(blocks|windows|megapixels|tiles)"/
  let begun = 0
  child.stdout.on('data', () => {
    if (begun === 0 && counted.test(out)) begun = performance.now()
  })
  await new Promise((close) => child.once('close', close))
  const seconds = (performance.now() - started) / 1000
  const [cpu, own] = [meter.end(), rays.end()]
  const detections = resultOf(out).images[0]?.detections
  console.log(
    `| ${cluster ? 'Ray' : 'here'} | ${seconds.toFixed(1)} s | ${((begun - started) / 1000).toFixed(1)} s | ` +
      `${cpu.toFixed(1)} s | ${own.toFixed(1)} s | ${detections} | ${loadavg()[0]?.toFixed(1)} |`,
  )
  return { seconds, cpu: cpu + own, ours: cpu, bytes: h5WithoutTimes(file) }
}

/** The picture and a run, where they are not there yet: its image and the run. */
async function prepared(): Promise<{ image: number; run: string }> {
  const ready = at('ready.json')
  if (existsSync(ready)) return JSON.parse(readFileSync(ready, 'utf8')) as { image: number; run: string }
  mkdirSync(work, { recursive: true })
  const sample = resolve('build/sample/crossroads.png')
  await sharp(sample)
    .resize(896, 624, { fit: 'fill' })
    .extend({ right: side - 896, bottom: side - 624, extendWith: 'repeat' })
    .tiff({ compression: 'jpeg', quality: 90, tile: true, pyramid: true, bigtiff: true })
    .toFile(at('large.tif'))
  copyFileSync(sample, at('small.png'))
  writeFileSync(at('small.txt'), '0 0.5 0.5 0.02 0.05\n0 0.3 0.4 0.02 0.05\n0 0.7 0.6 0.02 0.05\n')
  windhover('init', project, '--classes', 'vehicle')
  windhover('import', project, at('small.png'), '--labels', at('small.txt'), '--checked', 'whole')
  const image = windhover('import', project, at('large.tif')).images[0]?.id ?? 0
  windhover('build', project)
  const { run } = windhover('train', project, '--epochs', '1', '--steps-per-epoch', '40', '--batch', '4')
  writeFileSync(ready, JSON.stringify({ image, run }))
  return { image, run }
}

const { image, run } = await prepared()
if (rounds === 0) process.exit()
const cluster = await startRay(found.env, `'${process.execPath}' '${cli}'`)
try {
  console.log(
    '| where | clock | until the first block | CPU of ours | of Ray | found | load |\n| --- | --- | --- | --- | --- | --- | --- |',
  )
  for (let round = 0; round < rounds; round++) {
    const here = await search(image, run)
    const there = await search(image, run, cluster)
    const ratio = (of: 'seconds' | 'cpu' | 'ours') => (there[of] / here[of]).toFixed(2)
    const same = here.bytes.equals(there.bytes) ? 'the same bytes' : 'OTHER BYTES'
    console.log(
      `  Ray beside here: clock ${ratio('seconds')} ×, CPU ${ratio('cpu')} ×, without Ray's daemons ${ratio('ours')} ×, ${same}`,
    )
    if (!here.bytes.equals(there.bytes)) process.exitCode = 1
  }
} finally {
  await cluster.end()
  if (kept === undefined) rmSync(work, { recursive: true, force: true })
}
