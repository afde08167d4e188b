import { app } from 'electron'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'

// What the app remembers for a person, outside of projects: the window's settings and the recent projects.

const recentSchema = v.array(v.object({ path: v.string(), name: v.string(), openedAt: v.string() }))
type Recent = v.InferOutput<typeof recentSchema>
const remembered = 12

const file = (name: string) => join(app.getPath('userData'), name)

async function replace(name: string, text: string): Promise<void> {
  await mkdir(app.getPath('userData'), { recursive: true })
  await writeFile(file(`${name}.new`), text)
  await rename(file(`${name}.new`), file(name))
}

export async function readSettings(): Promise<string> {
  return readFile(file('settings.json'), 'utf8').catch(() => '{}')
}

export async function writeSettings(json: string): Promise<void> {
  await replace('settings.json', json)
}

export async function recentProjects(): Promise<Recent> {
  try {
    return v.parse(recentSchema, JSON.parse(await readFile(file('recent.json'), 'utf8')))
  } catch {
    return []
  }
}

export async function rememberProject(path: string, name: string): Promise<void> {
  const others = (await recentProjects()).filter((recent) => recent.path !== path)
  const recent = [{ path, name, openedAt: new Date().toISOString() }, ...others].slice(0, remembered)
  await replace('recent.json', JSON.stringify(recent))
}
