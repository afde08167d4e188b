import { Agent as PlainAgent, request as plain, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as secure } from 'node:https'
import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'
import type { ByteSource } from './byteSource.node'

// A picture's file by HTTP range requests. Only a worker reads so, and only from the address that the search was planned with;
// what answers is not trusted: each answer has a deadline and a length, and no redirect is followed.

/** Seconds for one answer; how often it is asked, where the connection or a busy server fails. */
const [patience, tries] = [60, 4]
/** One read is one tile, or a table of them. */
const largestRead = 1 << 28
/** Small reads, such as those of a file's directories, come in blocks of so many bytes; so many of them are kept. */
const [small, blockBytes, maxBlocks] = [4096, 1 << 16, 64]
/** Connections to the server at once. */
const sockets = 6
const passing = [429, 500, 502, 503, 504]

interface Part {
  readonly bytes: Buffer
  /** Of the whole file. */
  readonly size: number
  /** What tells this state of the file from another one; empty where the server does not say. */
  readonly version: string
}

/**
 * The bytes of a file that a server hands out by ranges; undefined where there is none at the address. Throws
 * AppError('picture-server') with one sentence.
 */
export async function openServedBytes(address: string): Promise<ByteSource | undefined> {
  const url = new URL(address)
  const agent = new (url.protocol === 'https:' ? SecureAgent : PlainAgent)({
    ...{ keepAlive: true, maxSockets: sockets, timeout: patience * 1000 },
  })
  try {
    const first = await askOften(url, agent, 0, blockBytes)
    if (first) return new ServedBytes(url, agent, first)
  } catch (error) {
    agent.destroy()
    throw error
  }
  agent.destroy()
  return undefined
}

class ServedBytes implements ByteSource {
  readonly size: number
  private readonly version: string
  /** By their number, the oldest first. */
  private readonly blocks = new Map<number, Promise<Buffer>>()

  constructor(
    private readonly url: URL,
    private readonly agent: PlainAgent,
    { size, version, bytes }: Part,
  ) {
    this.size = size
    this.version = version
    this.blocks.set(0, Promise.resolve(bytes))
  }

  async read(at: number, length: number): Promise<Buffer> {
    const end = Math.min(this.size, at + Math.max(0, length))
    if (!(at >= 0) || end <= at) return Buffer.alloc(0)
    if (end - at > largestRead) throw wrong(this.url, says.image.itIsAskedForTooMuch(end - at))
    const [first, last] = [Math.floor(at / blockBytes), Math.floor((end - 1) / blockBytes)]
    if (end - at > small && !(first === last && this.blocks.has(first))) return this.ask(at, end - at)
    const parts: Buffer[] = []
    for (let number = first; number <= last; number++) parts.push(await this.block(number))
    return Buffer.concat(parts).subarray(at - first * blockBytes, end - first * blockBytes)
  }

  close(): Promise<void> {
    this.agent.destroy()
    return Promise.resolve()
  }

  private block(number: number): Promise<Buffer> {
    const known = this.blocks.get(number)
    if (known) return known
    const at = number * blockBytes
    const block = this.ask(at, Math.min(blockBytes, this.size - at))
    block.catch(() => this.blocks.delete(number))
    if (this.blocks.size >= maxBlocks) this.blocks.delete(this.blocks.keys().next().value as number)
    this.blocks.set(number, block)
    return block
  }

  private async ask(at: number, length: number): Promise<Buffer> {
    const part = await askOften(this.url, this.agent, at, length)
    if (!part || part.size !== this.size || part.version !== this.version)
      throw wrong(this.url, says.image.itHasChanged)
    return part.bytes
  }
}

async function askOften(url: URL, agent: PlainAgent, at: number, length: number): Promise<Part | undefined> {
  for (let tried = 1; ; tried++) {
    try {
      return await askOnce(url, agent, at, length)
    } catch (error) {
      if (error instanceof AppError) throw error
      if (tried === tries) throw wrong(url, reasonOf(error), error)
    }
    await new Promise((again) => setTimeout(again, 250 * 2 ** (tried - 1)))
  }
}

/** Rejects with AppError where asking again would not help. */
function askOnce(url: URL, agent: PlainAgent, at: number, length: number): Promise<Part | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { range: `bytes=${at}-${at + length - 1}`, 'accept-encoding': 'identity' }
    const asked = (url.protocol === 'https:' ? secure : plain)(url, { headers, agent })
    const fail = (error: Error) => {
      reject(error)
      asked.destroy()
    }
    const stop = setTimeout(
      () => fail(new Error(says.cluster.noAnswerWithinSecondsS(patience))),
      patience * 1000,
    )
    asked.once('close', () => clearTimeout(stop))
    asked.on('error', fail)
    asked.once('response', (response) => {
      response.on('error', fail)
      takePart(url, response, at, length).then(resolve, fail)
    })
    asked.end()
  })
}

async function takePart(
  url: URL,
  response: IncomingMessage,
  at: number,
  length: number,
): Promise<Part | undefined> {
  const { statusCode: status = 0, headers } = response
  if (status === 404) {
    response.destroy()
    return undefined
  }
  if (passing.includes(status)) throw new Error(says.cluster.statusStatus(status))
  if (status >= 300 && status < 400) throw wrong(url, says.cluster.itSendsUsOnTo)
  if (status === 200) throw wrong(url, says.image.itAnswersNoRanges)
  if (status !== 206) throw wrong(url, says.cluster.statusStatus(status))
  const said = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(headers['content-range'] ?? '')
  const [from, to, size] = (said?.slice(1) ?? []).map(Number)
  const wanted = Math.min(length, (size ?? 0) - at)
  if (from !== at || to !== at + wanted - 1 || size === undefined)
    throw wrong(url, says.image.itAnswersNoRanges)
  const parts: Buffer[] = []
  let there = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    there += part.length
    if (there > wanted) throw wrong(url, says.image.itAnswersNoRanges)
    parts.push(part)
  }
  if (there < wanted) throw new Error(says.cluster.theConnectionWasLost)
  const version = [headers.etag ?? '', headers['last-modified'] ?? ''].join(' ')
  return { bytes: Buffer.concat(parts, there), size, version }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return code || (error instanceof Error ? error.message : String(error)).slice(0, 200)
}

function wrong({ href }: URL, why: string, cause?: unknown): AppError {
  return new AppError('picture-server', says.image.addressCannotBeRead(href, why), { cause })
}
