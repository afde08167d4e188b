import { specDefaults, tileKinds, type TileKind, type TileShares } from '../../src/tiles/tiles'

/** Shares of the tiles in whole per cent, in the order of `tileKinds`; they add up to 100. */
export type PercentShares = readonly number[]

const minPositive = 5

export const defaultMix: PercentShares = toMix(specDefaults.shares)

/** Moves the border after kind `border` to `at` per cent, no further than its neighbours. */
export function moveMixBorder(mix: PercentShares, border: number, at: number): PercentShares {
  const ends = endsOf(mix)
  const low = border === 0 ? minPositive : (ends[border - 1] as number)
  const to = Math.round(Math.min(ends[border + 1] as number, Math.max(low, at)))
  const moved = ends.map((end, i) => (i === border ? to : end))
  return moved.map((end, i) => end - (moved[i - 1] ?? 0))
}

/** Where each kind ends on the bar, in per cent. */
function endsOf(mix: PercentShares): number[] {
  let sum = 0
  return mix.map((share) => (sum += share))
}

export function toShares(mix: PercentShares): TileShares {
  return Object.fromEntries(tileKinds.map((kind, i) => [kind, (mix[i] as number) / 100])) as TileShares
}

export function toMix(shares: TileShares): PercentShares {
  const parts = tileKinds.map((kind: TileKind) => Math.round(shares[kind] * 100))
  const rest = parts.reduce((sum, part) => sum + part, 0) - 100
  return parts.map((part, i) => (i === 0 ? part - rest : part))
}

/** Budgets on a slider from 0 to 100: from a hundred tiles to a million, evenly by factor. */
export function budgetAt(position: number): number {
  const tiles = 10 ** (2 + (position / 100) * 4)
  const digits = 10 ** Math.floor(Math.log10(tiles) - 1)
  return Math.round(tiles / digits) * digits
}

export function positionOf(tiles: number): number {
  return Math.round(Math.min(100, Math.max(0, ((Math.log10(tiles) - 2) / 4) * 100)))
}
