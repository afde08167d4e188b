import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { removeAbandoned } from './replaceFile.node'

// predictions/RUN/IMAGE.blocks/NUMBER.block: what a search that has not ended has computed so far.

/** Where the finished blocks of the search lie that will become this prediction. */
export function blocksFolder(prediction: string): string {
  return `${prediction.replace(/\.h5$/, '')}.blocks`
}

/** There while a worker elsewhere merges the blocks of this prediction. */
export const mergingFile = (prediction: string): string => `${prediction.replace(/\.h5$/, '')}.merging`

export const blockName = (number: number) => `${number}.block`

/** Undefined for what is no name of a block. */
export function blockNumber(name: string): number | undefined {
  const digits = /^(0|[1-9]\d{0,8})\.block$/.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Bytes of the blocks in a folder. */
export function blocksSize(folder: string): number {
  const sizes = blocksIn(folder).map(
    (name) => lstatSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0,
  )
  return sizes.reduce((a, b) => a + b, 0)
}

/** Removes the blocks of a folder, and the folder: where something else lies in it, that stays, and the folder with it. */
export function removeBlocks(folder: string): void {
  for (const name of blocksIn(folder)) rmSync(join(folder, name), { force: true, recursive: true })
  for (const name of namesIn(folder)) removeAbandoned(folder, name)
  try {
    rmdirSync(folder)
  } catch {
    // Not empty, or not there.
  }
}

const blocksIn = (folder: string) => namesIn(folder).filter((name) => blockNumber(name) !== undefined)

/** None where there is no such folder; what a link leads to is not ours. */
export function namesIn(folder: string): string[] {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder) : []
  } catch {
    return []
  }
}
