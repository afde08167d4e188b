// The few globals that every host of ours has (browser, Node, Electron), so that pure code needs neither DOM nor Node types.
interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
interface AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
declare const AbortController: { new (): AbortController }
declare const performance: { now(): number }
declare function setTimeout(run: () => void, ms?: number): unknown
declare function clearTimeout(handle: unknown): void
declare function atob(base64: string): string
declare function structuredClone<T>(value: T): T
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean })
  decode(bytes: Uint8Array): string
}
declare class TextEncoder {
  encode(text: string): Uint8Array
}
