// An empty Debian to install the app into: made by debootstrap from the mirror that this system's apt uses, kept in the
// cache folder, and copied for each run.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../../build/setup/cache.mjs'
import { command } from '../../build/setup/command.mjs'

const PERSON = 1000

/**
 * @param {string} suite Debian's name of a version ("bookworm")
 * @param {string} folder where the copy goes; what was there before is removed
 * @throws {Error} one sentence
 */
export async function debianRoot(suite, folder) {
  const pristine = join(cacheFolder(), `debian-${suite}`)
  if (!existsSync(pristine)) await bootstrap(suite, pristine)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  await must('cp', ['-a', '--reflink=auto', pristine, folder])
}

async function bootstrap(suite, folder) {
  if (process.getuid() !== 0) throw new Error('An empty Debian is made as root: run this step as root.')
  if (!(await command('debootstrap', ['--version'])).ok)
    throw new Error('debootstrap is not here: "apt-get install debootstrap", then start again.')
  const mirror = await mirrorOf()
  const partial = `${folder}.partial`
  rmSync(partial, { recursive: true, force: true })
  console.log(`Debian ${suite}: debootstrap, about a minute …`)
  await must('debootstrap', ['--variant=minbase', suite, partial, mirror], { seconds: 900 })
  const sources = [`deb ${mirror} ${suite} main`, `deb ${mirror} ${suite}-updates main`]
  writeFileSync(join(partial, 'etc/apt/sources.list'), `${sources.join('\n')}\n`)
  cpSync('/etc/apt/apt.conf.d', join(partial, 'etc/apt/apt.conf.d'), { recursive: true })
  cpSync('/etc/resolv.conf', join(partial, 'etc/resolv.conf'), { dereference: true })
  await inRoot(partial, ['useradd', '--create-home', '--uid', String(PERSON), 'person'])
  await inRoot(partial, ['apt-get', 'update', '-q'])
  renameSync(partial, folder)
}

/** Where this system's apt gets Debian itself from. */
async function mirrorOf() {
  const { out } = await command('apt-get', ['indextargets', '--format', '$(CODENAME) $(REPO_URI)'])
  const own = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  const line = out.split('\n').find((each) => each.startsWith(`${own} `))
  if (!line)
    throw new Error('This system\'s apt names no mirror of Debian: run "apt-get update", then start again.')
  return line.split(' ')[1]
}

/** Runs a program in the root as its root; resolves with what it said. */
export function inRoot(root, args, { seconds = 900 } = {}) {
  return must('sh', ['-c', enter(root, []), 'sh', ...args], { seconds, env: { ...process.env, ...plain } })
}

const plain = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8', HOME: '/root' }

/**
 * Writes a program that starts `executable` of the root as an ordinary person, with Chromium's sandbox. It sees /tmp and
 * the folders in `shared` as this system does, so that a test can drive it.
 */
export function writeStarter(file, { root, executable, shared }) {
  // The tests run as root and say --no-sandbox: what a person starts is not told that.
  const start = `for each; do shift; [ "$each" = --no-sandbox ] || set -- "$@" "$each"; done
chown -R ${PERSON}:${PERSON} "$HOME"
unset XAUTHORITY
export USER=person LOGNAME=person
set -- setpriv --reuid ${PERSON} --regid ${PERSON} --clear-groups ${quote(executable)} "$@"
${enter(root, ['/tmp', ...shared])}
`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `#!/bin/sh\n${start}`, { mode: 0o755 })
}

/**
 * Shell that becomes "$@" in the root, by pivot_root in mounts of its own: in a mere chroot the kernel allows nobody a user
 * namespace, and so no sandbox.
 */
function enter(root, shared) {
  const binds = shared.map((path) => `mkdir -p .${quote(path)}; mount --bind ${quote(path)} .${quote(path)}`)
  const inside = [
    'set -e',
    `mount --bind ${quote(root)} ${quote(root)}; cd ${quote(root)}`,
    'for each in proc sys dev; do mount --rbind /$each $each; done',
    ...binds,
    'mkdir -p .before; pivot_root . .before; cd /; umount -l /.before',
    'exec "$@"',
  ]
  return `exec unshare --mount --propagation private sh -c ${quote(inside.join('\n'))} sh "$@"`
}

const quote = (text) => `'${text.replaceAll("'", `'\\''`)}'`

async function must(program, args, options = {}) {
  const { ok, out, reason } = await command(program, args, { seconds: 300, ...options })
  if (!ok) throw new Error(`${program} ${args.at(-1)}: ${reason}.`)
  return out
}
