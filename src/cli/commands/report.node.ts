import { extname, resolve } from 'node:path'
import { says } from '../../messages/says/says'
import { makeReport } from '../../services/reporting.node'
import { type Command, imagesOption, textOption, thresholdOption, UsageError } from '../command.node'

export const report: Command = {
  name: 'report',
  usage:
    'report PROJECT --out FILE.html [--image ID|all] [--run ID|best] [--threshold T|CLASS=T,…|suggested]',
  summary: () => says.summaries.report,
  help: () => [
    ['--out FILE.html', says.optionHelp.reportOut],
    ['--image ID|all', says.optionHelp.reportImage],
    ['--run ID|best', says.optionHelp.whoseDetections],
    ['--threshold T|CLASS=T,…|suggested', says.optionHelp.countThreshold],
  ],
  options: {
    out: { type: 'string' },
    image: { type: 'string' },
    run: { type: 'string' },
    threshold: { type: 'string' },
  },
  async run([folder], options, context) {
    const out = textOption(options, 'out')
    if (out === undefined || !/\.html?$/i.test(extname(out)))
      throw new UsageError(says.runCommands.reportTakes(out))
    const request = {
      out: resolve(out),
      images: imagesOption(options),
      run: textOption(options, 'run'),
      threshold: thresholdOption(options),
    }
    const made = await makeReport(await context.open(folder), request, context)
    const megabytes = (made.bytes / 1e6).toFixed(1)
    context.say(says.runCommands.reported(made.out, made.run, made.images, megabytes))
    return made
  },
}
