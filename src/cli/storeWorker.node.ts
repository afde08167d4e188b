import { parentPort, workerData } from 'node:worker_threads'
import { serve } from '../base/wire'
import { storeJobs } from '../project/store/storeJobs.node'

// The command line's store: see `StoreThread`.

serve(
  {
    send: (message) => parentPort?.postMessage(message),
    onMessage: (listener) => parentPort?.on('message', listener),
  },
  storeJobs(workerData as SharedArrayBuffer),
)
