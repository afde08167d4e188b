import { extname, resolve } from 'node:path'
import { makeReport } from '../../services/reporting.node'
import { type Command, imagesOption, textOption, UsageError } from '../command.node'

export const report: Command = {
  name: 'report',
  usage: 'report PROJECT --out FILE.html [--image ID|all] [--run ID|best]',
  summary:
    'Writes one page for people: images, run, evaluation, counts, pictures of what was found, and the methods.',
  help: [
    ['--out FILE.html', 'one file, which any browser shows and prints; it loads nothing and runs nothing'],
    ['--image ID|all', 'which images; all: those that the run has searched'],
    ['--run ID|best', 'whose detections'],
  ],
  options: { out: { type: 'string' }, image: { type: 'string' }, run: { type: 'string' } },
  async run([folder], options, context) {
    const out = textOption(options, 'out')
    if (out === undefined || !/\.html?$/i.test(extname(out)))
      throw new UsageError(
        `--out takes the page to write, which ends in .html${out === undefined ? '' : `, not "${out}"`}.`,
      )
    const request = { out: resolve(out), images: imagesOption(options), run: textOption(options, 'run') }
    const made = await makeReport(await context.open(folder), request, context)
    context.say(`${made.out}: run ${made.run} on ${made.images} images, ${(made.bytes / 1e6).toFixed(1)} MB.`)
    return made
  },
}
