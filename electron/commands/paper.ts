import { app, type BrowserWindow } from 'electron'
import { extname, join } from 'node:path'
import type { paperCommands } from '../../src/ipc/commands/paper'
import type { CallContext } from '../../src/base/wire'
import { t } from '../../src/messages/messages'
import { runFileEnding } from '../../src/runs/runFileName'
import { exportRun } from '../../src/services/exportingRun.node'
import { makeFigure } from '../../src/services/figuring.node'
import { projectName } from '../../src/services/project.node'
import { makeReport } from '../../src/services/reporting.node'
import { askForPaths, askWhereToSave } from '../askForPaths'
import { importRunFile } from '../importRunFile'
import type { HandlersOf, AppServices } from './appServices'

/** Dots an inch of a figure from the window, and its width in mm: a page's. */
const [dpi, width] = [300, 180]

export function paperHandlers({ window, jobs, project }: AppServices): HandlersOf<typeof paperCommands> {
  const ask = (title: string, name: string, extensions: string[]) =>
    askWhere(window, title, `${projectName(project.current.paths.folder)}-${name}`, extensions)
  const written = ({ out }: { readonly out: string }) => t.host.fileWritten(out)
  return {
    'report.write': async ({ run, threshold }) => {
      const { current } = project
      const out = await ask(t.host.saveTheReport, 'report.html', ['html'])
      if (out === undefined) return null
      const work = (context: CallContext) =>
        makeReport(current, { images: 'all', run, threshold, out }, context)
      return { out: (await jobs.run('export', t.host.writingTheReport, work, written)).out }
    },
    'figure.write': async ({ image, region, what, run, threshold }) => {
      const { current } = project
      const out = await ask(t.host.saveTheFigure, 'figure.png', ['png', 'svg', 'tif'])
      if (out === undefined) return null
      const asked = { image, region, what, run, threshold }
      const figure = { ...asked, out, dpi, width, legend: true, scaleBar: true }
      const work = (context: CallContext) => makeFigure(current, figure, context)
      return { out: (await jobs.run('export', t.host.drawingTheFigure, work, written)).out }
    },
    'run.export': async ({ run }) => {
      const { current } = project
      const ending = runFileEnding.slice(1)
      const out = await ask(t.host.exportTheRun, `${run}${runFileEnding}`, [ending])
      if (out === undefined) return null
      const work = (context: CallContext) => exportRun(current, { run, out }, context)
      return { out: (await jobs.run('export', t.host.exporting, work, written)).out }
    },
    'run.import': async () => {
      const [path] = await askForPaths(window, {
        title: t.host.importARun,
        properties: ['openFile'],
        filters: [{ name: 'Windhover', extensions: [runFileEnding.slice(1)] }],
      })
      return path === undefined ? null : { run: await importRunFile({ jobs, project }, path) }
    },
  }
}

/** Undefined where the person cancels; a name without one of the endings gets the first. */
async function askWhere(
  window: BrowserWindow,
  title: string,
  name: string,
  extensions: string[],
): Promise<string | undefined> {
  const filePath = await askWhereToSave(window, {
    title,
    defaultPath: join(app.getPath('documents'), name),
    filters: extensions.map((extension) => ({ name: extension.toUpperCase(), extensions: [extension] })),
  })
  if (filePath === undefined) return undefined
  const known = extensions.includes(extname(filePath).slice(1).toLowerCase())
  return known ? filePath : `${filePath}.${extensions[0]}`
}
