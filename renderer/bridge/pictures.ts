import { tilePort } from './tilePort'
import type { TileQuestion } from './tilePort'

// Small pictures for lists: crops of images and tiles of the dataset, as object URLs, the last few hundred kept.

export type PictureQuestion = Extract<TileQuestion, { kind: 'crop' | 'dataset' }>

const most = 400
const kept = new Map<string, Promise<string>>()

/**
 * An URL for an <img>. `version` tells apart what the same question meant at different times (a dataset built anew).
 * Rejects when the data process cannot answer, or when the signal ends it before anyone else asked for the same.
 */
export function pictureUrl(question: PictureQuestion, version: string, signal: AbortSignal): Promise<string> {
  const key = `${version} ${JSON.stringify(question)}`
  const known = kept.get(key)
  if (known) {
    kept.delete(key)
    kept.set(key, known)
    return known
  }
  const url = tilePort
    .request(question, signal)
    .then(({ type, bytes }) => URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type })))
  kept.set(key, url)
  url.catch(() => kept.delete(key))
  const [oldest] = kept.keys()
  if (kept.size > most && oldest !== undefined) {
    void kept.get(oldest)?.then(URL.revokeObjectURL, () => undefined)
    kept.delete(oldest)
  }
  return url
}
