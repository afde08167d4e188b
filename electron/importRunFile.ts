import type { CallContext } from '../src/base/wire'
import { t } from '../src/messages/messages'
import { readRun } from '../src/project/folder/runs.node'
import { runName } from '../src/runs/runName'
import { importRun } from '../src/services/importingRuns.node'
import type { AppServices } from './commands/appServices'

/** Takes a run's file into the open project, and says what the run is called there; gives its id. */
export async function importRunFile(
  { jobs, project }: Pick<AppServices, 'jobs' | 'project'>,
  path: string,
): Promise<string> {
  const { current } = project
  const work = (context: CallContext) => importRun(current, path, context)
  const outcome = ({ id }: { readonly id: string }) => {
    const run = readRun(current.paths, id)
    return t.host.runImported(run ? runName(run) : id)
  }
  const { id } = await jobs.run('import', t.host.importARun, work, outcome)
  await project.filesChanged()
  return id
}
