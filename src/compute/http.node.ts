import { request } from 'node:http'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

// Requests to one host that a person chose, and to no other. What it answers is not trusted: each answer has a deadline
// and a largest size, and a redirect is refused.

export interface ServerAddress {
  readonly host: string
  readonly port: number
  /** For the header Authorization. */
  readonly token?: string | undefined
}

export interface Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** From the root, with its query; made by this program alone. */
  readonly path: string
  readonly body?: string | Uint8Array | undefined
  readonly signal: AbortSignal
  /** Bytes of the answer. */
  readonly limit?: number
  /** Seconds for all of it. */
  readonly seconds?: number
  /** How often it is asked at most: more than once only for what does the same when it is done twice. */
  readonly tries?: number
}

export interface Answer {
  readonly status: number
  readonly text: string
}

const defaultLimit = 1024 * 1024
const defaultSeconds = 20
const defaultTries = 4
/** Of a gateway or a busy server: it may be there in a moment. */
const passing = [429, 502, 503, 504]

/** Throws AppError: place-token, place-unreachable or place-answer, one sentence that names the host. */
export async function askServer(host: ServerAddress, request: Request): Promise<Answer> {
  const { tries = defaultTries } = request
  for (let tried = 1; ; tried++) {
    request.signal.throwIfAborted()
    try {
      const answer = await askOnce(host, request)
      if (!passing.includes(answer.status)) return answer
      if (tried >= tries)
        throw unreachable(
          host,
          says.cluster.itIsBusyStatusStatus(answer.status),
          says.cluster.tryAgainInAWhile,
        )
    } catch (error) {
      request.signal.throwIfAborted()
      if (tried >= tries || !(error instanceof AppError) || error.code !== 'place-unreachable') throw error
    }
    await pause(250 * 2 ** (tried - 1), request.signal)
  }
}

/** Resolves after so many milliseconds, or rejects at once when it is cancelled. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}

function askOnce(host: ServerAddress, asked: Request): Promise<Answer> {
  const { method, path, body, signal, limit = defaultLimit, seconds = defaultSeconds } = asked
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      const known = signal.aborted || error instanceof AppError
      reject((signal.aborted ? signal.reason : known ? error : networkError(host, error)) as Error)
      sent.destroy()
    }
    // `fetch` marks what it sends as a browser's, which Ray takes no job from.
    const sent = request({
      ...{ host: host.host.replaceAll(/[[\]]/g, ''), port: host.port, path, method },
      ...{ headers: headersOf(host, body), agent: false, signal },
    })
    const stop = setTimeout(
      () =>
        fail(
          unreachable(host, says.cluster.noAnswerWithinSecondsS(seconds), says.cluster.checkThatRayRunsThere),
        ),
      seconds * 1000,
    )
    sent.once('close', () => clearTimeout(stop))
    sent.on('error', fail)
    sent.once('response', (response) => {
      const status = response.statusCode ?? 0
      if (status >= 300 && status < 400) return fail(badAnswer(host, says.cluster.itSendsUsOnTo))
      if (status === 401 || status === 403) return fail(wrongToken(host))
      response.on('error', fail)
      readText(response, limit, host).then((text) => resolve({ status, text }), fail)
    })
    sent.end(body)
  })
}

function headersOf({ token }: ServerAddress, body: Request['body']): Record<string, string | number> {
  return {
    accept: '*/*',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
    ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
  }
}

async function readText(
  response: AsyncIterable<Buffer>,
  limit: number,
  host: ServerAddress,
): Promise<string> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of response) {
    size += part.length
    if (size > limit) throw badAnswer(host, says.cluster.itsAnswerIsLongerThan(limit))
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const named = ({ host, port }: ServerAddress) => `${host}:${port}`

function unreachable(host: ServerAddress, why: string, what: string, cause?: unknown): AppError {
  return new AppError('place-unreachable', says.cluster.hostCannotBeReachedWhy(named(host), why, what), {
    cause,
  })
}

/** What no Ray would say. */
export function badAnswer(host: ServerAddress, why: string): AppError {
  return new AppError('place-answer', says.cluster.hostDoesNotAnswerAs(named(host), why))
}

function wrongToken(host: ServerAddress): AppError {
  return new AppError(
    'place-token',
    host.token === undefined
      ? says.cluster.hostAsksForAToken(named(host))
      : says.cluster.hostDoesNotTakeThis(named(host)),
  )
}

function networkError(host: ServerAddress, error: unknown): AppError {
  const code = codeOf(error)
  if (/ENOTFOUND|EAI_/.test(code))
    return unreachable(host, says.cluster.thereIsNoHostOf, says.cluster.checkTheAddressAndThe, error)
  if (/ECONNREFUSED/.test(code))
    return unreachable(
      host,
      says.cluster.nothingListensAtThisPort,
      says.cluster.checkThatRayRunsThereAnd,
      error,
    )
  if (/^HPE_/.test(code)) return badAnswer(host, says.cluster.whatItSendsIsNo(code))
  return unreachable(
    host,
    code || says.cluster.theConnectionWasLost,
    says.cluster.checkTheNetworkAndTry,
    error,
  )
}

function codeOf(error: unknown): string {
  // Of a name with several addresses: what became of the first.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error && 'code' in first ? String(first.code) : ''
}
