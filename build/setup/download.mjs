// Fetches one file into the cache: resumable, and only accepted when its checksum is the pinned one.
import { createHash } from 'node:crypto'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { once } from 'node:events'

const STALL_SECONDS = 30
const TRIES = 4

/**
 * @param {{address: string, file: string, checksum: string, progress: (done: number, total: number) => void}} what
 *   `checksum` is `sha256-HEX` or `sha512-BASE64` (npm's integrity). Does nothing where a good file is there.
 * @throws {Error} one sentence, when the file cannot be had
 */
export async function download({ address, file, checksum, progress }) {
  if (existsSync(file) && (await matches(file, checksum))) return
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.part`
  let problem
  for (let attempt = 0; attempt < TRIES && !problem?.final; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** attempt))
    try {
      await fetchRest(address, part, progress)
      if (await matches(part, checksum)) {
        renameSync(part, file)
        return
      }
      // A part of another file may have been continued; a whole one that is wrong stays wrong.
      problem = Object.assign(new Error('its checksum is not the expected one'), { final: attempt > 0 })
      rmSync(part)
    } catch (error) {
      problem = Object.assign(error.cause ?? error, { final: error.final })
    }
  }
  throw new Error(`The download of ${file.split(/[\\/]/).at(-1)} failed: ${problem.message}.`)
}

/** Appends what is missing to `part`, or starts anew where the server does not resume. */
async function fetchRest(address, part, progress) {
  const url = new URL(address)
  const headers = { 'accept-encoding': 'identity' }
  if (url.username) {
    const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    headers.authorization = `Basic ${Buffer.from(login).toString('base64')}`
    url.username = url.password = ''
  }
  const have = existsSync(part) ? statSync(part).size : 0
  if (have) headers.range = `bytes=${have}-`
  const stop = new AbortController()
  const stall = setTimeout(
    () => stop.abort(new Error(`no byte for ${STALL_SECONDS} s`)),
    STALL_SECONDS * 1000,
  )
  try {
    const response = await fetch(url, { headers, signal: stop.signal })
    if (response.status === 416) {
      // Nothing is left to send: the checksum decides whether the part is the whole file.
      await response.body?.cancel()
      return
    }
    if (!response.ok) {
      const final = response.status >= 400 && response.status < 500 && response.status !== 429
      throw Object.assign(new Error(`the server answered ${response.status}`), { final })
    }
    const resumed = response.status === 206
    let done = resumed ? have : 0
    const total = done + Number(response.headers.get('content-length') ?? 0)
    const out = createWriteStream(part, { flags: resumed ? 'a' : 'w' })
    const failed = once(out, 'error').then(([error]) => Promise.reject(Object.assign(error, { final: true })))
    failed.catch(() => {})
    for await (const chunk of response.body) {
      stall.refresh()
      done += chunk.length
      progress(done, total)
      if (!out.write(chunk)) await Promise.race([once(out, 'drain'), failed])
    }
    out.end()
    await Promise.race([once(out, 'close'), failed])
    if (total && done < total) throw new Error('the connection ended early')
  } finally {
    clearTimeout(stall)
  }
}

/** Whether a file has the checksum `sha256-HEX` or `sha512-BASE64`. */
export async function matches(file, checksum) {
  const [, algorithm, wanted] = /^(sha256|sha512)-(.+)$/.exec(checksum) ?? []
  if (!algorithm) throw new Error(`The checksum "${checksum}" has no known form.`)
  const hash = createHash(algorithm)
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest(algorithm === 'sha256' ? 'hex' : 'base64') === wanted
}
