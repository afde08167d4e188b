import { sentence } from '../bridge/bridge'

export interface Alert {
  readonly id: number
  readonly message: string
  /** The kind of work that failed, where the next of its kind that does not fail makes it old. */
  readonly about?: string | undefined
}

/** What the window has to say: errors stay until they are closed, the newest outcome stands in the status bar. */
export class Notices {
  alerts = $state.raw<readonly Alert[]>([])
  status = $state.raw<{ readonly message: string; readonly id: number }>({ message: '', id: 0 })
  private nextId = 1

  /** Says an error once, however many ways it came. */
  alert(message: string, about?: string): void {
    const shown = this.alerts.find((each) => each.message === message)
    const others = this.alerts.filter((each) => each !== shown)
    const alert = { id: shown?.id ?? this.nextId++, message, about: about ?? shown?.about }
    this.alerts = [...others.slice(-3), alert]
  }

  /** Work of a kind went well: what was wrong with the last of it is over. */
  settle(about: string): void {
    this.alerts = this.alerts.filter((shown) => shown.about !== about)
  }

  close(id: number): void {
    this.alerts = this.alerts.filter((shown) => shown.id !== id)
  }

  say(message: string): void {
    this.status = { message, id: this.nextId++ }
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
