import { app, powerMonitor, type BrowserWindow } from 'electron'
import type { Leaving } from './leaving'
import type { OpenProject } from './openProject'
import { openInWindow, wordsWith } from './secondStart'

interface Closing {
  /** True where the app is on its way out; it then starts again with this project, or opens it where the person stays. */
  startAgain(project: string | null): boolean
}

/** All that was done is stored first, and the person is asked before anything is given up. */
export function closeInOrder(
  window: BrowserWindow,
  leaving: Leaving,
  project: OpenProject,
  workers: readonly { close(): Promise<void> }[],
): Closing {
  let closing = false
  /** What another start asked for meanwhile. */
  let wanted: { readonly project: string | null } | undefined
  const close = async (urgent: boolean) => {
    if (closing) return
    closing = true
    try {
      const leaves = await leaving.settle(project.pending, urgent)
      if (!leaves || (!urgent && !(await leaving.endJobs()))) {
        closing = false
        leaving.done()
        openInWindow(window, wanted?.project ?? null)
        wanted = undefined
        return
      }
      window.hide()
      await project.end()
      await Promise.all(workers.map((worker) => worker.close()))
      window.destroy()
    } finally {
      if (closing && wanted) app.relaunch({ args: wordsWith(wanted.project) })
      if (closing) app.quit()
    }
  }
  window.on('close', (event) => {
    event.preventDefault()
    void close(false)
  })
  // The system waits for a while where it is asked to; nobody is there to answer a question.
  const shutdown = (event?: { preventDefault(): void }) => {
    if (window.isDestroyed()) return
    event?.preventDefault()
    void close(true)
  }
  window.on('query-session-end', shutdown)
  powerMonitor.on('shutdown', shutdown)
  return {
    startAgain: (project) => {
      if (closing) wanted = { project }
      return closing
    },
  }
}
