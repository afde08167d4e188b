import { execFile, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openServedBytes } from '../../../src/image/reading/servedBytes.node'
import { startFileServer, type FileServer } from '../../fixtures/fileServer'
import { scratch } from '../shared/project.fixture'

// An address that begins with https: a server is believed where the system believes its certificate, and nowhere else.

const path = scratch()
const run = promisify(execFile)
const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1']
const made = spawnSync('openssl', [
  ...[...words, '-addext', 'subjectAltName=IP:127.0.0.1'],
  ...['-keyout', path('key.pem'), '-out', path('cert.pem')],
])

describe.skipIf(made.status !== 0)('a file server that speaks HTTPS (without OpenSSL it is skipped)', () => {
  let server: FileServer
  beforeAll(async () => {
    writeFileSync(path('x'), Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251)))
    const [key, cert] = [readFileSync(path('key.pem')), readFileSync(path('cert.pem'))]
    server = await startFileServer(path(''), { key, cert })
  })
  afterAll(() => server.end())

  it('is refused where nobody vouches for it, and is sent nothing', async () => {
    await expect(openServedBytes(`${server.address}/x`)).rejects.toMatchObject({
      code: 'picture-server',
      message: expect.stringContaining('SELF_SIGNED') as string,
    })
    expect(server.asked).toEqual([])
  })

  it('is read where its certificate is known', async () => {
    const [source, script] = [resolve('src/image/reading/servedBytes.node.ts'), path('read.mjs')]
    const contents = `import { openServedBytes } from ${JSON.stringify(source)}
const bytes = await openServedBytes(process.argv[2])
console.log((await bytes.read(70000, 4)).join(' '), bytes.size)
await bytes.close()`
    const bundled = { bundle: true, platform: 'node', format: 'esm', outfile: script } as const
    await build({ ...bundled, stdin: { contents, resolveDir: resolve('.') } })
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: path('cert.pem') }
    const { stdout } = await run(process.execPath, [script, `${server.address}/x`], { env })
    expect(stdout.trim()).toBe(`${[0, 1, 2, 3].map((i) => (70_000 + i) % 251).join(' ')} 100000`)
  }, 60_000)
})
