import type { EngineReport } from '../../src/engine/engine'
import type { EventData } from '../../src/ipc/contract'
import type { RunInfo, ExamplesReport } from '../../src/runs/config'
import { nameOfRun } from '../../src/runs/runName'
import { curvesOf, noCurves, withReport } from './curves'
import type { Curves } from './curves'
import type { Host } from './host'
import { moreSettings, trainSettings, defaultForm } from './presets'
import type { More, TrainForm } from './presets'

/** What the Train step asks for and shows. */
export class TrainStep {
  form = $state<TrainForm>({ ...defaultForm })
  engines = $state.raw<readonly EngineReport[]>([])
  /** The run whose curves are shown; null for the newest. */
  chosen = $state<string | null>(null)
  /** The run that trains now. */
  live = $state<string | null>(null)
  /** What the run that trains now sees on validation tiles. */
  strip = $state.raw<ExamplesReport | null>(null)
  /** The project, run or file that the person chose to start from. */
  chosenStart = $state<string | null>(null)
  private curvesByRun = $state.raw<ReadonlyMap<string, Curves>>(new Map())
  private stopAsked = $state(false)
  private asked = new Set<string>()
  private askedEngines = false

  /** Newest first. */
  readonly runs = $derived.by(() => newestFirst(this.host.project?.runs ?? []))
  readonly shown = $derived(this.chosen ?? this.live ?? this.runs[0]?.id ?? null)
  /** The newest run, where it was stopped or cut off and can go on here. */
  readonly resumable = $derived.by(() => {
    const [newest] = this.runs
    if (!newest || newest.origin || this.running) return null
    return newest.status === 'stopped' || newest.status === 'interrupted' ? newest : null
  })
  readonly curves = $derived((this.shown !== null && this.curvesByRun.get(this.shown)) || noCurves)

  constructor(private readonly host: Host) {}

  /** Told to stop, and not yet through with its current step. */
  get stopping(): boolean {
    return this.stopAsked && this.running
  }

  get running(): boolean {
    return this.host.jobs.has('train')
  }

  /** Forgets the last project. */
  reset(): void {
    this.chosen = this.live = this.chosenStart = this.form.start = null
    this.strip = null
    this.curvesByRun = new Map()
    this.asked.clear()
  }

  /** Whether the first step of the training that runs has come. */
  get began(): boolean {
    return this.live !== null && this.curvesByRun.get(this.live)?.step !== undefined
  }

  async listEngines(): Promise<void> {
    if (this.askedEngines) return
    this.askedEngines = true
    const engines = await this.host.notices.attempt(this.host.bridge.call('engines.list'))
    if (engines) this.engines = engines
    else this.askedEngines = false
  }

  /** Asks for something outside of this project to start from; nothing changes when the person cancels. */
  async chooseStart(what: 'run' | 'weights'): Promise<void> {
    const found = await this.host.notices.attempt(this.host.bridge.call('train.chooseStart', { what }))
    if (!found) return
    this.chosenStart = found.name
    this.form.start = { kind: 'chosen' }
  }

  async start(resume?: string, place = this.host.compute.where, more: More = 'planned'): Promise<void> {
    this.chosen = null
    this.stopAsked = false
    this.live = resume ?? null
    const form = $state.snapshot(this.form) as TrainForm
    const where = place === 'away' ? { where: place } : {}
    const request = resume
      ? {
          settings: moreSettings(
            more,
            form,
            this.runs.find(({ id }) => id === resume),
          ),
          ...{ resume, ...where },
        }
      : { settings: trainSettings(form, this.host.project?.dataset), ...where }
    await this.host.notices.attempt(this.host.bridge.call('train.start', request))
  }

  async stop(): Promise<void> {
    this.stopAsked = true
    await this.host.notices.attempt(this.host.bridge.call('train.stop'))
  }

  /** A report of the running training. */
  receive(data: EventData<'train'>): void {
    const { run } = data
    if (run !== this.live) this.strip = null
    this.live = run
    if (data.kind === 'examples') return void (this.strip = data)
    this.asked.add(run)
    const known = this.curvesByRun.get(run)
    this.curvesByRun = new Map(this.curvesByRun).set(run, withReport(known ?? noCurves, data))
    if (!known) void this.readHistory(run)
  }

  /** Shows a run's curves, read from its record where they are not known yet. */
  async show(run: string): Promise<void> {
    this.chosen = run
    if (!this.asked.has(run)) await this.readHistory(run)
  }

  async showNewest(): Promise<void> {
    const run = this.shown
    if (run !== null && !this.asked.has(run)) await this.readHistory(run)
  }

  /** What a run is called. */
  nameOf(run: string): string {
    return nameOfRun(this.runs, run)
  }

  /** An empty name gives it its usual one back. */
  async rename(run: string, name: string): Promise<void> {
    await this.host.notices.attempt(this.host.bridge.call('run.rename', { run, name }))
  }

  async note(run: string, note: string): Promise<void> {
    await this.host.notices.attempt(this.host.bridge.call('run.note', { run, note }))
  }

  async remove(run: string): Promise<void> {
    if (this.chosen === run) this.chosen = null
    const { start } = this.form
    if (start?.kind === 'run' && start.run === run) this.form.start = null
    await this.host.notices.attempt(this.host.bridge.call('run.remove', { run }))
  }

  private async readHistory(run: string): Promise<void> {
    this.asked.add(run)
    const reports = await this.host.notices.attempt(this.host.bridge.call('train.history', { run }))
    if (!reports?.length) return
    const curves = curvesOf(reports)
    const live = this.curvesByRun.get(run)
    // Reports that came meanwhile are in the record already, but for the very newest.
    const merged = live?.step ? { ...curves, step: live.step, epoch: live.epoch ?? curves.epoch } : curves
    this.curvesByRun = new Map(this.curvesByRun).set(run, merged)
  }
}

export function newestFirst(runs: readonly RunInfo[]): RunInfo[] {
  return runs.toReversed()
}

/** Runs that can predict. */
export function usable(runs: readonly RunInfo[]): RunInfo[] {
  return runs.filter((run) => run.best !== undefined || run.status === 'finished')
}
