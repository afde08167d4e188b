import type { CallContext } from '../../src/base/wire'
import type { countCommands } from '../../src/ipc/commands/count'
import { t } from '../../src/messages/messages'
import type { CountedImages } from '../../src/evaluation/count/count'
import { countObjects, drawnFields, sampleFields, type SampleResult } from '../../src/services/counting.node'
import type { HandlersOf, AppServices } from './appServices'

const countedText = ({ classes }: CountedImages) =>
  t.count.counted(
    classes
      .map(({ name, count, low, high }) =>
        low === null || high === null ? `${count} ${name}` : `${count} ${name} (${t.count.from(low, high)})`,
      )
      .join(', '),
  )

export function countHandlers({ jobs, project }: AppServices): HandlersOf<typeof countCommands> {
  return {
    'count.run': async (request) => {
      const { current } = project
      const work = (context: CallContext) => countObjects(current, request, context)
      return jobs.run('evaluate', t.count.counting, work, countedText)
    },
    'sample.draw': async (request) => {
      const { current } = project
      const work = (context: CallContext) => sampleFields(current, request, context)
      const outcome = ({ fields, checked }: SampleResult) => t.count.drawn(fields.length + checked, checked)
      const { more } = await jobs.run('evaluate', t.count.sample, work, outcome)
      return { drawn: await drawnFields(current, request.image), more }
    },
    'sample.drawn': async ({ image }) => await drawnFields(project.current, image),
  }
}
