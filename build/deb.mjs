// A Debian package of the unpacked app, by dpkg-deb itself.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { readJson, root } from './setup/cache.mjs'
import { command } from './setup/command.mjs'

/** Either name: Debian 13 and Ubuntu 24.04 renamed some. */
const DEPENDS = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libasound2 | libasound2t64',
  'libgbm1',
  // Loaded when the window is made, and linked by nobody: without it the app ends at once.
  'libx11-xcb1',
  'libxss1',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libstdc++6',
]

/** Drawing by the graphics card; without them the processor draws. */
const RECOMMENDS = ['libgl1', 'libegl1']

/**
 * @param {{app: string, icons: string, copyright: string, base: string, level: number}} what the unpacked app, the folder of PNGs, the text of
 *   Debian's `copyright`, the file's name, how hard zstd tries
 * @returns {Promise<string | undefined>} the file; undefined where this system makes none
 */
export async function makeDeb({ app, icons, copyright, base, level }) {
  const file = join(dirname(app), `${base}.deb`)
  if (!(await command('dpkg-deb', ['--version'])).ok) {
    console.log('No .deb: dpkg-deb is not there.')
    return
  }
  const tree = join(dirname(app), 'deb')
  rmSync(tree, { recursive: true, force: true })
  const home = join(tree, 'opt/windhover')
  cpSync(app, home, { recursive: true, verbatimSymlinks: true })
  // Chromium's helper for sandboxing where user namespaces are not allowed.
  if (existsSync(join(home, 'chrome-sandbox'))) chmodSync(join(home, 'chrome-sandbox'), 0o4755)
  mkdirSync(join(tree, 'usr/bin'), { recursive: true })
  symlinkSync('/opt/windhover/windhover', join(tree, 'usr/bin/windhover'))
  placeIcons(tree, icons)
  write(join(tree, 'usr/share/applications/windhover.desktop'), desktopEntry())
  write(join(tree, 'usr/share/doc/windhover/copyright'), copyright)
  write(join(tree, 'DEBIAN/control'), await control(home))
  const args = ['--root-owner-group', '-Zzstd', `-z${level}`, '--build', tree, file]
  const { ok, reason } = await command('dpkg-deb', args, { seconds: 1800 })
  rmSync(tree, { recursive: true, force: true })
  if (!ok) throw new Error(`dpkg-deb could not write ${file}: ${reason}.`)
  console.log(`Debian package: ${file}`)
  return file
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function placeIcons(tree, icons) {
  const theme = join(tree, 'usr/share/icons/hicolor')
  for (const name of readdirSync(icons)) {
    cpSync(join(icons, name), join(theme, name.replace('.png', ''), 'apps/windhover.png'))
  }
  cpSync(join(root, 'build/icons/windhover.svg'), join(theme, 'scalable/apps/windhover.svg'))
}

function desktopEntry() {
  const { productName, description } = readJson(join(root, 'package.json'))
  return `[Desktop Entry]
Type=Application
Name=${productName}
Comment=${description}
Exec=/opt/windhover/windhover %F
Icon=windhover
StartupWMClass=${productName}
Categories=Science;Graphics;
Terminal=false
`
}

async function control(home) {
  const { name, version, description, author, homepage } = readJson(join(root, 'package.json'))
  const { out } = await command('du', ['-sk', home])
  const { out: arch } = await command('dpkg', ['--print-architecture'])
  return `Package: ${name}
Version: ${version}
Architecture: ${arch.trim()}
Maintainer: ${author.name} <${author.email}>
Installed-Size: ${out.split('\t')[0]}
Depends: ${DEPENDS.join(', ')}
Recommends: ${RECOMMENDS.join(', ')}
Section: science
Priority: optional
Homepage: ${homepage}
Description: ${description}
`
}
