import { app } from 'electron'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { replaceFile } from '../src/files/replaceFile.node'

// What the app remembers for a person, outside of projects: the window's settings and the recent projects.

const recentSchema = v.array(v.object({ path: v.string(), name: v.string(), openedAt: v.string() }))
type Recent = v.InferOutput<typeof recentSchema>
const remembered = 12

const file = (name: string) => join(app.getPath('userData'), name)

export async function readSettings(): Promise<string> {
  return readFile(file('settings.json'), 'utf8').catch(() => '{}')
}

export async function writeSettings(json: string): Promise<void> {
  replaceFile(file('settings.json'), json)
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
  try {
    replaceFile(file('recent.json'), JSON.stringify(recent))
  } catch {
    // A list that is a project short is no reason not to open that project: the home's disk may be full, the project's not.
  }
}
