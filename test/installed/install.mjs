// Puts what was packaged into an empty Debian, as its reader would: the .deb by apt, the tar.gz into a home folder.
import { copyFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../build/setup/cache.mjs'
import { command } from '../../build/setup/command.mjs'
import { debianRoot, inRoot, writeStarter } from './debianRoot.mjs'

const dist = join(root, 'dist/test-build')

/** Debian 12 and 13, by name, and what is put into each. */
export const installations = ['bookworm', 'trixie'].flatMap((suite) =>
  ['.deb', '.tar.gz'].map((ending) => ({ suite, ending })),
)

/**
 * @param {{suite: string, ending: string}} installation
 * @returns {Promise<string>} a program that starts the installed app as an ordinary person
 */
export async function install({ suite, ending }) {
  const name = readdirSync(dist).find((each) => each.endsWith(ending))
  if (!name) throw new Error(`There is no ${ending} to install: run the step "package" before.`)
  const place = join(dist, 'roots', `${suite}${ending}`)
  await debianRoot(suite, place)
  copyFileSync(join(dist, name), join(place, 'opt', name))
  const apt = ['apt-get', '-q', '-y', '--no-install-recommends']
  console.log(`Debian ${suite}: installing ${name} …`)
  if (ending === '.deb') {
    await inRoot(place, [...apt, 'install', `/opt/${name}`])
    return starter(place, '/usr/bin/windhover')
  }
  // Whoever takes the archive installs the libraries that the .deb would ask for.
  const deb = readdirSync(dist).find((each) => each.endsWith('.deb'))
  const { out } = await command('dpkg-deb', ['-f', join(dist, deb), 'Depends'])
  await inRoot(place, [...apt, 'satisfy', out.trim()])
  await inRoot(place, ['tar', '-xzf', `/opt/${name}`, '-C', '/home/person', '--no-same-owner'])
  return starter(place, `/home/person/${name.slice(0, -ending.length)}/windhover`)
}

function starter(place, executable) {
  const file = `${place}.sh`
  writeStarter(file, { root: place, executable, shared: [join(root, 'build/sample')] })
  return file
}
