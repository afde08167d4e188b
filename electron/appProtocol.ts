import { protocol } from 'electron'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
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

/** The page's own policy (`index.html`), and that nothing may show it in a frame, which only a header can say. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Before the app is ready. */
export function declareAppProtocol(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'windhover', privileges }])
}

/** Serves out/renderer and nothing outside of it. */
export function serveAppFiles(): void {
  const root = fileURLToPath(new URL('./renderer/', import.meta.url))
  protocol.handle('windhover', async ({ url, method }) => {
    const path = method === 'GET' ? fileOf(url, root) : undefined
    const type = path && types[extname(path)]
    if (!type) return notFound()
    try {
      return new Response(new Uint8Array(await readFile(path)), { headers: headersOf(type) })
    } catch {
      return notFound()
    }
  })
}

/** The path below `root`, with a separator at its end, that an address names. */
function fileOf(address: string, root: string): string | undefined {
  const { host, pathname } = new URL(address)
  try {
    const path = normalize(join(root, decodeURIComponent(pathname)))
    // In an archive a name would end at a NUL.
    return host === 'app' && path.startsWith(root) && !path.includes('\0') ? path : undefined
  } catch {
    // What follows a % is no number.
    return undefined
  }
}

const notFound = () => new Response('Not found', { status: 404, headers: headersOf('text/plain') })

const headersOf = (type: string) => ({
  'content-type': type,
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
})
