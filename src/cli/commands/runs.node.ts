import { t } from '../../messages/messages'
import { says } from '../../messages/says/says'
import { listRuns } from '../../project/folder/runs.node'
import { bestF1, type RunInfo } from '../../runs/config'
import { longestName, nameIn, runName, runStart } from '../../runs/runName'
import { renameRun } from '../../services/keptRuns.node'
import { chosenRun } from '../../services/project.node'
import { type Command, textOption, UsageError } from '../command.node'

export const runsCommand: Command = {
  name: 'runs',
  usage: 'runs PROJECT [--run ID --name NAME]',
  summary: () => says.summaries.runs,
  help: () => [
    ['--run ID', says.optionHelp.runsRun],
    ['--name NAME', says.optionHelp.runsName],
  ],
  rules: [
    { options: ['name'], beside: 'run', why: () => says.optionHelp.namesOneRun },
    { options: ['run'], beside: 'name', why: () => says.optionHelp.listsAllRuns },
  ],
  options: { run: { type: 'string' }, name: { type: 'string' } },
  async run([folder], options, context) {
    const name = textOption(options, 'name')
    if (name !== undefined && nameIn(name).length > longestName)
      throw new UsageError(says.runCommands.nameTooLong(longestName, nameIn(name).length))
    const project = await context.open(folder)
    if (name !== undefined) {
      const { id } = chosenRun(project, textOption(options, 'run'))
      renameRun(project, id, name === '-' ? '' : name)
    }
    const all = listRuns(project.paths)
    const runs = all.map((run) => told(run, all))
    for (const { id, name, status, f1, from } of runs) {
      const about = { f1: f1?.toFixed(3) ?? null, from }
      context.say(says.runCommands.run(name, id, t.train[status], about))
    }
    if (runs.length === 0) context.say(says.runCommands.noRunYet)
    return { runs }
  },
}

const told = (run: RunInfo, all: readonly RunInfo[]) => ({
  ...{ id: run.id, name: runName(run), given: run.name !== undefined, model: run.config.model },
  ...{ status: run.status, startedAt: run.startedAt, epochs: run.epochs, objects: run.objects ?? null },
  ...{ f1: bestF1(run) ?? null, threshold: run.best?.threshold ?? null, from: runStart(run, all) ?? null },
})
