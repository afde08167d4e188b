// The store as a process of its own, for the tests that kill it.
import { serve } from '../../../src/base/wire'
import { storeJobs } from '../../../src/project/store/storeJobs.node'

serve(
  {
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  },
  storeJobs(),
)
