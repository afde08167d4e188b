import { sentence } from '../bridge/bridge'

export interface Alert {
  readonly id: number
  readonly message: string
  /** The kind of work that failed, where the next of its kind that does not fail makes it old. */
  readonly about?: string | undefined
  /** What the person can do about it. */
  readonly remedy?: Remedy | undefined
}

interface Remedy {
  readonly label: string
  run(): void
}

/** What makes an outcome old: the next edit, another image, or (all of them) an undo and another project. */
export type Until = 'edit' | 'image' | 'project'
const untils: readonly Until[] = ['edit', 'image', 'project']

interface Status {
  readonly message: string
  readonly id: number
  readonly until: Until
  readonly saved?: boolean
}

/** What the window has to say: errors stay until they are closed, the newest outcome stands in the status bar. */
export class Notices {
  alerts = $state.raw<readonly Alert[]>([])
  status = $state.raw<Status>({
    message: '',
    id: 0,
    until: 'project',
  })
  private nextId = 1

  /** Says an error once, however many ways it came. */
  alert(message: string, about?: string, remedy?: Remedy): void {
    const shown = this.alerts.find((each) => each.message === message)
    const others = this.alerts.filter((each) => each !== shown)
    const alert = { id: shown?.id ?? this.nextId++, message, about: about ?? shown?.about, remedy }
    this.alerts = [...others.slice(-3), alert]
  }

  /** Work of a kind went well: what was wrong with the last of it is over. */
  settle(about: string): void {
    this.alerts = this.alerts.filter((shown) => shown.about !== about)
  }

  close(id: number): void {
    this.alerts = this.alerts.filter((shown) => shown.id !== id)
  }

  /** `saved`: it is about a file that was written where the person chose. */
  say(message: string, until: Until = 'edit', { saved = false } = {}): void {
    this.status = { message, id: this.nextId++, until, saved }
  }

  /** Something happened: what was said of the state before no longer stands. `said`: nothing newer than this id. */
  outdate(event: Until, said = Infinity): void {
    const { message, id, until } = this.status
    if (message === '' || id > said || untils.indexOf(until) > untils.indexOf(event)) return
    this.status = { message: '', id: this.nextId++, until: 'project' }
  }

  /** Waits for work whose failure the person should read; undefined when it failed or was cancelled. */
  async attempt<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work
    } catch (error) {
      const message = sentence(error)
      if (message) this.alert(message)
      return undefined
    }
  }
}
