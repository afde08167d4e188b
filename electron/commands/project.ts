import { app, dialog, type BrowserWindow } from 'electron'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { CallContext } from '../../src/base/wire'
import { type projectCommands, shownRuns } from '../../src/ipc/commands/project'
import { storedAs } from '../storedAs'
import { classColor } from '../../src/services/project.node'
import { t } from '../../src/messages/messages'
import { askForPaths } from '../askForPaths'
import type { OpenProject } from '../openProject'
import { recentProjects, rememberProject } from '../preferences'
import type { HandlersOf, AppServices } from './appServices'

export function projectHandlers(services: AppServices): HandlersOf<typeof projectCommands> {
  const { window, project, recovered } = services
  return {
    'project.new': async ({ classes }) => {
      const { filePath, canceled } = await dialog.showSaveDialog(window, {
        title: t.host.newProject,
        defaultPath: join(app.getPath('documents'), 'Untitled.windhover'),
        buttonLabel: t.host.create,
      })
      if (canceled || !filePath) return null
      const folder = filePath.endsWith('.windhover') ? filePath : `${filePath}.windhover`
      const named = classes.map((name, i) => ({ name, color: classColor(i) }))
      await project.create(folder, named)
      return opened(project)
    },
    'project.open': async ({ path }) => {
      const folder = path ?? (await askForProject(window))
      if (!folder) return null
      await project.open(folder)
      void prepare(services)
      return opened(project)
    },
    'project.sample': async () => {
      const folder = join(app.getPath('documents'), 'Windhover', 'sample.windhover')
      if (existsSync(folder)) await project.open(folder)
      else await createSample(services, folder)
      return opened(project)
    },
    'project.state': async () => {
      await recovered()
      return project.readState()
    },
    ...remembering(project),
    'project.close': async () => {
      await services.leaving.leave(project.pending)
      await project.close()
    },
    'project.recent': async () => (await recentProjects()).filter(({ path }) => existsSync(path)),
  }
}

async function createSample({ jobs, project }: AppServices, folder: string): Promise<void> {
  await project.create(folder, [{ name: 'vehicle', color: classColor(0) }])
  const { addSample } = await import('../../src/services/sample.node')
  const work = (context: CallContext) => addSample(project.current, context)
  await jobs.run('import', t.host.openingTheSample, work, () => t.host.theSampleIsReadyIts)
  await project.filesChanged()
}

/** What a project that was just opened still needs; it can be seen before. */
async function prepare(services: AppServices): Promise<void> {
  const { prepareInBackground, tellOldColors } = await import('../preparing')
  await prepareInBackground(services)
  await tellOldColors(services)
}

const shownKey = 'shown'
const noRuns = { chosen: null, shown: null, thresholds: {} }

/** Which run is shown, and how. */
function remembering(
  project: OpenProject,
): Pick<HandlersOf<typeof projectCommands>, 'project.shown.read' | 'project.shown.write'> {
  return {
    'project.shown.read': async () =>
      storedAs(shownRuns, await project.current.store.setting(shownKey), noRuns),
    'project.shown.write': async (shown) => {
      await project.current.store.setSetting(shownKey, JSON.stringify(shown))
    },
  }
}

export async function opened(project: OpenProject) {
  const state = await project.readState()
  if (state) await rememberProject(state.path, state.name)
  return state
}

async function askForProject(window: BrowserWindow): Promise<string | undefined> {
  const [folder] = await askForPaths(window, { title: t.host.openProject, properties: ['openDirectory'] })
  return folder
}
