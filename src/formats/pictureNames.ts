import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { baseName, type LabelImage } from './format'

// Which picture a label file means by a name. Names are compared in one Unicode form; folders tell pictures of one name apart.

const pictureEnding =
  /\.(jpe?g|png|tiff?|btf|tf[28]|svs|ndpi|mrxs|scn|webp|dzi|bmp|gif|jp2|jpx|avif|heic|vrt|dcm|zarr)$/i

/** `a/field.v2.tif` is `field.v2`; a dot is no ending unless it is that of a picture. */
export function pictureStem(name: string): string {
  return baseName(name).replace(pictureEnding, '')
}

export function isPictureName(name: string): boolean {
  return pictureEnding.test(name)
}

/** What all pictures have in common that a name could mean: programs leave out the `.ome` of an OME-TIFF, or do not. */
export function nameKey(name: string): string {
  return stemKey(name).replace(/\.ome$/, '')
}

const stemKey = (name: string) => pictureStem(name).normalize('NFC').toLowerCase()

/** Addresses as web tools write them become plain paths. */
function plain(name: string): string {
  if (!/^[a-z][a-z\d+.-]+:\/\//i.test(name)) return name
  const path = name.replace(/[?#].*$/, '')
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const partsOf = (path: string) =>
  path
    .normalize('NFC')
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.')

/**
 * How well a name means the picture at this path: same name with its ending 3, in other letters 2, with another ending 1,
 * without `.ome` ½, else 0; and a little for each folder that they have in common, from the end.
 */
export function closeness(name: string, path: string): number {
  const [named, placed] = [partsOf(name), partsOf(path)]
  const [a, b] = [named.pop() ?? '', placed.pop() ?? '']
  if (nameKey(a) !== nameKey(b)) return 0
  const isStem = stemKey(a) === stemKey(b)
  const level = a === b ? 3 : a.toLowerCase() === b.toLowerCase() ? 2 : isStem ? 1 : 0.5
  let folders = 0
  while (folders < named.length && named.at(-1 - folders) === placed.at(-1 - folders)) folders++
  return level + folders / 1024
}

/** Whether `name` says the same as `path`, with fewer folders. */
function endsWithPath(path: string, name: string): boolean {
  const [all, some] = [partsOf(path), partsOf(name)]
  return some.every((part, i) => part === all[all.length - some.length + i])
}

/** Pictures by the names that a label file has for them. */
export class PictureIndex<T> {
  private readonly byKey = new Map<string, { readonly name: string; readonly values: T[] }[]>()
  /** The first few names, for messages. */
  private readonly some: string[] = []
  size = 0

  constructor(private readonly file: string) {}

  add(given: string, value: T): void {
    const name = plain(given).normalize('NFC')
    const key = nameKey(name)
    let entries = this.byKey.get(key)
    if (!entries) this.byKey.set(key, (entries = []))
    const known = entries.find((entry) => entry.name === name)
    if (known) known.values.push(value)
    else {
      entries.push({ name, values: [value] })
      this.size++
      if (this.some.length < 3) this.some.push(baseName(name))
    }
  }

  /**
   * What the file says of this picture, under the name that it has there. Throws AppError('label-image') where it says nothing
   * of it, AppError('label-ambiguous') where it could be of another picture as well.
   */
  find(image: LabelImage): { readonly name: string; readonly values: readonly T[] } {
    const path = image.path ?? image.name
    const entries = (this.byKey.get(nameKey(image.name)) ?? []).map((entry) => ({
      ...entry,
      close: closeness(entry.name, path),
      rival: Math.max(0, ...(image.others ?? []).map((other) => closeness(entry.name, other))),
    }))
    const own = entries.filter(({ close, rival }) => close >= rival)
    const best = Math.max(...own.map(({ close }) => close))
    const [first, ...more] = own
      .filter(({ close }) => close === best)
      .sort((a, b) => b.name.length - a.name.length)
    if (!first) throw this.missing(image)
    const second = more.find(({ name }) => !endsWithPath(first.name, name))
    if (second) throw this.ambiguous(image, says.labels.nameAndSecondNameCould(first.name, second.name))
    if (first.rival === first.close)
      throw this.ambiguous(
        image,
        says.labels.itsNameCouldAlsoBe(
          first.name,
          String(image.others?.find((o) => closeness(first.name, o) === best)),
        ),
      )
    return { name: first.name, values: [first, ...more].flatMap(({ values }) => values) }
  }

  private missing(image: LabelImage): AppError {
    const names = `${this.some.join(', ') || 'none'}${this.size > 3 ? ', …' : ''}`
    return new AppError('label-image', says.labels.fileHasNoImageCalled(this.file, image.name, names))
  }

  private ambiguous(image: LabelImage, why: string): AppError {
    return new AppError(
      'label-ambiguous',
      says.labels.fileWhyNameNobodyGets(this.file, why, image.path ?? image.name),
    )
  }
}
