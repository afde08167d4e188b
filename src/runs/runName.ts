import { t } from '../messages/messages'
import { modelCatalogue } from '../models/catalogue'
import type { RunInfo } from './config'

/** Letters of a name that a person gives. */
export const longestName = 120

type Named = Pick<RunInfo, 'id' | 'name' | 'number' | 'objects'> & {
  readonly config: Pick<RunInfo['config'], 'model'>
}

/** One line of what was typed or stands in a file. */
export function nameIn(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

/**
 * What a person called the run; else its number, model and the objects that it learned from, as far as they are known.
 *
 * @example runName(run) // Run 2 · U-Net · 33 objects
 */
export function runName({ id, name, number, objects, config }: Named): string {
  if (name) return name
  const model = modelCatalogue.find((each) => each.id === config.model)?.label ?? config.model
  const learned = objects === undefined ? [] : [t.numbers.objects(objects)]
  return [t.train.runId(number ?? id), model, ...learned].join(' · ')
}

/** How many epochs it was trained for, as people read it. */
export function epochsOf({ epochs, best }: Pick<RunInfo, 'epochs' | 'best'>): string {
  return best && best.epoch > epochs ? t.numbers.epochsAndPart(epochs) : t.numbers.epochs(epochs)
}

/** The name of the run with this id; the id where none has it any more. */
export function nameOfRun(runs: readonly RunInfo[], id: string): string {
  const run = runs.find((each) => each.id === id)
  return run ? runName(run) : id
}

/** What a run started from: another run's name, a folder's or a file's; undefined for one that began from nothing. */
export function runStart({ config }: RunInfo, runs: readonly RunInfo[]): string | undefined {
  const path = config.from ?? config.weights
  const last = path?.split(/[\\/]/).filter(Boolean).at(-1)
  return config.from !== undefined && last !== undefined ? nameOfRun(runs, last) : last
}
