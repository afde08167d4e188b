import { createHash } from 'node:crypto'

export const hashText = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex')

/** A job's name: the same for the same work. */
export const jobId = (work: string): string => `windhover-${hashText(work).slice(0, 32)}`
