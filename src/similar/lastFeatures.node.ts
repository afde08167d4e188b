import { statSync } from 'node:fs'
import { isThere } from '../files/readFile.node'
import { readFeatureMap, type FeatureFile } from './featureFile.node'
import type { FeatureMap } from './featureMap'

/** Answers of a person follow each other more quickly than this; features may take 256 MB. */
const keptMs = 60_000

/** The features that were asked for last, in memory, until they are not asked for any more or their file changes. */
export class LastFeatures {
  private last: { readonly of: string; readonly map: FeatureMap } | undefined
  private timer: ReturnType<typeof setTimeout> | undefined

  /** Undefined where none are stored, or others than are asked for. */
  of(file: FeatureFile): FeatureMap | undefined {
    const name = nameOf(file)
    if (name === undefined) return undefined
    if (this.last?.of !== name) {
      // The ones before make room first.
      this.last = undefined
      const map = readFeatureMap(file)
      if (map) this.last = { of: name, map }
    }
    clearTimeout(this.timer)
    this.timer = setTimeout(() => (this.last = undefined), keptMs)
    this.timer.unref()
    return this.last?.map
  }
}

/** Another one when the file was written anew. */
function nameOf({ path, key }: FeatureFile): string | undefined {
  if (!isThere(path)) return undefined
  const { mtimeMs, size, ino } = statSync(path)
  return JSON.stringify([path, key, mtimeMs, size, ino])
}
