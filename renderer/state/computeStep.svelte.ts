import type { CommandIn, CommandOut } from '../../src/ipc/contract'
import { t } from '../../src/messages/messages'
import type { Bridge } from '../bridge/bridge'
import type { Notices } from './notices.svelte'

type State = CommandOut<'compute.read'>
type Setting = CommandIn<'compute.test'>

/** The steps whose work may run there. */
interface Steps {
  readonly train: { readonly running: boolean; start(run: string, where: 'away'): Promise<void> }
  readonly predict: { readonly running: boolean; goOn(search: CommandIn<'predict.start'>): Promise<void> }
}

/** Where work can run beside this computer. */
export class ComputeStep {
  state = $state.raw<State>({ address: '', paths: '', hasToken: false, keepsToken: true })
  /** Where the person wants the next training or search. */
  wanted = $state<'here' | 'away'>('here')
  /** What the cluster said of itself, in sentences; null until it is asked. */
  about = $state.raw<readonly string[] | null>(null)
  asking = $state(false)
  readonly where = $derived(this.state.address === '' ? 'here' : this.wanted)

  constructor(
    private readonly bridge: Bridge,
    private readonly notices: Notices,
  ) {}

  async load(): Promise<void> {
    const state = await this.notices.attempt(this.bridge.call('compute.read'))
    if (state) this.state = state
  }

  /** Resolves with whether it is as the person wants it. */
  async save(setting: Setting): Promise<boolean> {
    const state = await this.notices.attempt(this.bridge.call('compute.write', setting))
    if (!state) return false
    this.state = state
    this.wanted = state.address === '' ? 'here' : 'away'
    this.notices.say(state.hasToken && !state.keepsToken ? t.compute.tokenOnlyNow : t.compute.saved)
    return true
  }

  async test(setting: Setting): Promise<void> {
    this.about = null
    this.asking = true
    const { notices, bridge } = this
    try {
      const { nodes, cpus, gpus, ray, windhover, here } = await bridge.call('compute.test', setting)
      const version =
        windhover === null
          ? t.compute.noWindhover
          : windhover === here
            ? t.compute.sameVersion(here)
            : t.compute.otherVersion(windhover, here)
      this.about = [t.compute.here(nodes, cpus, gpus, ray), version]
    } catch (error) {
      // Beside the button, where the person looks.
      this.about = [error instanceof Error ? error.message : String(error)]
      notices.outdate('edit')
    } finally {
      this.asking = false
    }
  }

  /** What of the project runs there already is watched again. */
  async find({ train, predict }: Steps): Promise<void> {
    await this.load()
    if (this.state.address === '') return
    const { notices, bridge } = this
    const going = await notices.attempt(bridge.call('compute.goingOn'))
    if (!going) return
    if (going.train !== null && !train.running) void train.start(going.train, 'away')
    if (going.predict && !predict.running) void predict.goOn(going.predict)
  }
}
