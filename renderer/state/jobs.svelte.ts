import type { EventData } from '../../src/ipc/contract'
import { t } from '../../src/messages/messages'
import type { Bridge } from '../bridge/bridge'
import type { Notices } from './notices.svelte'

export type Job = EventData<'job'>

/** Long work that runs in other processes, newest last. */
export class Jobs {
  running = $state.raw<readonly Job[]>([])

  constructor(
    private readonly bridge: Bridge,
    private readonly notices: Notices,
  ) {}

  has(kind: Job['kind']): boolean {
    return this.running.some((job) => job.kind === kind)
  }

  receive(job: Job): void {
    const others = this.running.filter((each) => each.job !== job.job)
    if (!job.ended) {
      const known = others.length < this.running.length
      this.running = known
        ? this.running.map((each) => (each.job === job.job ? job : each))
        : [...others, job]
      return
    }
    this.running = others
    if (job.ended === 'failed')
      return this.notices.alert(job.message ?? t.state.labelItDidNotWork(job.label), job.kind)
    if (job.ended === 'done') this.notices.settle(job.kind)
    if (job.failure) this.notices.alert(job.failure, job.kind)
    const message = job.message ?? `${job.label}: ${job.ended === 'done' ? 'done' : 'cancelled'}.`
    // What was found on an image is of no other; all else outlasts what the person does meanwhile.
    const ofImage: readonly Job['kind'][] = ['predict', 'similar', 'evaluate']
    const saved = job.kind === 'export' && job.ended === 'done'
    this.notices.say(message, ofImage.includes(job.kind) ? 'image' : 'project', { saved })
  }

  cancel(job: Job): void {
    void this.notices.attempt(this.bridge.call('job.cancel', { job: job.job }))
  }
}
