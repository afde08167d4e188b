import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

// What the app is tried with: the sample that ships, Electron, the lock of a project.

export const root = resolve(import.meta.dirname, '../..')
export const samplePicture = join(root, 'build/sample/crossroads.png')
export const sampleLabels = join(root, 'build/sample/crossroads.txt')

export interface Box {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

/** How long an import, a build or a training may take on a machine that has much else to do. */
export const work = { timeout: 240_000 }

/** For what may have gone by itself. */
export const glance = { timeout: 5000 }

/** Window pixels of the view, and what it looks at: image pixels, window pixels for each of them. */
export interface View extends Box {
  readonly centerX: number
  readonly centerY: number
  readonly scale: number
}

/** The sample's vehicles, in pixels. */
export function sampleBoxes(width = 1764, height = 430): Box[] {
  const lines = readFileSync(sampleLabels, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [, cx = 0, cy = 0, w = 0, h = 0] = line.split(' ').map(Number)
    return { x: (cx - w / 2) * width, y: (cy - h / 2) * height, w: w * width, h: h * height }
  })
}

export function electronExecutable(): string {
  const given = process.env['WINDHOVER_ELECTRON']
  if (given) return given
  const found = spawnSync(
    process.execPath,
    ['-e', "import('./build/setup/electronPath.mjs').then((m) => console.log(m.electronPath()))"],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  return found.stdout.trim()
}

/** The process that has a project open. */
export function holderOf(project: string): number {
  return (JSON.parse(readFileSync(join(project, 'project.lock'), 'utf8')) as { pid: number }).pid
}
