import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/** A folder as this computer names it, and as the place where work is done names the same folder. */
export interface PathPair {
  readonly here: string
  readonly there: string
}

/** Of a file server: no query, no name of a person, nothing that would have to be written in another way. */
const isAddress = (path: string) => /^https?:\/\/[\w.-]+(:\d{1,5})?(\/[\w.~!$&'()*+;@%-]*)*$/i.test(path)
const isAbsolute = (path: string) => /^(\/|\\\\|[A-Za-z]:[\\/])/.test(path)
/** Without the separators at its end; a root becomes nothing. */
const trimmed = (path: string) => path.replace(/[\\/]+$/, '')

/**
 * Reads pairs with commas between them; `served`: a folder there may be the address of a file server. Throws AppError('usage').
 *
 * @example parsePathMap('/home/ann/lab=/mnt/lab') // [{ here: '/home/ann/lab', there: '/mnt/lab' }]
 */
export function parsePathMap(given: string, served = false): PathPair[] {
  return given.split(',').map((pair) => {
    const [here, there, more] = pair.split('=').map((path) => path.trim())
    if (
      here &&
      there &&
      more === undefined &&
      isAbsolute(here) &&
      (isAbsolute(there) || (served && isAddress(there)))
    )
      return { here, there }
    throw new AppError('usage', says.cluster.pathsTakesAFolderHere(pair.slice(0, 200)))
  })
}

/**
 * A path of this computer as the place names it: by the longest of the folders that it lies in. What lies in none keeps
 * its name. Names may not climb out of a folder by "..".
 *
 * @example mapPath([{ here: '/home/ann', there: '/mnt' }], '/home/ann/a.tif') // '/mnt/a.tif'
 */
export function mapPath(pairs: readonly PathPair[], path: string): string {
  return mapped(
    pairs.filter(({ there }) => !isAddress(there)),
    path,
  )
}

/**
 * The same of a picture, which a worker may also read from a file server.
 *
 * @example mapPicture([{ here: '/home/ann', there: 'http://files.lab:8000' }], '/home/ann/a b.tif') // 'http://files.lab:8000/a%20b.tif'
 */
export function mapPicture(pairs: readonly PathPair[], path: string): string {
  return mapped(pairs, path)
}

function mapped(pairs: readonly PathPair[], path: string): string {
  const inside = (here: string) =>
    path === here || (path.startsWith(here) && /[\\/]/.test(path[here.length] ?? ''))
  const [best] = pairs
    .map(({ here, there }) => ({ here: trimmed(here), there: trimmed(there) }))
    .filter(({ here }) => inside(here))
    .sort((a, b) => b.here.length - a.here.length)
  if (!best) return path
  const rest = path.slice(best.here.length)
  const climbs = rest.split(/[\\/]/).includes('..')
  if (climbs) throw new AppError('path-outside', says.cluster.pathLeadsOutOfIts(path))
  if (isAddress(best.there)) return best.there + rest.split(/[\\/]/).map(encodeURIComponent).join('/')
  const separator = best.there.includes('\\') && !best.there.includes('/') ? '\\' : '/'
  return best.there + rest.replaceAll(/[\\/]/g, separator)
}
