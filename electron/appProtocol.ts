import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

// The window's own files come over a scheme of ours: file:// would give the page more rights than it needs.

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}
export const appOrigin = 'windhover://app'

/** Before the app is ready. */
export function declareAppProtocol(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'windhover', privileges }])
}

/** Serves out/renderer and nothing outside of it. */
export function serveAppFiles(): void {
  const root = fileURLToPath(new URL('./renderer/', import.meta.url))
  protocol.handle('windhover', async (request) => {
    const url = new URL(request.url)
    const path = normalize(join(root, decodeURIComponent(url.pathname)))
    const type = types[extname(path)]
    if (url.host !== 'app' || !path.startsWith(root.endsWith(sep) ? root : root + sep) || !type) {
      return new Response('Not found', { status: 404 })
    }
    try {
      return new Response(new Uint8Array(await readFile(path)), { headers: { 'content-type': type } })
    } catch {
      return new Response('Not found', { status: 404 })
    }
  })
}
