/** Shares of train, val and test in whole per cent; they add up to 100. */
export type Split = readonly [train: number, val: number, test: number]

const minTrain = 10

/** Moves one of the two borders of the bar to `at` per cent; the other stays unless it is in the way. */
export function moveBorder(split: Split, border: 0 | 1, at: number): Split {
  const to = Math.round(Math.min(100, Math.max(minTrain, at)))
  const first = split[0]
  const second = split[0] + split[1]
  const [a, b] = border === 0 ? [to, Math.max(to, second)] : [Math.min(first, to), to]
  return [a, b - a, 100 - b]
}

/** As the contract wants it: shares from 0 to 1. */
export function shares(split: Split): [number, number, number] {
  return [split[0] / 100, split[1] / 100, split[2] / 100]
}

export function fromShares(given: readonly [number, number, number]): Split {
  const train = Math.round(given[0] * 100)
  const val = Math.min(100 - train, Math.round(given[1] * 100))
  return [train, val, 100 - train - val]
}
