import { AppError } from '../../src/base/errors'
import type { TileReply, TileRequest } from '../../src/ipc/tiles'
import { t } from '../../src/messages/messages'

// The window's end of the tile port: requests answered in any order, cancelled by signal, and asked again of the next
// port when the data process was started anew.

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never
export type TileQuestion = WithoutId<Exclude<TileRequest, { kind: 'cancel' }>>
export type TileBytes = Pick<Extract<TileReply, { kind: 'bytes' }>, 'type' | 'bytes'>

/** The part of a MessagePort that is used here. */
export interface Port {
  postMessage(message: unknown): void
  onmessage: ((event: MessageEvent) => void) | null
  start?(): void
  close?(): void
}

interface Pending {
  readonly question: TileQuestion
  resolve(reply: TileBytes): void
  reject(error: Error): void
}

export class TilePort {
  private port: Port | null = null
  private nextId = 1
  private readonly pending = new Map<number, Pending>()
  private readonly listeners = new Set<() => void>()

  /** Takes a new port in place of the old one; what is still open is asked again there. */
  attach(port: Port): void {
    if (this.port) {
      this.port.onmessage = null
      this.port.close?.()
    }
    this.port = port
    port.onmessage = (event) => this.receive(event.data as TileReply)
    port.start?.()
    for (const [id, { question }] of this.pending) port.postMessage({ ...question, id })
    for (const listener of this.listeners) listener()
  }

  /** Called when a new port came: what failed before may work now. */
  onattach(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Rejects with the data process's sentence, or with the signal's reason. */
  request(question: TileQuestion, signal?: AbortSignal): Promise<TileBytes> {
    signal?.throwIfAborted()
    const id = this.nextId++
    return new Promise((resolve, reject) => {
      const cancel = () => {
        if (!this.pending.delete(id)) return
        this.port?.postMessage({ kind: 'cancel', id } satisfies TileRequest)
        reject(
          signal?.reason instanceof Error ? signal.reason : new AppError('cancelled', t.viewer.cancelled),
        )
      }
      signal?.addEventListener('abort', cancel, { once: true })
      const finish = () => signal?.removeEventListener('abort', cancel)
      this.pending.set(id, {
        question,
        resolve: (reply) => (finish(), resolve(reply)),
        reject: (error) => (finish(), reject(error)),
      })
      this.port?.postMessage({ ...question, id })
    })
  }

  private receive(reply: TileReply): void {
    const waiting = this.pending.get(reply.id)
    if (!waiting) return
    this.pending.delete(reply.id)
    if (reply.kind === 'bytes') waiting.resolve(reply)
    else waiting.reject(new AppError(reply.pending ? 'tile-pending' : 'tile', reply.message))
  }
}

/** The window's one tile port. The preload script hands each new port over as a message of the window itself. */
export const tilePort = new TilePort()

if (typeof window !== 'undefined') {
  window.addEventListener('message', (event: MessageEvent<{ type?: string } | null>) => {
    const port = event.source === window && event.data?.type === 'tiles-port' ? event.ports[0] : undefined
    if (port) tilePort.attach(port)
  })
}

/** A picture for an <img> or a canvas, decoded off the main thread. */
export async function requestBitmap(question: TileQuestion, signal?: AbortSignal): Promise<ImageBitmap> {
  const { type, bytes } = await tilePort.request(question, signal)
  if (type === 'u8') throw new AppError('tile', `A ${question.kind} tile is not a picture.`)
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type })
  try {
    return await createImageBitmap(blob, { premultiplyAlpha: 'none', colorSpaceConversion: 'none' })
  } catch (error) {
    throw new AppError('tile-damaged', t.viewer.someTilesOfThisPicture, { cause: error })
  }
}
