import { AppError } from '../../base/errors'
import { t } from '../../messages/messages'
import type { SplitName } from '../../tiles/tiles'

/** A dataset that another program's HDF5 file holds. */
export interface ForeignEntry {
  readonly path: string
  /** As numpy writes it: uint8, float32, S64; `variable` for variable-length types. */
  readonly type: string
  readonly shape: readonly number[]
}

/** What a dataset of another program may stand for: pictures, labels or masks of the parts. */
export const roles = [
  ...(['images', 'labels', 'masks'] as const),
  ...(['val_images', 'val_labels', 'val_masks'] as const),
  ...(['test_images', 'test_labels', 'test_masks'] as const),
] as const
export type Role = (typeof roles)[number]
export type ForeignMap = Readonly<Partial<Record<Role, string>>>

export const rolesOf = {
  train: { images: 'images', labels: 'labels', masks: 'masks' },
  val: { images: 'val_images', labels: 'val_labels', masks: 'val_masks' },
  test: { images: 'test_images', labels: 'test_labels', masks: 'test_masks' },
} as const satisfies Record<SplitName, Record<'images' | 'labels' | 'masks', Role>>

/** Whether a mapping says where the pictures are and what they show. */
export function isFullyMapped(map: ForeignMap): boolean {
  return Boolean(map.images && (map.labels ?? map.masks))
}

/** `images=train_img,labels=train_labels,val_images=valid_img,…` */
export function parseMap(text: string): ForeignMap {
  const map: Partial<Record<Role, string>> = {}
  for (const part of text.split(',')) {
    const [name = '', path = ''] = part.split('=').map((word) => word.trim())
    const role = roles.find((each) => each === name)
    if (!role || !path)
      throw new AppError('bad-map', t.foreignMap.mapTakesRolesWithNames(roles.join('=…,'), part))
    map[role] = path
  }
  return map
}

const parts: Readonly<Record<SplitName, RegExp>> = {
  train: /train/i,
  val: /(?<!inter)val(?!ue)|dev(?!i)/i,
  test: /(?<!la)test/i,
}
/** Whether a dataset is named like a part. */
export function isOf(path: string, split: SplitName): boolean {
  return parts[split].test(path)
}
const picture = /im(a?ge?s?|g)|pix|pictures?|(^|[_/])x([_/]|$)/i
const mask = /mask|segm|annotation/i
const labelName = /lab|class(?!_?names)|target|outcome|diagnos|(^|[_/])y([_/]|$)/i
/** What numbers a picture rather than saying what it shows. */
const numberName = /(^|[_/])(id|ids|idx|index|indices|number|patient|age|row)([_/]|$)/i

/**
 * The likely mapping, by name and shape: what has four axes is pictures (or three, where they are named so), what is named like
 * labels or masks and has as many rows what they show. Empty where nothing fits; without labels where only the person can tell.
 */
export function guessMap(entries: readonly ForeignEntry[]): ForeignMap {
  const map: Partial<Record<Role, string>> = {}
  const pictures = picturesIn(entries)
  const partOf = (path: string) =>
    (['train', 'val', 'test'] as const).find((split) => parts[split].test(path))
  for (const split of ['train', 'val', 'test'] as const) {
    const found = pictures.filter(({ path }) => partOf(path) === split)
    const nameless = split === 'train' ? pictures.filter(({ path }) => !partOf(path)) : []
    const images = found.find(({ path }) => picture.test(path)) ?? found[0] ?? nameless[0]
    if (!images) continue
    const own = partOf(images.path)
    const fitting = entries.filter(
      ({ path, shape }) =>
        path !== images.path &&
        shape[0] === images.shape[0] &&
        [own, undefined].includes(partOf(path)) &&
        !pictures.some((each) => each.path === path),
    )
    const { images: role, labels, masks } = rolesOf[split]
    const labelled = labelsAmong(fitting, own)
    const masked = fitting.find(({ shape }) => isMaskOf(shape, images.shape))
    map[role] = images.path
    if (labelled) map[labels] = labelled.path
    else if (masked) map[masks] = masked.path
    else if (split !== 'train') delete map[role]
  }
  return map
}

/** Named like labels, else the only list of numbers that could be; undefined where several could. */
function labelsAmong(fitting: readonly ForeignEntry[], own: SplitName | undefined): ForeignEntry | undefined {
  const lists = fitting.filter(
    ({ shape }) => shape.length <= 2 || (shape.length === 4 && shape.slice(1).every((n) => n === 1)),
  )
  const named = lists.filter(({ path }) => labelName.test(path))
  const ofPart = named.filter(({ path }) => own && parts[own].test(path))
  if (ofPart.length > 0) return ofPart[0]
  if (named.length > 0) return named[0]
  const others = lists.filter(({ path }) => !numberName.test(path))
  return others.length === 1 ? others[0] : undefined
}

function picturesIn(entries: readonly ForeignEntry[]): ForeignEntry[] {
  const large = ([, a = 0, b = 0, c = 0]: readonly number[]) => [a, b, c].filter((n) => n > 4).length >= 2
  const candidates = entries.filter(({ path, shape }) => large(shape) && !mask.test(path))
  const four = candidates.filter(({ shape }) => shape.length === 4)
  // A mask may have a last axis of 1, and any name: what is named like labels is none of the pictures.
  const named = four.filter(({ path }) => !labelName.test(path))
  if (four.length > 0) return named.length > 0 ? named : four
  return candidates.filter(({ path, shape }) => shape.length === 3 && picture.test(path))
}

function isMaskOf(shape: readonly number[], images: readonly number[]): boolean {
  const sides = images.slice(1).filter((n) => n > 4)
  const own = shape.slice(1).filter((n) => n > 1)
  return shape.length >= 3 && own.join() === sides.join()
}
