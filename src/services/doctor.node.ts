import { readFile } from 'node:fs/promises'
import type { EngineReport } from '../engine/engine'
import type { CallContext } from '../base/wire'
import type { JobRunner } from '../base/wire'
import { says } from '../messages/says/says'
import type { TrainerJobs } from './jobs'

export interface PartReport {
  readonly name: string
  readonly works: boolean
  /** Version and where it comes from, or why it does not work and what mends it. */
  readonly detail: string
}
export interface DoctorReport {
  readonly engines: EngineReport[]
  readonly electron: string | null
  readonly node: string
  readonly parts: PartReport[]
}

/** Tries every part that may be missing on a machine, by using it. */
export async function doctor(
  trainer: JobRunner<TrainerJobs>,
  electron: () => Promise<PartReport & { version: string | null }>,
  context: CallContext,
): Promise<DoctorReport> {
  const found = await electron()
  const parts = [found, await trySharp(), await tryHdf5(), await trySqlite()]
  const engines = await trainer.run('engines', null, context)
  return { engines, electron: found.version, node: process.versions.node, parts }
}

async function attempt(name: string, use: () => Promise<string>): Promise<PartReport> {
  try {
    return { name, works: true, detail: await use() }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return { name, works: false, detail: says.services.partFails(reason ?? '') }
  }
}

function trySharp(): Promise<PartReport> {
  return attempt('sharp', async () => {
    const { default: sharp } = await import('sharp')
    const one = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#c60' } })
      .jpeg()
      .toBuffer()
    const { width } = await sharp(one).metadata()
    if (width !== 8) throw new Error('sharp decoded a JPEG wrongly')
    return `libvips ${sharp.versions.vips}`
  })
}

function tryHdf5(): Promise<PartReport> {
  return attempt('HDF5', async () => {
    const { loadH5 } = await import('../hdf5/h5Module.node')
    await loadH5()
    const about = new URL('../../package.json', import.meta.resolve('h5wasm/node'))
    const { version } = JSON.parse(await readFile(about, 'utf8')) as { version: string }
    return `h5wasm ${version}`
  })
}

function trySqlite(): Promise<PartReport> {
  return attempt('SQLite', async () => {
    const { default: sqlite } = await import('node-sqlite3-wasm')
    const db = new sqlite.Database(':memory:')
    const row = db.get('select sqlite_version() as version') as { version: string }
    db.close()
    return `SQLite ${row.version}`
  })
}
