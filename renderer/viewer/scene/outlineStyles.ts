import { minScores } from '../../../src/found/threshold'

const plain = { row: 0, least: minScores(0), shift: { dx: 0, dy: 0 } } as const

/** How each kind of outline is drawn. */
export const outlineStyles = {
  area: { ...plain, line: 1.5, rim: 0.2, fill: [0, 0] },
  object: { ...plain, line: 2, rim: 0.5, fill: [0, 0.15] },
  detection: { ...plain, line: 2.5, rim: 0.5, fill: [0, 0.12], row: 1 },
  tile: { ...plain, line: 0, rim: 0, fill: [0.32, 0.55], row: 1 },
} as const
