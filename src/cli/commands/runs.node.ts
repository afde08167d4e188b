import { listRuns } from '../../project/folder/runs.node'
import { bestF1, type RunInfo } from '../../runs/config'
import { longestName, nameIn, runName, runStart } from '../../runs/runName'
import { renameRun } from '../../services/keptRuns.node'
import { chosenRun } from '../../services/project.node'
import { type Command, textOption, UsageError } from '../command.node'

export const runsCommand: Command = {
  name: 'runs',
  usage: 'runs PROJECT [--run ID --name NAME]',
  summary:
    'Lists the runs with their names and what they started from, in the order in which they were started; with --name, calls one otherwise.',
  help: [
    ['--run ID', 'the run to name: its id, the name that it has, or best'],
    ['--name NAME', 'what to call it; - gives it its usual name back'],
  ],
  rules: [
    { options: ['name'], beside: 'run', why: 'it names one run' },
    { options: ['run'], beside: 'name', why: 'without it all runs are listed' },
  ],
  options: { run: { type: 'string' }, name: { type: 'string' } },
  async run([folder], options, context) {
    const name = textOption(options, 'name')
    if (name !== undefined && nameIn(name).length > longestName)
      throw new UsageError(`--name takes at most ${longestName} letters, not ${nameIn(name).length}.`)
    const project = await context.open(folder)
    if (name !== undefined) {
      const { id } = chosenRun(project, textOption(options, 'run'))
      renameRun(project, id, name === '-' ? '' : name)
    }
    const all = listRuns(project.paths)
    const runs = all.map((run) => told(run, all))
    for (const { id, name, status, f1, from } of runs) {
      const figure = f1 === null ? '' : `, F1 ${f1.toFixed(3)}`
      context.say(`${name} (${id}): ${status}${figure}${from === null ? '' : `, started from ${from}`}.`)
    }
    if (runs.length === 0) context.say('No run yet.')
    return { runs }
  },
}

const told = (run: RunInfo, all: readonly RunInfo[]) => ({
  ...{ id: run.id, name: runName(run), given: run.name !== undefined, model: run.config.model },
  ...{ status: run.status, startedAt: run.startedAt, epochs: run.epochs, objects: run.objects ?? null },
  ...{ f1: bestF1(run) ?? null, threshold: run.best?.threshold ?? null, from: runStart(run, all) ?? null },
})
