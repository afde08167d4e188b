import type { Random } from '../../base/random'

/** Above this mean, Poisson and binomial draws are rounded normal ones: the shape no longer differs. */
const largeMean = 50

export function normalDraw(random: Random): number {
  // Box and Muller 1958; the logarithm of 0 is never asked for.
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}

/** Gamma with this shape and scale 1 (Marsaglia and Tsang, ACM TOMS 26, 2000); 0 for a shape of 0. */
export function gammaDraw(random: Random, shape: number): number {
  if (shape <= 0) return 0
  if (shape < 1) return gammaDraw(random, shape + 1) * Math.pow(1 - random.next(), 1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normalDraw(random)
    const v = (1 + c * x) ** 3
    if (v <= 0) continue
    if (Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

export function poissonDraw(random: Random, mean: number): number {
  if (mean <= 0) return 0
  if (mean > largeMean) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalDraw(random)))
  // Knuth: how many steps of an exponential fit into the mean.
  let count = -1
  for (let left = mean; left >= 0; count++) left += Math.log(1 - random.next())
  return count
}

export function binomialDraw(random: Random, n: number, p: number): number {
  if (n * p > largeMean && n * (1 - p) > largeMean) {
    const draw = Math.round(n * p + Math.sqrt(n * p * (1 - p)) * normalDraw(random))
    return Math.max(0, Math.min(n, draw))
  }
  // Rare among very many: Poisson's limit.
  if (n > 10 * largeMean && p < 0.5) return Math.min(n, poissonDraw(random, n * p))
  if (n > 10 * largeMean) return n - Math.min(n, poissonDraw(random, n * (1 - p)))
  let count = 0
  for (let i = 0; i < n; i++) if (random.next() < p) count++
  return count
}
