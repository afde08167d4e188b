import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, readFileSync, readSync, realpathSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { app, dist, filesIn } from './packaged'

// A library that is linked, and that no package brings along which the .deb asks for, is missed on an empty system.

/** What this system's dpkg knows: the packages that each installed one needs. */
function needs(): Map<string, string[]> {
  const stanzas = readFileSync('/var/lib/dpkg/status', 'utf8').split('\n\n')
  return new Map(
    stanzas.map((stanza) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? ''
      return [field('Package'), namesIn(`${field('Pre-Depends')}, ${field('Depends')}`)]
    }),
  )
}

const namesIn = (relation: string) =>
  relation
    .split(/[,|]/)
    .map((each) => each.trim().split(/[ :(]/)[0] ?? '')
    .filter(Boolean)

function closure(names: readonly string[]): Set<string> {
  const known = needs()
  const seen = new Set<string>()
  const queue = [...names]
  for (let name = queue.pop(); name; name = queue.pop()) {
    if (seen.has(name) || !known.has(name)) continue
    seen.add(name)
    queue.push(...(known.get(name) ?? []))
  }
  return seen
}

function isElf(file: string): boolean {
  const magic = Buffer.alloc(4)
  const handle = openSync(file, 'r')
  readSync(handle, magic, 0, 4, 0)
  closeSync(handle)
  return magic.toString('latin1') === '\x7fELF'
}

const linkedBy = (file: string) =>
  [
    ...execFileSync('objdump', ['-p', file], { encoding: 'utf8', maxBuffer: 1e8 }).matchAll(/NEEDED +(\S+)/g),
  ].map(([, name]) => name as string)

/** Where this system's linker finds each library. */
function found(): Map<string, string> {
  const lines = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).split('\n')
  return new Map(
    lines.flatMap((line) => {
      const [, name, path] = /^\s+(\S+) \(.*x86-64.*\) => (\S+)/.exec(line) ?? []
      return name && path ? [[name, path]] : []
    }),
  )
}

/** The package that each library's file came with, by path: known by it, or by what it was before /lib was joined with /usr/lib. */
function owners(paths: readonly string[]): (path: string) => string | undefined {
  const namesOf = (path: string) => [path, realpathSync(path), realpathSync(path).replace(/^\/usr/, '')]
  // It says of those that it does not know that it does not, and ends with 1.
  const { stdout } = spawnSync('dpkg', ['-S', ...paths.flatMap(namesOf)], { encoding: 'utf8' })
  const known = new Map(
    stdout.split('\n').flatMap((line) => {
      const [, owner, path] = /^([^:,]+)[^ ]*: (\S+)$/.exec(line) ?? []
      return owner && path ? [[path, owner]] : []
    }),
  )
  return (path) => namesOf(path).flatMap((name) => known.get(name) ?? [])[0]
}

test('every library that is linked comes with a package that the .deb asks for', () => {
  const files = filesIn(app)
  const own = new Set(files.map((file) => basename(file)))
  const wanted = new Set(files.filter(isElf).flatMap(linkedBy))
  expect(wanted.size).toBeGreaterThan(25)
  const deb = join(dist, readdirSync(dist).find((name) => name.endsWith('.deb')) ?? '')
  const depends = execFileSync('dpkg-deb', ['-f', deb, 'Depends'], { encoding: 'utf8' })
  const brought = closure(namesIn(depends))
  const paths = found()
  const others = [...wanted].filter((name) => !own.has(name))
  const ownerOf = owners(others.flatMap((name) => paths.get(name) ?? []))
  const missing = others.filter((name) => {
    const path = paths.get(name)
    return !path || !brought.has(ownerOf(path) ?? '')
  })
  expect(missing).toEqual([])
})
