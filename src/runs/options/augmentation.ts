import * as v from 'valibot'
import { augmentationPresets } from '../../augment/augment'
import type { AugmentationSettings } from '../../augment/augmentation'
import { faultOf } from '../../augment/expression'
import { crop } from '../../augment/transforms/crop'
import { noList, type Situation, type OptionValue } from './option'
import { t } from '../../messages/messages'

/** Kinds of augmentation with their values; the command line reads them from a file, too. What they may be: `chain`. */
export const augmentation: OptionValue<AugmentationSettings> = {
  kind: 'augmentation',
  schema: v.pipe(noList, v.record(v.string(), v.record(v.string(), v.pipe(v.number(), v.finite())))),
  read: (word) =>
    Object.hasOwn(augmentationPresets, word) ? augmentationPresets[word as 'usual'] : undefined,
}

/** A person's own, or a file's text; what is wrong with it is said by `faultOf`. */
export const expression: OptionValue<string> = {
  kind: 'expression',
  schema: v.pipe(
    v.string(),
    v.check((written) => faultOf(written) === undefined),
  ),
  read: (word) => word,
}

/** A preset stands for what suits the data; what is named by itself must have an effect. */
export const isPreset = (settings: AugmentationSettings) =>
  Object.values(augmentationPresets).some((preset) => JSON.stringify(preset) === JSON.stringify(settings))

export function refuseAugmentation(
  settings: AugmentationSettings,
  _given: object,
  { task, tile }: Situation,
) {
  if (task === 'classify' && 'copyPaste' in settings && !isPreset(settings))
    return t.optionRules.namesCopyPasteWhichMoves
  const side = settings['crop']?.['size'] ?? crop.parameters.size.default
  if ('crop' in settings && tile !== undefined && side >= tile)
    return t.optionRules.namesARandomCropOf(side, tile)
  return undefined
}
