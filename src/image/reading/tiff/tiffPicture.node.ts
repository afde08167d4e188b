import { basename } from 'node:path'
import { AppError } from '../../../base/errors'
import type { PixelSize } from '../../../geometry/pixelSize'
import type { ByteSource } from '../byteSource.node'
import { says } from '../../../messages/says/says'
import { opacityOf } from './opacity'
import { foreignPicture, refuseForeign } from '../foreignPictures'
import type { PicturePart } from '../../../records/image'
import { levelOf, type PixelKind, type StoredLevel, type StoredPicture } from '../../pixels/picture'
import { keptDepth } from './sampleForms.node'
import { unreadable } from './tileCodec.node'
import { readTiffPages } from './tiffDirectory.node'
import { TiffLevel } from './tiffLevel.node'
import type { TiffPage } from './tiffPage'
import { chooseSeries, isAperio, type TiffSeries } from './tiffSeries'
import { photometrics } from './tiffTags'
import { turnedLevel, turnedSize, turnOf } from '../../pixels/turnedLevel'

/** Our own pyramids say so in their Software tag. */
export const softwareName = 'Windhover pyramid'

/** A TIFF by its directories. */
export interface TiffPicture extends StoredPicture {
  /** The page that is the picture, or its first channel. */
  readonly main: TiffPage
  /** What one of its pixels covers, as they are seen; not by its place on a map. */
  readonly pixelSize: PixelSize | undefined
  /** Which part of the file it is, and of how many, where there are several. */
  readonly part: PicturePart
  readonly parts: PicturePart
  /** There is no other page. */
  readonly alone: boolean
  /** Why its samples cannot be read by tile or strip, in words; undefined where they can. */
  readonly problem: string | undefined
  /** Sentences about what of the file is left out. */
  readonly notes: readonly string[]
  /** Throws AppError where a tile lies beyond the end of the file. */
  check(): Promise<void>
  /** Throws AppError where a JPEG tile of the picture itself does not come to its end. */
  checkEnds(): Promise<void>
}

/**
 * A TIFF, BigTIFF, OME-TIFF or SVS-like file, read where it lies. It keeps `bytes` and closes them. The file may be hostile.
 * Throws AppError('tiff-broken').
 */
export async function openTiffPicture(
  bytes: ByteSource,
  path: string,
  part?: PicturePart,
): Promise<TiffPicture> {
  const pages = await readTiffPages(bytes, path)
  refuseRaw(pages, path)
  refuseSlides(pages, path)
  const own = (pages[0] as TiffPage).software.startsWith(softwareName)
  const series = chooseSeries(pages, basename(path), own, part)
  const { planes } = series
  const main = planes[0] as TiffPage
  const stored = fullSize(main, own)
  const kind = kindOf(series)
  const opacity = planes.length === 1 ? opacityOf(main) : undefined
  const turn = turnOf(main.orientation)
  const about = { source: bytes, path, kind, opacity, padded: own }
  const levels = new Map<number, StoredLevel>()
  const tiffLevels: TiffLevel[] = []
  for (const [number, stack] of levelStacks(stored, planes, pages)) {
    const level = new TiffLevel(about, stack)
    levels.set(number, turn ? turnedLevel(level, turn, kind.bits) : level)
    tiffLevels.push(level)
  }
  const names = series.names?.length === kind.channels ? series.names : defaultNames(kind)
  return {
    ...turnedSize(stored, turn),
    kind,
    channelNames: names,
    channelColors: names.map((_, i) => series.colors[i]),
    levels,
    main,
    pixelSize:
      series.pixelSize && turn?.swap
        ? { ...series.pixelSize, x: series.pixelSize.y, y: series.pixelSize.x }
        : series.pixelSize,
    part: series.part,
    parts: series.parts,
    alone: pages.length === 1,
    problem: planes.map(unreadable).find(Boolean),
    notes: series.notes,
    check: async () => {
      for (const level of tiffLevels) await level.check()
    },
    checkEnds: async () => tiffLevels[0]?.checkEnds(),
    close: () => bytes.close(),
  }
}

