import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { mapPath, mapPicture, parsePathMap } from '../../../src/compute/pathMap'
import { isThisComputer, parsePlace } from '../../../src/compute/place'
import { readToken } from '../../../src/compute/token.node'

const home = mkdtempSync(join(tmpdir(), 'windhover-place-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('a place', () => {
  it('is a Ray cluster or a script', () => {
    expect(parsePlace('ray://gpu.lab:8265')).toEqual({ kind: 'ray', host: 'gpu.lab', port: 8265 })
    expect(parsePlace('ray://[::1]:8265/')).toEqual({ kind: 'ray', host: '[::1]', port: 8265 })
    expect(parsePlace('slurm:jobs/search.sh')).toEqual({ kind: 'slurm', script: 'jobs/search.sh' })
  })

  it.each([
    'ray://gpu.lab',
    'ray://gpu.lab:0',
    'ray://gpu.lab:65536',
    'ray://ann:secret@gpu.lab:8265',
    'ray://gpu.lab:8265/api',
    'ray://gpu.lab:8265?token=secret',
    'ray://evil/@gpu.lab:8265',
    'ray://[::1]@gpu.lab:8265',
    'http://gpu.lab:8265',
    'slurm://search.sh',
    'slurm:',
    '',
  ])('is not "%s"', (given) => expect(() => parsePlace(given)).toThrow(/^--on takes ray:\/\/HOST:PORT/))

  it('may be this computer', () => {
    expect(['localhost', '127.0.0.1', '127.3.0.1', '[::1]'].every(isThisComputer)).toBe(true)
    expect(['gpu.lab', '127.0.0.1.evil.org', '10.0.0.1'].some(isThisComputer)).toBe(false)
  })
})

describe('folders that have two names', () => {
  const pairs = parsePathMap('/home/ann=/mnt, /home/ann/lab/=/lab/,C:\\slides=/mnt/slides')

  it.each([
    ['/home/ann/a b.tif', '/mnt/a b.tif'],
    ['/home/ann', '/mnt'],
    ['/home/ann/lab/x/1.tif', '/lab/x/1.tif'],
    ['/home/anna/1.tif', '/home/anna/1.tif'],
    ['C:\\slides\\x\\1.tif', '/mnt/slides/x/1.tif'],
    ['/elsewhere/1.tif', '/elsewhere/1.tif'],
  ])('%s is %s there', (here, there) => expect(mapPath(pairs, here)).toBe(there))

  it('are not left by ".."', () =>
    expect(() => mapPath(pairs, '/home/ann/../bob/1.tif')).toThrow(/leads out/))

  it('a root can be one', () => {
    expect(mapPath(parsePathMap('/=/mnt/ann'), '/home/x')).toBe('/mnt/ann/home/x')
    expect(mapPath(parsePathMap('/mnt/ann=/'), '/mnt/ann/home/x')).toBe('/home/x')
  })

  it('pictures alone may have an address there', () => {
    const given = '/home/ann=/mnt,/home/ann/slides=http://files.lab:8000/of%20ann/'
    const pairs = parsePathMap(given, true)
    expect(mapPicture(pairs, '/home/ann/slides/a b/ü.tif')).toBe(
      'http://files.lab:8000/of%20ann/a%20b/%C3%BC.tif',
    )
    expect(mapPath(pairs, '/home/ann/slides/a b')).toBe('/mnt/slides/a b')
    expect(mapPicture(pairs, '/home/ann/1.tif')).toBe('/mnt/1.tif')
    expect(() => mapPicture(pairs, '/home/ann/slides/../1.tif')).toThrow(/leads out/)
    for (const there of [
      'http://',
      'ftp://a/b',
      'http://ann:secret@lab/x',
      'http://lab/x?y',
      'http://lab/x#y',
    ])
      expect(() => parsePathMap(`/a=${there}`, true), there).toThrow(/^--paths takes/)
    expect(() => parsePathMap(given)).toThrow(/^--paths takes/)
  })

  it.each(['/a', '/a=', '=/b', 'a=/b', '/a=b', '/a=/b=/c', '/a=/b,'])('"%s" is refused', (given) =>
    expect(() => parsePathMap(given)).toThrow(/^--paths takes a folder here and the same folder there/),
  )
})

describe('a token', () => {
  const file = join(home, 'token')
  writeFileSync(file, 'from-a-file\n')

  it('lies where Ray looks for it', () => {
    expect(readToken({}, home)).toBeUndefined()
    expect(readToken({ RAY_AUTH_TOKEN_PATH: file }, home)).toBe('from-a-file')
    expect(readToken({ RAY_AUTH_TOKEN: ' given ', RAY_AUTH_TOKEN_PATH: file }, home)).toBe('given')
    mkdirSync(join(home, '.ray'))
    writeFileSync(join(home, '.ray', 'auth_token'), 'usual')
    expect(readToken({}, home)).toBe('usual')
  })

  it('that cannot be one is refused, and not said', () => {
    for (const RAY_AUTH_TOKEN of ['two words', 'a\r\nHost: evil', 'ümlaut', 'x'.repeat(9000)]) {
      expect(() => readToken({ RAY_AUTH_TOKEN }, home)).toThrow(/^RAY_AUTH_TOKEN holds no token/)
      expect(() => readToken({ RAY_AUTH_TOKEN }, home)).not.toThrow(RAY_AUTH_TOKEN)
    }
    expect(() => readToken({ RAY_AUTH_TOKEN_PATH: join(home, 'none') }, home)).toThrow(/There is no file/)
    expect(() => readToken({ RAY_AUTH_TOKEN_PATH: home }, home)).toThrow(/is no file/)
  })
})
