import type {
  CommandIn,
  CommandName,
  CommandOut,
  EventData,
  EventName,
  WindowApi,
} from '../../src/ipc/contract'

declare global {
  interface Window {
    readonly windhover: WindowApi
  }
}

/** The window's side of the contract: `call` takes no input where the contract wants none. */
export interface Bridge {
  call<C extends CommandName>(
    command: C,
    ...input: undefined extends CommandIn<C> ? [] : [CommandIn<C>]
  ): Promise<CommandOut<C>>
  on<E extends EventName>(event: E, listener: (data: EventData<E>) => void): () => void
  pathOf(file: File): string
}

export function bridgeTo(api: WindowApi): Bridge {
  return {
    call: (command, ...input) => api.call(command, input[0] as CommandIn<typeof command>),
    on: (event, listener) => api.on(event, listener),
    pathOf: (file) => api.pathOf(file),
  }
}

/** The one sentence of an error for the person; undefined when it was only cancelled. */
export function sentence(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : String(error)
  // Electron puts its own words before what main threw.
  const own = message.replace(/^Error invoking remote method '[^']*': (?:\w*Error: )?/, '')
  return own === 'Cancelled.' ? undefined : own
}
