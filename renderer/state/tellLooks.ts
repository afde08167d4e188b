import type { CommandIn } from '../../src/ipc/contract'
import type { Host } from './host'

/** Milliseconds between two glances at the view. */
const interval = 500

/** What is looked at now; null where no picture is. Whether the window is seen at all, main knows. */
function looksAt({ image, view }: Pick<Host, 'image' | 'view'>): CommandIn<'predict.look'> {
  return image && view ? { image: image.id, rect: view.seen() } : null
}

/** Tells main what is looked at while a search runs elsewhere, until the returned function is called. */
export function tellLooks(host: Pick<Host, 'bridge' | 'image' | 'view'>): () => void {
  let told = 'null'
  const tell = (at: CommandIn<'predict.look'>) => {
    const text = JSON.stringify(at)
    if (text === told) return
    told = text
    host.bridge.call('predict.look', at).catch(() => {})
  }
  const timer = setInterval(() => tell(looksAt(host)), interval)
  return () => {
    clearInterval(timer)
    tell(null)
  }
}
