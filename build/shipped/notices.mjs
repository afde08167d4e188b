// What goes with the app and tells what it is made of: licences as one text, a bill of materials, Debian's copyright.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundledPackages, loadedPackages } from '../compile.mjs'
import { isUnpacked } from '../electron-builder.config.mjs'
import { cacheFolder, writeJson } from '../setup/cache.mjs'
import { debianCopyright } from './copyright.mjs'
import { licencesOf, partsOf } from './parts.mjs'
import { sbomOf } from './sbom.mjs'

export const LICENCES = 'LICENCES.txt'
export const SBOM = 'sbom.cdx.json'

/**
 * @param {string} folder where the two files go that lie beside the app
 * @returns {Promise<{copyright: string}>} the text of Debian's file
 * @throws {Error} one sentence, where something would be shipped without its licence
 */
export async function writeNotices(folder) {
  const parts = partsOf({ loaded: loadedPackages(), bundled: bundledPackages() })
  const bare = parts.find(({ text }) => !text)
  if (bare)
    throw new Error(
      `The licence of ${bare.name} is not here: remove tensorflow-wheel-gpu in ${cacheFolder()} and run "npm run setup".`,
    )
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const texts = licencesOf(parts).map(
    ({ name, version, licence, text }) => `${`${name} ${version}`.trim()}\n${licence}\n\n${text}`,
  )
  writeFileSync(join(folder, LICENCES), `${texts.join(`\n\n${'='.repeat(100)}\n\n`)}\n`)
  writeJson(join(folder, SBOM), await sbomOf(parts))
  return { copyright: debianCopyright(parts, isUnpacked) }
}
