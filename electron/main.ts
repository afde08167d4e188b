import { app, dialog, Menu, type BrowserWindow } from 'electron'
import { join } from 'node:path'
import type { StoreJobs } from '../src/project/storeJobs.node'
import type { DataJobs, TrainerJobs } from '../src/services/jobs'
import { declareAppProtocol, serveAppFiles } from './appProtocol'
import { commandHandlers } from './commands'
import { answerCalls, connectTiles, sendEvent } from './host'
import { JobBoard } from './jobBoard'
import { OpenProject } from './openProject'
import { createWindow, lockSession } from './window'
import { Worker } from './workers'

// The composition root: who exists, and who may talk to whom.

app.setName('Windhover')
// As root (containers, tests) Chromium has no sandbox to enable, and refuses to start with both.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
declareAppProtocol()
if (process.platform !== 'darwin') Menu.setApplicationMenu(null)
if (app.isPackaged) process.env['WINDHOVER_SAMPLE'] = join(process.resourcesPath, 'sample')

function start(): void {
  serveAppFiles()
  lockSession()
  const window = createWindow()
  const notice = (role: 'alert' | 'status', message: string) => sendEvent(window, 'notice', { role, message })
  const jobs = new JobBoard((event) => sendEvent(window, 'job', event), notice)

  const data: Worker<DataJobs> = new Worker('data', './data.js', {
    died: (sentence) => {
      notice('alert', sentence)
      connectTiles(window, data)
      void project.serveTiles()
    },
  })
  const trainer = new Worker<TrainerJobs>('trainer', './trainer.js', {
    died: (sentence) => notice('alert', sentence),
  })
  const store = new Worker<StoreJobs>('store', './store.js', {
    died: (sentence) => notice('alert', sentence),
  })
  const project = new OpenProject(
    data,
    trainer,
    store,
    (state) => sendEvent(window, 'project', state),
    notice,
  )

  answerCalls(window, commandHandlers({ window, jobs, project, trainer, notice }))
  // Every page load, a reload after a crash included, needs its own line.
  window.webContents.on('did-finish-load', () => connectTiles(window, data))
  // Once the window is there: whoever opens a project then need not wait for its process.
  window.webContents.once('did-finish-load', () => setTimeout(() => store.prepare(), 300))
  closeInOrder(window, jobs, project, [data, trainer, store])
}

/** A running training saves its checkpoint first; after the deadline the window closes anyway. */
function closeInOrder(
  window: BrowserWindow,
  jobs: JobBoard,
  project: OpenProject,
  workers: readonly { close(): void }[],
): void {
  const deadline = 8000
  let closing = false
  window.on('close', (event) => {
    if (closing) return
    event.preventDefault()
    if (project.risk && !losesAnyway(window, project.risk)) return
    closing = true
    jobs.cancelAll()
    const waited = async () => {
      const until = Date.now() + deadline
      while (jobs.busy && Date.now() < until) await new Promise((done) => setTimeout(done, 50))
      await project.close()
      for (const worker of workers) worker.close()
      window.destroy()
    }
    void waited().finally(() => app.quit())
  })
}

function losesAnyway(window: BrowserWindow, risk: string): boolean {
  const buttons = ['Keep the window open', 'Close and lose them']
  return dialog.showMessageBoxSync(window, { type: 'warning', message: risk, buttons, cancelId: 0 }) === 1
}

app.on('window-all-closed', () => app.quit())
void app.whenReady().then(start)
