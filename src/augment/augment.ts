import { AppError } from '../base/errors'
import type { Random } from '../base/random'
import { t } from '../messages/messages'
import type { TileBatch } from '../tiles/tiles'
import type { Augmentation, AugmentationSettings, BatchMix } from './augmentation'
import { copyPaste } from './transforms/copyPaste'
import { crop } from './transforms/crop'
import { dihedral } from './transforms/dihedral'
import { flip } from './transforms/flip'
import { gaussianNoise } from './transforms/gaussianNoise'
import { rotation } from './transforms/rotation'
import { saltAndPepper } from './transforms/saltAndPepper'
import { saturation } from './transforms/saturation'
import { scale } from './transforms/scale'
import { scaleSpace } from './transforms/scaleSpace'
import { shear } from './transforms/shear'
import { shift } from './transforms/shift'
import { tone } from './transforms/tone'
import { zoom } from './transforms/zoom'
import { plainView, type Transform, type TileView } from './view'

/** Every augmentation, in the order in which training draws them. A new one is a file and a line here. */
export const augmentations: readonly Augmentation[] = [
  copyPaste,
  scale,
  scaleSpace,
  zoom,
  shear,
  rotation,
  shift,
  dihedral,
  flip,
  crop,
  tone,
  saturation,
  gaussianNoise,
  saltAndPepper,
]

export function defaultValues({ parameters }: Augmentation): Record<string, number> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { default: value }]) => [name, value]))
}

const withDefaults = (...list: readonly Augmentation[]): AugmentationSettings =>
  Object.fromEntries(list.map((augmentation) => [augmentation.id, defaultValues(augmentation)]))

/** What a person chooses from before looking closer. */
export const augmentationPresets = {
  none: {},
  usual: withDefaults(copyPaste, scale, shift, dihedral, tone),
  upright: {
    ...withDefaults(scale, shift, tone),
    copyPaste: { most: 3, turned: 0 },
    flip: { horizontal: 0.5, vertical: 0 },
  },
  strong: {
    ...withDefaults(copyPaste, scale, shear, rotation, shift, dihedral, tone, gaussianNoise),
    saturation: { power: 2 },
  },
} as const satisfies Record<string, AugmentationSettings>

/** What is done to the tiles of a batch: first with each other, then to each. */
export interface Chain {
  readonly mixes: readonly BatchMix[]
  readonly transforms: readonly Transform[]
}

/** What the settings ask for. Fails with `unknown-augmentation` or `bad-augmentation`. */
export function chain(settings: AugmentationSettings): Chain {
  for (const id of Object.keys(settings)) {
    if (augmentations.some((augmentation) => augmentation.id === id)) continue
    throw new AppError(
      'unknown-augmentation',
      t.augmentErrors.thereIsNoAugmentationId(id, augmentations.map((a) => a.id).join(', ')),
    )
  }
  const wanted = augmentations.flatMap((augmentation) => {
    const given = settings[augmentation.id]
    return given ? [{ augmentation, values: checked(augmentation, given) }] : []
  })
  return {
    mixes: wanted.flatMap(({ augmentation, values }) => augmentation.mix?.(values) ?? []),
    transforms: wanted.flatMap(({ augmentation, values }) => augmentation.transform?.(values) ?? []),
  }
}

function checked(
  augmentation: Augmentation,
  given: Readonly<Record<string, number>>,
): Record<string, number> {
  const { id, parameters } = augmentation
  for (const [name, value] of Object.entries(given)) {
    const parameter = parameters[name]
    if (parameter && value >= parameter.min && value <= parameter.max) continue
    const choice = parameter
      ? t.augmentErrors.betweenLeastAndMost(parameter.min, parameter.max)
      : t.augmentErrors.oneOfValues(
          Object.keys(parameters).join(', ') || t.augmentErrors.nothingItHasNoValues,
        )
    throw new AppError(
      'bad-augmentation',
      t.augmentErrors.theAugmentationIdCannotTake(id, name, value, choice),
    )
  }
  return { ...defaultValues(augmentation), ...given }
}

export const noAugmentation = chain({})
export const defaultAugmentation = chain(augmentationPresets.usual)

/** The batch after all mixes; its draws do not shift those of the views. */
export function mix(mixes: readonly BatchMix[], batch: TileBatch, size: number, random: Random): TileBatch {
  const draws = random.fork(0x313)
  return mixes.reduce((mixed, each) => each(mixed, size, draws), batch)
}

/** One draw for a tile whose side is `size` pixels. */
export function drawView(transforms: readonly Transform[], random: Random, size: number): TileView {
  return transforms.reduce((view, transform) => transform(view, random, view.size ?? size), plainView)
}
