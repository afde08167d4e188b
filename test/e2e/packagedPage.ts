import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WindowApi } from '../../src/ipc/contract'
import { type App, root } from './windhover'

// The page of the packaged app, as a test talks to it.

declare global {
  interface Window {
    readonly windhover: WindowApi
  }
}

export const start = 'windhover://app/index.html'
export const policyOf = (name: string) =>
  /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(
    readFileSync(join(root, `out/renderer/${name}.html`), 'utf8'),
  )?.[1] ?? ''

/** What became of a call that the page makes: its value's type, or the code of the refusal. */
export const ask = async (app: App, command: string, input?: unknown) =>
  app.page.evaluate(
    ([command, input]) =>
      window.windhover.call(command as never, input as never).then(
        (value) => typeof value,
        (error: { code: string }) => error.code,
      ),
    [command, input] as const,
  )
