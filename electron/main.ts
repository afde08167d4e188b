import { app, Menu, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import type { EventData } from '../src/ipc/contract'
import type { LanguageChoice } from '../src/messages/language'
import type { StoreJobs } from '../src/project/store/storeJobs.node'
import type { DataJobs, TrainerJobs } from '../src/services/jobs'
import { askWhereDialogsCanBegin } from './askForPaths'
import { declareAppProtocol, serveAppFiles } from './appProtocol'
import { closeInOrder } from './closing'
import { loadCommands, type LoadedCommands } from './commands'
import { Compute } from './compute'
import { Crashes } from './crashes'
import { refusedSwitch } from './driven'
import { limitCompileThreads } from './compileThreads'
import { answerCalls, connectTiles, sendEvent } from './host'
import { JobBoard } from './jobBoard'
import { chooseLanguage } from './language'
import { Leaving } from './leaving'
import { OpenProject } from './openProject'
import { isOnlyStart, namedProject, openInWindow, takeOverStarts } from './secondStart'
import { shutDoors, silenceSession } from './silence'
import { createWindow, lockSession } from './window'
import { within } from './within'
import { Worker } from './workers'

// The composition root: who exists, and who may talk to whom.

app.setName('Windhover')
// As root (containers, tests) Chromium has no sandbox to enable, and refuses to start with both.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
shutDoors()
limitCompileThreads()
askWhereDialogsCanBegin()
declareAppProtocol()
if (process.platform !== 'darwin') Menu.setApplicationMenu(null)
if (app.isPackaged) process.env['WINDHOVER_SAMPLE'] = join(process.resourcesPath, 'sample')

/** How long a new page waits for what the one before it had done. */
const recoverMs = 5000

/** `named`: the project that the app was started with, if any. */
function start(named: string | null): void {
  serveAppFiles()
  silenceSession()
  lockSession()
  const window = createWindow()
  const notice = (role: 'alert' | 'status', message: string) => sendEvent(window, 'notice', { role, message })
  const jobs = new JobBoard((event) => sendEvent(window, 'job', event), notice)
  const leaving = new Leaving(window, jobs)
  const hooks = (worker: EventData<'worker'>['worker']) => ({
    died: (sentence: string) => notice('alert', sentence),
    stuck: (stuck: string | null) => sendEvent(window, 'worker', { worker, stuck }),
  })

  const data: Worker<DataJobs> = new Worker('data', './data.js', {
    ...hooks('data'),
    died: (sentence) => {
      notice('alert', sentence)
      connectTiles(window, data)
      void project.serveTiles()
    },
  })
  const trainer = new Worker<TrainerJobs>('trainer', './trainer.js', hooks('trainer'))
  const store = new Worker<StoreJobs>('store', './store.js', hooks('store'))
  const workers = { data, trainer, store }
  const project: OpenProject = new OpenProject({
    ...{ data, trainer, storing: store, notice },
    changed: (state) => sendEvent(window, 'project', state),
    rowsChanged: (images) => sendEvent(window, 'document', { images }),
    leaving: () => leaving.leave(project.pending),
  })

  let recovering: Promise<boolean> = Promise.resolve(true)
  const windowGone = () => (recovering = within(recoverMs, project.windowGone()))
  const crashes = new Crashes(window, {
    gone: async () => (await windowGone()) && (project.pending?.count ?? 0) === 0,
    nameOf: async (image) => (await project.current.store.images()).find(({ id }) => id === image)?.name,
    leaveOut: (what) => (project.leftOut = what),
    notice,
  })
  const restart = (worker: keyof typeof workers) => workers[worker].restart()
  const speak = (choice: LanguageChoice) => chooseLanguage(choice, Object.values(workers))
  const own = { recovered: () => recovering, restart, speak, compute: new Compute() }
  const services = { window, jobs, project, trainer, notice, leaving, crashes, ...own }
  const commands = loadCommands(services)
  answerCalls(window, commands.handlerOf, project)
  reloadInOrder(window, leaving, project, windowGone)
  // Every page load, a reload after a crash included, needs its own line.
  window.webContents.on('did-finish-load', () => connectTiles(window, data))
  loadAhead(window, store, commands)
  const closing = closeInOrder(window, leaving, project, Object.values(workers))
  takeOverStarts(window, closing.startAgain)
  openInWindow(window, named)
}

/** Once the window is there: whoever opens a project then need not wait for its process, and nobody for a command. */
function loadAhead(window: BrowserWindow, store: Worker<StoreJobs>, commands: LoadedCommands): void {
  const load = () => {
    store.prepare()
    void commands.loadAll()
  }
  window.webContents.once('did-finish-load', () => setTimeout(load, 300))
}

/** A page that goes is no loss: main knows of what it did. Only what it was still telling keeps it. */
function reloadInOrder(
  window: BrowserWindow,
  leaving: Leaving,
  project: OpenProject,
  windowGone: () => Promise<unknown>,
): void {
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) void windowGone()
  })
  window.webContents.on('will-prevent-unload', () => {
    void leaving.settle(project.pending).then((leaves) => {
      leaving.done()
      if (leaves) window.webContents.reload()
    })
  })
}

app.on('window-all-closed', () => app.quit())
const refused = refusedSwitch()
const project = namedProject(process.argv.slice(1))
if (refused !== undefined) {
  process.stderr.write(
    `Windhover does not start with --${refused}: no other program may drive it; leave that out.\n`,
  )
  app.exit(1)
} else if (isOnlyStart(project)) void app.whenReady().then(() => start(project))
else app.exit(0)
