import { getContext } from 'svelte'
import type { Actions } from '../actions/registry.svelte'
import type { Session } from '../state/session.svelte'

interface App {
  readonly session: Session
  readonly actions: Actions
}
const key = Symbol('app')

export const appContext = (app: App): Map<unknown, unknown> => new Map([[key, app]])
export const useApp = (): App => getContext<App>(key)
