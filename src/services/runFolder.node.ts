import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AppError } from '../base/errors'
import { isPlainName } from '../files/plainName'
import { readJson } from '../files/readFile.node'
import { runSchema } from '../project/folder/runSchema'
import { says } from '../messages/says/says'
import { bestF1, type RunInfo } from '../runs/config'
import type { Project } from './project.node'

/** The folder of a run: given itself, by its id in this project, or as another project's folder (its best run). */
export function runFolder(project: Project, named: string): string {
  const path = resolve(named)
  const own = isPlainName(named) ? [project.paths.run(named)] : []
  const candidates = [path, ...own, ...runsByMetric(join(path, 'runs'))]
  const found = candidates.find((folder) => existsSync(join(folder, 'checkpoints')))
  if (found) return found
  throw new AppError('no-run', says.runs.thereIsNoRunNamed(named))
}

/** Best first. */
function runsByMetric(folder: string): string[] {
  if (!existsSync(folder)) return []
  const runs = readdirSync(folder).map((id) => join(folder, id))
  const metrics = new Map(runs.map((run) => [run, metricOf(run)]))
  return runs.sort((a, b) => (metrics.get(b) as number) - (metrics.get(a) as number))
}

function metricOf(run: string): number {
  try {
    return bestF1(readJson(join(run, 'run.json'), runSchema) as unknown as RunInfo) ?? -1
  } catch {
    return -1
  }
}
