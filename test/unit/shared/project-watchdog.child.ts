// A query that has no end, as a damaged file can make one.
import { endless, WorkDeadline } from '../../../src/project/store/watchdog.node'

new WorkDeadline(endless('/p/project.db').message).watch(500, () => {
  for (let n = 0; ; n++) if (n < 0) break
})
