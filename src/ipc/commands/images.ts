import * as v from 'valibot'
import { projectState } from './project'
import { id, text } from './schemas'

export const imageCommands = {
  /** `paths` from a drop; otherwise asks. A long job: progress by `job` events, the outcome when it ends. */
  'images.import': { in: v.object({ paths: v.optional(v.array(text)) }), out: v.nullable(projectState) },
  'images.remove': { in: v.object({ image: id }), out: projectState },
} as const
