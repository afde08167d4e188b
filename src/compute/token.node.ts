import { homedir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../base/errors'
import { t } from '../messages/messages'
import { isThere, readRegular } from '../files/readFile.node'
import { says } from '../messages/says/says'

/**
 * The token of a Ray cluster, where Ray's own programs look for it: RAY_AUTH_TOKEN, the file that RAY_AUTH_TOKEN_PATH names,
 * ~/.ray/auth_token. Undefined where there is none. Throws AppError('place-token') where it cannot be one.
 */
export function readToken(env: NodeJS.ProcessEnv, home = homedir()): string | undefined {
  const given = env['RAY_AUTH_TOKEN']
  if (given !== undefined && given !== '') return checkedToken(given, 'RAY_AUTH_TOKEN')
  const named = env['RAY_AUTH_TOKEN_PATH']
  const file = named === undefined || named === '' ? join(home, '.ray', 'auth_token') : named
  if (file !== named && !isThere(file)) return undefined
  return checkedToken(readRegular(file, 16_384, { follow: true }).toString('utf8'), file)
}

/** It becomes part of a header. The token itself is in no sentence. */
export function checkedToken(text: string, where = t.compute.token): string {
  const token = text.trim()
  if (/^[\x21-\x7e]{1,8192}$/.test(token)) return token
  throw new AppError('place-token', says.cluster.whereHoldsNoTokenPut(where))
}
