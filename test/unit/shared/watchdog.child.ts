// A worker that is busy, idle or stopped, for the tests of the watchdog.
import { serve } from '../../../src/base/wire'

serve<{ block: { in: number; out: null } }>(
  {
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  },
  {
    /** Holds the event loop for so many milliseconds, as native code does. */
    block: async (ms) => {
      const until = performance.now() + ms
      while (performance.now() < until);
      return null
    },
  },
)
