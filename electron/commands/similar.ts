import type { CallContext } from '../../src/base/wire'
import { quiet } from '../../src/base/job'
import type { similarCommands } from '../../src/ipc/commands/similar'
import { t } from '../../src/messages/messages'
import { rankPlaces } from '../../src/services/similar.node'
import type { HandlersOf, AppServices } from './appServices'

export function similarHandlers({ jobs, project }: AppServices): HandlersOf<typeof similarCommands> {
  let asked = new AbortController()
  return {
    'similar.find': async ({ again, ...request }) => {
      const { current } = project
      asked.abort()
      jobs.cancelAll('similar')
      asked = new AbortController()
      const answer = again
        ? await rankPlaces(current, request, { ...quiet, signal: asked.signal })
        : await jobs.run(
            'similar',
            t.crops.lookingForPlaces,
            (context: CallContext) => rankPlaces(current, request, context),
            () => (request.wanted.length > 0 ? t.crops.likeliestFirst : t.crops.mostUnusualFirst),
          )
      const found = answer.found.filter((place) => !request.wanted.some((own) => isSame(own, place)))
      return {
        xywh: Float32Array.from(found.flatMap(({ x, y, w, h }) => [x, y, w, h])),
        seconds: answer.seconds,
      }
    },
  }
}

interface Place {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** What was asked with comes back in its own box. */
const isSame = (a: Place, b: Place) => a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h
