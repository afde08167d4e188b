// What /usr/share/doc/windhover/copyright says, in Debian's machine-readable form (copyright-format 1.0).
import { readJson, root } from '../setup/cache.mjs'
import { join } from 'node:path'
import { identifiers, standardText } from './standardText.mjs'

const HOME = 'opt/windhover'
const UNPACKED = `${HOME}/resources/app.asar.unpacked`

/** Debian's names where they are not SPDX's, and licences whose text every Debian has. */
const DEBIAN = { MIT: 'Expat', 'BSL-1.0': 'BSL-1.0' }
const COMMON = ['Apache-2.0', 'GPL-3', 'LGPL-3', 'MPL-1.1', 'MPL-2.0', 'CC0-1.0']

/**
 * @param {import('./parts.mjs').Part[]} parts all that the app is made of, itself first
 * @param {(path: string) => boolean} isUnpacked whether a package lies outside of the app's archive
 */
export function debianCopyright(parts, isUnpacked) {
  const { productName, homepage } = readJson(join(root, 'package.json'))
  const electron = parts.find(({ name }) => name === 'Electron')
  const sample = parts.find(({ name }) => name.startsWith('Sample'))
  const unpacked = parts.filter(({ path }) => path && isUnpacked(path))
  const packed = parts.filter((part) => ![electron, sample, ...unpacked].includes(part) && !part.inside)
  const insideOf = (path) => parts.filter(({ inside }) => inside === path)
  const files = [
    stanza('*', [electron], 'Chromium and what it holds: /opt/windhover/LICENSES.chromium.html'),
    stanza(`${HOME}/resources/app.asar`, packed),
    stanza(`${HOME}/resources/sample/*`, [sample]),
    ...unpacked.map((part) => stanza(`${UNPACKED}/${part.path}/*`, [part, ...insideOf(part.path)])),
  ]
  const names = [...new Set(parts.flatMap(({ licence }) => identifiers(licence)))].sort()
  const header = [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    `Upstream-Name: ${productName}`,
    `Source: ${homepage}`,
  ]
  return `${[header.join('\n'), ...files, ...names.map((id) => licence(id, parts))].join('\n\n')}\n`
}

function stanza(files, parts, comment) {
  const lines = [...new Set(parts.flatMap(copyrights))]
  const names = [...new Set(parts.flatMap((part) => identifiers(part.licence)))].sort().map(debianName)
  return [
    `Files: ${files}`,
    `Copyright: ${lines.join('\n           ')}`,
    `License: ${names.join(' and ')}`,
    `Comment: ${parts.map(({ name, version }) => `${name} ${version}`.trim()).join(', ')}`,
    ...(comment ? [` ${comment}`] : []),
  ].join('\n')
}

/** Lines that are a licence's own: to be filled in, or of who wrote the licence. */
const TEMPLATE = /[<[](year|yyyy)|Free Software Foundation/i

/** The lines of a licence that say whose it is, without the word and the sign. */
function copyrights({ name, text, owner }) {
  if (owner) return [owner]
  const pattern = /^[\s*#/]*(?:copyright\b:?|©)[\s:]*(?:\(c\)|©)?\s*(.*\S)/gim
  const lines = [...text.matchAll(pattern)]
    .map(([, who]) => who.replace(/\s*all rights reserved\.?$/i, ''))
    .filter((who) => /^\d{4}|^[A-Z].*(authors|contributors|<)/.test(who) && !TEMPLATE.test(who))
  return lines.length > 0 ? lines.slice(0, 20) : [`the authors of ${name}`]
}

const debianName = (id) => DEBIAN[id] ?? id.replace(/^(L?GPL-\d)(?:\.0)?-or-later$/, '$1+')

function licence(id, parts) {
  const name = debianName(id)
  const common = COMMON.find((each) => name.replace(/\+$/, '') === each)
  const text = common
    ? `On Debian systems its text is in /usr/share/common-licenses/${common}.`
    : id.startsWith('LicenseRef-')
      ? parts.find((part) => part.licence === id).text
      : standardText(id)
  const body = text
    .split('\n')
    .map((line) => (line.trim() ? ` ${line.trimEnd()}` : ' .'))
    .join('\n')
  return `License: ${name}\n${body}`
}
