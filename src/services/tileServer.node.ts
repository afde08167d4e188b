import { AppError } from '../base/errors'
import type { DatasetReader } from '../dataset/dataset'
import type { LevelSet } from '../image/showing/levelSet.node'
import { receive } from '../ipc/receive'
import { tileRequest, type TileReply, type TileRequest } from '../ipc/tiles'
import { says } from '../messages/says/says'
import type { PredictionFile } from '../prediction/predictionFile.node'
import type { DataJobs } from './jobs'
import type { LocatedImage } from './searchedImage'

type Wanted = Exclude<TileRequest, { kind: 'cancel' }>
interface Port {
  postMessage(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
}

/** A request names a run and a dozen numbers. */
const maxRequest = 4096
/** At once; more only queue up behind the two cores and can then no longer be cancelled. */
const concurrency = 4
/** Files kept open; the least recently used is closed first. */
const openFiles = 16

/**
 * Answers the window's tile requests out of the project's files. Requests name images by id and runs by name, never
 * by path, so the window cannot ask for a file that does not belong to the project.
 */
export class TileServer {
  private images = new Map<number, LocatedImage>()
  private datasetPath: string | null = null
  private predictions = ''
  private readonly pyramids = new OpenFiles<LevelSet>()
  private readonly heats = new OpenFiles<PredictionFile>()
  private readonly datasets = new OpenFiles<DatasetReader>()
  private readonly queue: { request: Wanted; port: Port }[] = []
  private active = 0

  /** Called on opening a project and whenever its files change; datasets and predictions are then opened anew. */
  async serve(files: DataJobs['tiles.serve']['in']): Promise<void> {
    this.images = new Map(files.images.map((image) => [image.id, image]))
    this.datasetPath = files.dataset
    this.predictions = files.predictions
    const kept = new Set(files.images.map(levelsKey))
    await Promise.all([
      this.pyramids.clear((key) => kept.has(key.slice(0, key.lastIndexOf(' ')))),
      this.heats.clear(),
      this.datasets.clear(),
    ])
  }

  attach(port: Port): void {
    port.onMessage((message) => {
      const request = receive(tileRequest, message, maxRequest)
      if (!request) return
      if (request.kind === 'cancel') this.cancel(port, request.id)
      else {
        this.queue.push({ request, port })
        this.pump()
      }
    })
  }

  private cancel(port: Port, id: number): void {
    const at = this.queue.findIndex((entry) => entry.port === port && entry.request.id === id)
    if (at >= 0) this.queue.splice(at, 1)
  }

  private pump(): void {
    while (this.active < concurrency) {
      const next = this.queue.shift()
      if (!next) return
      this.active++
      void this.answer(next.request)
        .then((reply) => next.port.postMessage(reply))
        .finally(() => {
          this.active--
          this.pump()
        })
    }
  }

  private async answer(request: Wanted): Promise<TileReply> {
    try {
      return { kind: 'bytes', id: request.id, ...(await this.read(request)) }
    } catch (error) {
      return {
        kind: 'error',
        id: request.id,
        message: error instanceof Error ? error.message : String(error),
        ...(error instanceof AppError && error.code === 'tile-pending' ? { pending: true } : {}),
      }
    }
  }

  private async read(
    request: Wanted,
  ): Promise<{ type: 'image/jpeg' | 'image/png' | 'u8'; bytes: Uint8Array }> {
    if (request.kind === 'dataset') return { type: 'image/png', bytes: await this.datasetTile(request) }
    const image = this.images.get(request.image)
    if (!image) throw new AppError('no-image', says.services.thisProjectHasNoImage(request.image))
    if (request.kind === 'image') {
      const levels = await this.levels(image)
      return { type: 'image/jpeg', bytes: await levels.tile(request.level, request.column, request.row) }
    }
    if (request.kind === 'heat') return { type: 'u8', bytes: await this.heatTile(request) }
    const { cropJpeg } = await import('../image/showing/crop.node')
    return { type: 'image/jpeg', bytes: await cropJpeg(await this.levels(image), request, request.size) }
  }

  private async levels(image: LocatedImage): Promise<LevelSet> {
    const { openLevels, pyramidVersion } = await import('../image/openLevels.node')
    const key = `${levelsKey(image)} ${pyramidVersion(image.pyramid)}`
    return this.pyramids.open(key, () => openLevels(image))
  }

  private async heatTile(request: Extract<Wanted, { kind: 'heat' }>): Promise<Uint8Array> {
    const { predictionFileName, openPrediction } = await import('../prediction/predictionFile.node')
    const path = predictionFileName(this.predictions, request.run, request.image)
    const file = await this.heats.open(path, openPrediction)
    return file.heatTile(request)
  }

  private async datasetTile(request: Extract<Wanted, { kind: 'dataset' }>): Promise<Uint8Array> {
    if (!this.datasetPath) throw new AppError('no-dataset', says.services.thisProjectHasNoDatasetYet)
    const { openDataset } = await import('../dataset/reader.node')
    const { renderTilePng } = await import('../dataset/renderTile.node')
    const dataset = await this.datasets.open(this.datasetPath, openDataset)
    return renderTilePng(dataset, request.index, request.mask)
  }
}

/** Another one when the image is seen otherwise. */
function levelsKey(image: LocatedImage): string {
  return `${image.pyramid} ${JSON.stringify(image.display ?? null)}`
}

/** Open files by key; one opening at a time for each, closed in order of last use. */
class OpenFiles<T extends { close(): void | Promise<void> }> {
  private readonly files = new Map<string, Promise<T>>()

  open(path: string, opener: (path: string) => Promise<T>): Promise<T> {
    const known = this.files.get(path)
    if (known) {
      this.files.delete(path)
      this.files.set(path, known)
      return known
    }
    const opening = opener(path)
    this.files.set(path, opening)
    opening.catch(() => this.files.delete(path))
    if (this.files.size > openFiles) {
      const [oldest] = this.files.keys()
      if (oldest !== undefined) void this.close(oldest)
    }
    return opening
  }

  async clear(isKept: (path: string) => boolean = () => false): Promise<void> {
    await Promise.all([...this.files.keys()].filter((path) => !isKept(path)).map((path) => this.close(path)))
  }

  private async close(path: string): Promise<void> {
    const file = this.files.get(path)
    this.files.delete(path)
    await file?.then((opened) => opened.close()).catch(() => {})
  }
}
