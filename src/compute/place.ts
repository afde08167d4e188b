import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/** Where a search or a training runs that does not run on this computer. */
export type ComputePlace =
  | { readonly kind: 'ray'; readonly host: string; readonly port: number }
  /** A script for sbatch, on this computer. */
  | { readonly kind: 'slurm'; readonly script: string }

/**
 * Reads what a person gives as a place. Throws AppError('usage').
 *
 * @example parsePlace('ray://gpu.lab:8265') // { kind: 'ray', host: 'gpu.lab', port: 8265 }
 * @example parsePlace('slurm:search.sh') // { kind: 'slurm', script: 'search.sh' }
 */
export function parsePlace(given: string): ComputePlace {
  const script = /^slurm:(?!\/\/)(.+)$/s.exec(given)?.[1]
  if (script !== undefined) return { kind: 'slurm', script }
  // A name, an IPv4 address, or an IPv6 address in brackets: nothing else, so that no address can hold a password or a path.
  const [, host, digits] = /^ray:\/\/([\w.-]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})\/?$/.exec(given) ?? []
  const port = Number(digits)
  if (host !== undefined && port >= 1 && port <= 65_535) return { kind: 'ray', host, port }
  throw new AppError('usage', says.cluster.onTakesRayHostPort(given.slice(0, 100)))
}

/** Whether what is sent to a host can be read on the way there. */
export const isThisComputer = (host: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host)
