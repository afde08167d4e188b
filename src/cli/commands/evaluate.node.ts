import type { MatchRule } from '../../evaluation/evaluation'
import { evaluateRun } from '../../services/evaluating.node'
import {
  type Command,
  imagesOption,
  numberOption,
  type Options,
  textOption,
  UsageError,
} from '../command.node'

function matchOption(options: Options): MatchRule {
  const given = textOption(options, 'match') ?? 'centre'
  if (given === 'centre') return { kind: 'centre' }
  const threshold = /^iou:(0?\.\d+|1(?:\.0+)?)$/.exec(given)?.[1]
  if (!threshold || Number(threshold) <= 0)
    throw new UsageError(`--match takes centre or iou:0.5 (more than 0, at most 1), not "${given}".`)
  return { kind: 'iou', threshold: Number(threshold) }
}

export const evaluate: Command = {
  name: 'evaluate',
  usage: 'evaluate PROJECT [--image ID|all] [--run ID|best] [--match centre|iou:0.5] [--threshold T]',
  summary: 'Holds predictions against what people marked, inside of what they checked.',
  options: {
    image: { type: 'string' },
    run: { type: 'string' },
    match: { type: 'string' },
    threshold: { type: 'string' },
  },
  async run([folder], options, context) {
    const request = {
      images: imagesOption(options),
      run: textOption(options, 'run'),
      match: matchOption(options),
      threshold: numberOption(options, 'threshold', { min: 0, max: 1 }),
    }
    const project = await context.open(folder)
    const found = await evaluateRun(project, request, context)
    const row = (name: string, s: typeof found | (typeof found.classes)[number]) =>
      context.say(
        `${name.padEnd(16)} precision ${s.precision.toFixed(3)}  recall ${s.recall.toFixed(3)}  F1 ${s.f1.toFixed(3)}  AP ${s.ap.toFixed(3)}  ${s.objects} objects`,
      )
    row('all classes', found)
    for (const one of found.classes) row(one.name, one)
    context.say(`Threshold ${found.threshold.toFixed(2)}.`)
    return found
  },
}
