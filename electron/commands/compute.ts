import { placeName } from '../../src/compute/place'
import type { computeCommands } from '../../src/ipc/commands/compute'
import { awayRuns } from '../../src/project/folder/awayRun.node'
import { testPlace } from '../../src/services/testPlace.node'
import type { HandlersOf, AppServices } from './appServices'

export function computeHandlers({ compute, project, jobs }: AppServices): HandlersOf<typeof computeCommands> {
  return {
    'compute.read': () => compute.state(),
    'compute.write': (setting) => compute.write(setting),
    'compute.test': async (setting) => {
      const { place, token } = compute.awayOf(setting)
      if (place.kind !== 'ray') throw new Error('no cluster')
      return testPlace({ host: place.host, port: place.port, token }, new AbortController().signal)
    },
    'compute.goingOn': () => {
      const { paths } = project.current
      if (compute.state().address === '') return { train: null, predict: null }
      const here = placeName(compute.away().place)
      const run = awayRuns(paths).find(({ place }) => place === here)
      // A page that was loaded again finds its work on the board.
      return {
        train: jobs.isRunning('train') ? null : (run?.given.id ?? null),
        predict: jobs.isRunning('predict') ? null : (compute.search(paths.folder) ?? null),
      }
    },
  }
}
