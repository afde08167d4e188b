import { sampleFields } from '../../services/counting.node'
import { type Command, imageOption, numberOption, textOption } from '../command.node'

/** As many as somebody checks in an hour or two; more are drawn by asking again. */
const usualFields = 20
const mostFields = 10_000

export const sample: Command = {
  name: 'sample',
  usage: 'sample PROJECT --image ID [--fields N] [--run ID|best] [--seed S]',
  summary:
    'Draws fields of view for a person to check, at random by what a run found: test ground that is never learned from.',
  help: [
    ['--image ID', 'the image, which a run has searched'],
    [
      '--fields N',
      `how many fields there are to be to check (${usualFields}); those drawn before come first`,
    ],
    ['--run ID|best', 'by whose detections the fields are put in strata, at the first draw'],
    ['--seed S', 'another seed draws other fields'],
  ],
  options: {
    image: { type: 'string' },
    fields: { type: 'string' },
    run: { type: 'string' },
    seed: { type: 'string' },
  },
  async run([folder], options, context) {
    const image = imageOption(options, 'sample')
    const fields = numberOption(options, 'fields', { min: 1, max: mostFields, integer: true }) ?? usualFields
    const seed = numberOption(options, 'seed', { min: 0, max: 2 ** 32 - 1, integer: true })
    const project = await context.open(folder)
    const drawn = await sampleFields(
      project,
      { image, fields, seed, run: textOption(options, 'run') },
      context,
    )
    for (const { x, y, w, h, stratum } of drawn.fields) context.say(`${x},${y},${w},${h}  ${stratum}`)
    context.say(
      `${drawn.fields.length} fields to check, ${drawn.checked} are checked. Mark every object in a field, then declare it checked.`,
    )
    context.say(
      drawn.more === null
        ? 'How many are needed for ± 5 % can be told when some are checked.'
        : `For ± 5 %, ${drawn.more} more must be checked than are by now.`,
    )
    return drawn
  },
}
