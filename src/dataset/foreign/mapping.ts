import { AppError } from '../../base/errors'
import type { SplitName } from '../dataset'

/** A dataset that another program's HDF5 file holds. */
export interface ForeignEntry {
  readonly path: string
  /** As numpy writes it: uint8, float32, S64; `variable` for variable-length types. */
  readonly type: string
  readonly shape: readonly number[]
}

/** What a dataset of another program may stand for: pictures and labels of the parts. */
export const roles = ['images', 'labels', 'val_images', 'val_labels', 'test_images', 'test_labels'] as const
export type Role = (typeof roles)[number]
export type ForeignMap = Readonly<Partial<Record<Role, string>>>

export const rolesOf: Readonly<Record<SplitName, { images: Role; labels: Role }>> = {
  train: { images: 'images', labels: 'labels' },
  val: { images: 'val_images', labels: 'val_labels' },
  test: { images: 'test_images', labels: 'test_labels' },
}

/** `images=train_img,labels=train_labels,val_images=valid_img,…` */
export function parseMap(text: string): ForeignMap {
  const map: Partial<Record<Role, string>> = {}
  for (const part of text.split(',')) {
    const [name = '', path = ''] = part.split('=').map((word) => word.trim())
    const role = roles.find((each) => each === name)
    if (!role || !path)
      throw new AppError(
        'bad-map',
        `--map takes ${roles.join('=…,')}=… with names of the file's datasets, not "${part}".`,
      )
    map[role] = path
  }
  return map
}

const parts: Readonly<Record<SplitName, RegExp>> = {
  train: /train/i,
  val: /val|dev/i,
  test: /test/i,
}
/** Whether a dataset is named like a part. */
export function isOf(path: string, split: SplitName): boolean {
  return parts[split].test(path)
}
const picture = /im(a?ge?s?|g)|pix|pictures?|(^|[_/])x([_/]|$)/i

/**
 * The likely mapping, by name and shape: what has four axes is pictures, what is named like them and has as many rows their
 * labels. Empty where nothing fits.
 */
export function guessMap(entries: readonly ForeignEntry[]): ForeignMap {
  const pictures = entries.filter(({ shape }) => shape.length === 4)
  const lists = entries.filter(({ shape }) => shape.length === 1 || shape.length === 2)
  const map: Partial<Record<Role, string>> = {}
  const named = (list: readonly ForeignEntry[], split: SplitName) =>
    list.filter(({ path }) => parts[split].test(path))
  const nameless = pictures.filter(({ path }) => !Object.values(parts).some((part) => part.test(path)))
  for (const split of ['train', 'val', 'test'] as const) {
    const found = named(pictures, split)
    const images =
      found.find(({ path }) => picture.test(path)) ??
      found[0] ??
      (split === 'train' ? nameless[0] : undefined)
    if (!images) continue
    const fitting = lists.filter(({ shape }) => shape[0] === images.shape[0])
    const labels =
      named(fitting, split).find(({ path }) => /lab|class|target|(^|[_/])y([_/]|$)/i.test(path)) ??
      named(fitting, split)[0] ??
      fitting[0]
    if (!labels) continue
    map[rolesOf[split].images] = images.path
    map[rolesOf[split].labels] = labels.path
  }
  return map.images ? map : {}
}
