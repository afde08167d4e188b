import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { app, dist, filesIn } from './packaged'

// The .deb and the tar.gz, read by dpkg-deb and tar as whoever installs them does.

const artefact = (ending: string) =>
  join(dist, readdirSync(dist).find((name) => name.endsWith(ending)) ?? ending)
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 1e8 })
const relative = filesIn(app).map((file) => file.slice(app.length + 1))

describe('the tar.gz', () => {
  test('holds the app, all of it, in one folder, and belongs to nobody who built it', () => {
    const lines = run('tar', '-tvzf', artefact('.tar.gz')).trim().split('\n')
    const files = lines.filter((line) => line.startsWith('-'))
    expect(files.every((line) => / (root\/root|0\/0) /.test(line))).toBe(true)
    const names = files.map((line) => /(windhover-[^/]+)\/(.+)$/.exec(line)?.[2])
    expect(names.sort()).toEqual(relative.sort())
  })
})

describe('the .deb', () => {
  const deb = artefact('.deb')
  const field = (name: string) => run('dpkg-deb', '-f', deb, name).trim()

  test('says what it is and what it needs', () => {
    expect(field('Package')).toBe('windhover')
    expect(Number(field('Installed-Size'))).toBeGreaterThan(100_000)
    expect(field('Depends')).toContain('libgtk-3-0 | libgtk-3-0t64')
    // Loaded by name, so that no linker tells.
    expect(field('Depends')).toContain('libx11-xcb1')
  })

  test('holds the app, its entry in the menu and its copyright', () => {
    const lines = run('dpkg-deb', '-c', deb).trim().split('\n')
    const names = lines.map((line) => line.split(/\s+/)[5])
    for (const file of relative) expect(names).toContain(`./opt/windhover/${file}`)
    expect(names).toEqual(
      expect.arrayContaining([
        './usr/share/applications/windhover.desktop',
        './usr/share/doc/windhover/copyright',
        './usr/bin/windhover',
      ]),
    )
    expect(lines.find((line) => line.includes('chrome-sandbox'))).toMatch(/^-rwsr-xr-x root.root /)
  })

  test("'s copyright is what Debian's own reader reads", () => {
    const text = run(
      'sh',
      '-c',
      'dpkg-deb --fsys-tarfile "$1" | tar -xO ./usr/share/doc/windhover/copyright',
      'sh',
      deb,
    )
    const program = `
import json, sys
from debian.copyright import Copyright
c = Copyright(sys.stdin, strict=True)
named = lambda p: p.license.synopsis if p.license else None
print(json.dumps({
  "format": c.header.format,
  "files": [[list(p.files), p.copyright, named(p)] for p in c.all_files_paragraphs()],
  "texts": {named(p): p.license.text for p in c.all_license_paragraphs()},
  "vips": named(c.find_files_paragraph("opt/windhover/resources/app.asar.unpacked/node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.8.18.7")),
}))`
    const told = JSON.parse(
      execFileSync(process.env['WINDHOVER_PYTHON'] ?? 'python3', ['-c', program], {
        input: text,
        encoding: 'utf8',
      }),
    ) as {
      format: string
      files: [string[], string, string][]
      texts: Record<string, string>
      vips: string
    }
    expect(told.format).toBe('https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/')
    expect(told.files.length).toBeGreaterThan(6)
    expect(told.vips).toContain('LGPL-3+')
    const used = new Set(told.files.flatMap(([, , licence]) => licence.split(' and ')))
    expect([...used].filter((name) => !told.texts[name])).toEqual([])
    expect(told.files.find(([files]) => files.includes('*'))?.[1]).toContain('Electron contributors')
    for (const [files, copyright] of told.files) expect(copyright.trim(), files.join(' ')).not.toBe('')
  })
})
