import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import type { DatasetReader } from '../dataset/dataset'
import type { Engine } from '../engine/engine'
import { readJson } from '../files/readFile.node'
import { replaceFile } from '../files/replaceFile.node'
import type { RunInfo, TrainJob } from '../runs/config'
import { monitorNames } from './callbacks/monitor'
import type { LoopState } from './loopState'

/** run.json: what the run's list shows, always whole. */
export class RunRecord {
  private readonly startedAt: string

  constructor(
    private readonly job: TrainJob,
    private readonly reader: DatasetReader,
    private readonly engine: Engine,
    private readonly state: LoopState,
  ) {
    this.startedAt = (job.resume ? readStart(job.runDir) : undefined) ?? new Date().toISOString()
  }

  write(status: RunInfo['status']): RunInfo {
    const { state, job } = this
    const info: RunInfo = {
      id: job.id,
      number: job.number,
      objects: job.objects,
      startedAt: this.startedAt,
      config: job.config,
      status,
      classNames: this.reader.classNames,
      classIds: job.classIds,
      pictures: job.pictures,
      level: this.reader.spec.level,
      shownAs: this.reader.spec.shownAs,
      engine: `${this.engine.id} (${this.engine.device})`,
      epochs: state.epoch,
      steps: state.steps,
      tilesPerSecond: state.seconds > 0 ? state.tiles / state.seconds : 0,
      best: state.best && { ...state.best, name: monitorNames[job.config.monitor ?? 'f1'] },
    }
    replaceFile(join(job.runDir, 'run.json'), JSON.stringify(info, null, 2))
    return info
  }
}

function readStart(runDir: string): string | undefined {
  const path = join(runDir, 'run.json')
  return existsSync(path) ? readJson(path, v.object({ startedAt: v.string() })).startedAt : undefined
}