/** Raw files of cameras are TIFFs, with a picture of thumbnail size in front. */
function refuseRaw(pages: readonly TiffPage[], path: string): void {
  const all = [...pages, ...pages.flatMap(({ subPages }) => subPages)]
  const mosaics: readonly number[] = [32_803, 34_892]
  if (!all.some(({ raw, photometric }) => raw || mosaics.includes(photometric))) return
  throw new AppError('image-unsupported', says.tiff.pathIsARawFile(path))
}

/** Slides that are TIFFs with rules of their own, whatever they are called. */
function refuseSlides(pages: readonly TiffPage[], path: string): void {
  const [first] = pages
  const isLeica = /leica-microsystems\.com\/scn/.test(first?.description ?? '')
  const ending = first?.ndpi ? '.ndpi' : isLeica ? '.scn' : undefined
  if (ending) refuseForeign(path, foreignPicture(ending, ''))
}

/** Of the picture: a pyramid of ours may hold only the levels that were missing. */
function fullSize(main: TiffPage, own: boolean): { width: number; height: number } {
  const said = own ? /of (\d{1,9}) x (\d{1,9})/.exec(main.software) : null
  return said
    ? { width: Number(said[1]), height: Number(said[2]) }
    : { width: main.width, height: main.height }
}

export function defaultNames({ channels, bands }: PixelKind): string[] {
  if (channels === 1) return [says.image.grey]
  if (channels === 3) return [says.image.red, says.image.green, says.image.blue]
  const colors = bands ? [says.image.red, says.image.green, says.image.blue] : []
  return Array.from({ length: channels }, (_, i) => colors[i] ?? says.image.channelI(i + 1))
}

function kindOf({ planes, microscopy }: TiffSeries): PixelKind {
  const page = planes[0] as TiffPage
  const depth = keptDepth(page)
  const bands = !microscopy
  if (planes.length > 1) return { bits: depth, channels: planes.length, rgb: false }
  if (page.photometric === photometrics.palette) return { bits: 8, channels: 3, rgb: true }
  const opacity = opacityOf(page)
  const channels = page.samples - (opacity ? 1 : 0)
  const colors = page.photometric === photometrics.rgb || page.photometric === photometrics.ycbcr
  if (depth === 8 && (channels === 1 || (channels === 3 && colors)))
    return { bits: 8, channels: 3, rgb: true }
  const several = bands && channels > 3 ? { bands } : {}
  return { bits: opacity && depth === 16 ? 32 : depth, channels, rgb: false, ...several }
}

/** By level the page of each channel: those of the picture itself, and its smaller copies, chained or below it. */
function levelStacks(
  whole: { width: number; height: number },
  planes: readonly TiffPage[],
  pages: readonly TiffPage[],
): Map<number, readonly TiffPage[]> {
  const main = planes[0] as TiffPage
  const stacks = new Map<number, readonly TiffPage[]>([[levelOf(whole, main) ?? 0, planes]])
  const alike = (page: TiffPage | undefined): page is TiffPage =>
    page !== undefined &&
    page.tiled &&
    page.bits === main.bits &&
    page.sampleFormat === main.sampleFormat &&
    page.samples === main.samples &&
    page.planar === main.planar &&
    page.orientation === main.orientation &&
    (page.photometric === photometrics.palette) === (main.photometric === photometrics.palette) &&
    unreadable(page) === undefined
  const add = (stack: (TiffPage | undefined)[]) => {
    const level = stack[0] && levelOf(whole, stack[0])
    if (level !== undefined && level > 0 && !stacks.has(level) && stack.every(alike)) stacks.set(level, stack)
  }
  for (let i = 0; i < main.subPages.length; i++) add(planes.map((plane) => plane.subPages[i]))
  // A second picture of half the size is no level of the first.
  const isCopy = (page: TiffPage) => page.reduced || (isAperio(main) && isAperio(page))
  // Copies follow their picture, before the next one; those of the only picture may stand anywhere.
  const several = !isAperio(main) && pages.filter(({ reduced }) => !reduced).length > 1
  const after = several ? pages.slice(pages.indexOf(main) + 1) : pages
  const next = several ? after.findIndex(({ reduced }) => !reduced) : -1
  if (planes.length === 1)
    for (const page of next < 0 ? after : after.slice(0, next)) if (page !== main && isCopy(page)) add([page])
  return stacks
}
