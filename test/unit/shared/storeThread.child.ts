// A store whose file makes one query endless.
import { parentPort, workerData } from 'node:worker_threads'
import { type JobHandlers, serve } from '../../../src/base/wire'
import type { StoreThreadInput } from '../../../src/cli/storeThread.node'
import type { StoreJobs } from '../../../src/project/store/storeJobs.node'
import { readingLimit, WorkDeadline } from '../../../src/project/store/watchdog.node'

const watchdog = new WorkDeadline('', (workerData as StoreThreadInput).told)
const handlers: Partial<JobHandlers<StoreJobs>> = {
  open: async () => ({ readOnly: null, lost: undefined }),
  close: async () => null,
  newestEdit: async () => 7,
  classes: async () =>
    watchdog.watch(readingLimit(0), () => {
      for (let n = 0; ; n++) if (n < 0) return []
    }),
}
serve(
  {
    send: (message) => parentPort?.postMessage(message),
    onMessage: (listener) => parentPort?.on('message', listener),
  },
  handlers as JobHandlers<StoreJobs>,
)
