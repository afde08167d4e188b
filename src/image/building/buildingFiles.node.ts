import { rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { readRegular } from '../../files/readFile.node'

/** The journal of some million tiles; undefined for one that is missing or no journal. */
export function readIfSound(journal: string): Buffer | undefined {
  try {
    return readRegular(journal, 1 << 28)
  } catch {
    return undefined
  }
}

/** Where the pyramid `target` is built, and which of its tiles are. */
export function buildingFiles(target: string): { data: string; journal: string } {
  const file = (ending: string) => join(dirname(target), `.${basename(target)}.${ending}`)
  return { data: file('building'), journal: file('journal') }
}

/** Whether there is work that was begun and not finished. */
export function wasBegun(target: string): Promise<boolean> {
  return stat(buildingFiles(target).journal).then(
    () => true,
    () => false,
  )
}

/** Removes what was begun. */
export async function discardBuilding(target: string): Promise<void> {
  for (const file of Object.values(buildingFiles(target)))
    await rm(file, { force: true }).catch(() => undefined)
}
