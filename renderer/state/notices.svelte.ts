import { sentence } from '../bridge/bridge'

export interface Alert {
  readonly id: number
  readonly message: string
}

/** What the window has to say: errors stay until they are closed, the newest outcome stands in the status bar. */
export class Notices {
  alerts = $state.raw<readonly Alert[]>([])
  status = $state.raw<{ readonly message: string; readonly id: number }>({ message: '', id: 0 })
  private nextId = 1

  /** Says an error once, however many ways it came. */
  alert(message: string): void {
    if (this.alerts.some((shown) => shown.message === message)) return
    this.alerts = [...this.alerts.slice(-3), { id: this.nextId++, message }]
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
