import { fromWireError, isAbort } from '../../src/base/errors'
import type { WireError } from '../../src/base/errors'
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

/** The preload script's API with its errors as AppErrors again: only plain objects keep their code on the way here. */
export function withErrors(api: WindowApi): WindowApi {
  const call: WindowApi['call'] = async (command, input) => {
    try {
      return await api.call(command, input)
    } catch (error) {
      throw isWireError(error) ? fromWireError(error) : error
    }
  }
  return { call, on: api.on, pathOf: api.pathOf }
}

function isWireError(error: unknown): error is WireError {
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error
}

/** The one sentence of an error for the person; undefined when it was only cancelled. */
export function sentence(error: unknown): string | undefined {
  if (isAbort(error)) return undefined
  return error instanceof Error ? error.message : String(error)
}
