import { says } from '../../messages/says/says'
import { sampleFields } from '../../services/counting.node'
import { type Command, imageOption, numberOption, textOption } from '../command.node'

/** As many as somebody checks in an hour or two; more are drawn by asking again. */
const defaultFields = 20
const maxFields = 10_000

export const sample: Command = {
  name: 'sample',
  usage: 'sample PROJECT --image ID [--fields N] [--run ID|best] [--seed S]',
  summary: () => says.summaries.sample,
  help: () => [
    ['--image ID', says.optionHelp.sampleImage],
    ['--fields N', says.optionHelp.sampleFields(defaultFields)],
    ['--run ID|best', says.optionHelp.sampleRun],
    ['--seed S', says.optionHelp.sampleSeed],
  ],
  options: {
    image: { type: 'string' },
    fields: { type: 'string' },
    run: { type: 'string' },
    seed: { type: 'string' },
  },
  async run([folder], options, context) {
    const image = imageOption(options, 'sample')
    const fields = numberOption(options, 'fields', { min: 1, max: maxFields, integer: true }) ?? defaultFields
    const seed = numberOption(options, 'seed', { min: 0, max: 2 ** 32 - 1, integer: true })
    const project = await context.open(folder)
    const drawn = await sampleFields(
      project,
      { image, fields, seed, run: textOption(options, 'run') },
      context,
    )
    const { strata, fieldsDrawn, moreFields, moreFieldsUnknown } = says.dataCommands
    for (const { x, y, w, h, stratum } of drawn.fields)
      context.say(`${x},${y},${w},${h}  ${strata[stratum] ?? stratum}`)
    context.say(fieldsDrawn(drawn.fields.length, drawn.checked))
    context.say(drawn.more === null ? moreFieldsUnknown : moreFields(drawn.more))
    return drawn
  },
}
