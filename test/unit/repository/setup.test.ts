import { execFile, execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

interface Download {
  (what: { address: string; file: string; checksum: string; progress: () => void }): Promise<void>
}
interface WithLock {
  (report: { say(text: string): void }, work: () => Promise<void>): Promise<void>
}
const setup = new URL('../../../build/setup/', import.meta.url)
const load = async (name: string) => (await import(/* @vite-ignore */ new URL(name, setup).href)) as unknown
const { download } = (await load('download.mjs')) as { download: Download }
const { withLock } = (await load('lock.mjs')) as { withLock: WithLock }

interface Library {
  readonly path: string
  readonly version: string
  readonly sha256: string
}
interface TensorflowLibrary {
  readonly libraries: Record<string, Library>
  takeLibrary(what: {
    library: Library
    base: URL
    folder: string
    report: { progress(label: string): () => void }
  }): Promise<void>
}
const { libraries, takeLibrary } = (await load('tensorflowLibrary.mjs')) as TensorflowLibrary

const content = randomBytes(3_000_000)
const checksum = `sha256-${createHash('sha256').update(content).digest('hex')}`
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'windhover-setup-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs `use` with the address of a server that answers with `answer`, and returns the requests it got. */
async function serving(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
  use: (host: string) => Promise<void>,
): Promise<IncomingMessage[]> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => answer(request, response, requests.push(request)))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    await use(`127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
  return requests
}

describe('a download', () => {
  test('goes on where the connection was cut, and keeps the login out of the address', async () => {
    const file = join(folder, 'library.whl')
    const cut = 1_000_000
    const requests = await serving(
      ({ headers }, response, count) => {
        const start = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0)
        response.writeHead(start ? 206 : 200, { 'content-length': content.length - start })
        if (count === 1)
          response.write(content.subarray(0, cut), () => setTimeout(() => response.destroy(), 100))
        else response.end(content.subarray(start))
      },
      (host) => download({ address: `http://user:p%40ss@${host}/x`, file, checksum, progress: () => {} }),
    )
    expect(readFileSync(file).equals(content)).toBe(true)
    expect(requests.map(({ headers }) => headers.range)).toEqual([undefined, `bytes=${cut}-`])
    expect(requests[1]?.headers.authorization).toBe(`Basic ${btoa('user:p@ss')}`)
  })

  test('is refused when its checksum is another', async () => {
    const file = join(folder, 'library.whl')
    const wrong = Buffer.concat([content, Buffer.from('!')])
    await serving(
      (_request, response) => response.end(wrong),
      async (host) => {
        const attempt = download({ address: `http://${host}/x`, file, checksum, progress: () => {} })
        await expect(attempt).rejects.toThrow(/library\.whl failed: its checksum is not the expected one/)
      },
    )
    expect(existsSync(file)).toBe(false)
  })

  test('does not ask again where the server says there is no such file', async () => {
    const requests = await serving(
      (_request, response) => response.writeHead(404).end(),
      async (host) => {
        const file = join(folder, 'library.whl')
        const attempt = download({ address: `http://${host}/x`, file, checksum, progress: () => {} })
        await expect(attempt).rejects.toThrow(/the server answered 404/)
      },
    )
    expect(requests).toHaveLength(1)
  })
})

describe("TensorFlow.js's own library", () => {
  const report = { progress: () => () => {} }

  test.each(Object.entries(libraries))('for %s: any other file is refused', async (_, library) => {
    const deps = join(folder, 'deps')
    const asked = await serving(
      (_request, response) => response.end(content),
      async (host) => {
        const attempt = takeLibrary({ library, base: new URL(`http://${host}`), folder: deps, report })
        await expect(attempt).rejects.toThrow(
          /^The download of \S+tar\.gz failed: its checksum is not the expected one\.$/,
        )
      },
    )
    expect(asked[0]?.url).toBe(`/${library.path}`)
    expect(existsSync(deps)).toBe(false)
  })

  test('is unpacked where it is the one that is pinned', async () => {
    mkdirSync(join(folder, 'made/lib'), { recursive: true })
    writeFileSync(join(folder, 'made/lib/libtensorflow.so.2'), 'a library')
    const archive = join(folder, 'made.tar.gz')
    execFileSync('tar', ['-czf', archive, '-C', join(folder, 'made'), '.'])
    const bytes = readFileSync(archive)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const deps = join(folder, 'deps')
    await serving(
      (_request, response) => response.end(bytes),
      (host) => {
        const library = { path: 'libtensorflow.tar.gz', version: '2.9.1', sha256 }
        return takeLibrary({ library, base: new URL(`http://${host}`), folder: deps, report })
      },
    )
    expect(readFileSync(join(deps, 'lib/libtensorflow.so.2'), 'utf8')).toBe('a library')
    expect(JSON.parse(readFileSync(join(deps, 'libtensorflow.json'), 'utf8'))).toEqual({
      version: '2.9.1',
      sha256,
    })
  })
})

test("every CUDA library's licence is taken out of its wheel, for the list of the package that holds it", async () => {
  interface Wheel {
    readonly name: string
    readonly version: string
    take(name: string): string | undefined
  }
  const { cudaWheels } = (await load('tensorflowWheels.mjs')) as { cudaWheels: Wheel[] }
  expect(cudaWheels.length).toBeGreaterThan(5)
  for (const { name, version, take } of cudaWheels) {
    const about = `${name.replaceAll('-', '_')}-${version}.dist-info`
    expect(take(`${about}/License.txt`)).toBe(`licences/${name}.txt`)
    expect(take(`${about}/METADATA`)).toBeUndefined()
  }
})

describe('set-up', () => {
  test('runs one at a time in a cache folder', async () => {
    process.env['WINDHOVER_CACHE'] = folder
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} begins`)
      await new Promise((done) => setTimeout(done, 200))
      order.push(`${name} ends`)
    }
    try {
      await Promise.all(['a', 'b'].map((name) => withLock({ say: () => {} }, work(name))))
    } finally {
      delete process.env['WINDHOVER_CACHE']
    }
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  })

  test('is silent and quick when nothing is left to do', async () => {
    const started = performance.now()
    const script = fileURLToPath(new URL('index.mjs', setup))
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, '--quiet'])
    expect(stdout + stderr).toBe('')
    expect(performance.now() - started).toBeLessThan(1000)
  })
})
