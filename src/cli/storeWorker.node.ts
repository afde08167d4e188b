import { parentPort, workerData } from 'node:worker_threads'
import { serve } from '../base/wire'
import { speakInProcess } from '../messages/says/speak'
import { storeJobs } from '../project/store/storeJobs.node'
import type { StoreThreadInput } from './storeThread.node'

// The command line's store: see `StoreThread`. What comes before it listens waits.

const { told, language } = workerData as StoreThreadInput
await speakInProcess(language)
serve(
  {
    send: (message) => parentPort?.postMessage(message),
    onMessage: (listener) => parentPort?.on('message', listener),
  },
  storeJobs(told),
)
