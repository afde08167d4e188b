import type { CommandIn } from '../src/ipc/contract'
import { localeOf } from '../src/messages/language'
import { t } from '../src/messages/messages'
import { speak } from '../src/messages/speak'
import './crashed.css'

// The page in place of a window that crashed too often: as little as can be, so that it does not crash, too.

const api = window.windhover
const find = (id: string) => document.getElementById(id) as HTMLElement

async function show(): Promise<void> {
  const crash = await api.call('window.crash', undefined)
  if (crash) await speak(crash.language)
  document.documentElement.lang = localeOf[crash?.language ?? 'en']
  find('message').textContent = t.host.crashedAgain
  find('advice').textContent = t.host.openAgainOrLeaveOut
  if (!crash) return offer(t.host.openTheWindowAgain, 'nothing')
  find('message').textContent = crash.message
  offer(t.host.openTheWindowAgain, 'nothing')
  if (crash.prediction) offer(t.host.openWithoutPredictions, 'prediction')
  if (crash.image !== null) offer(t.host.openWithout(crash.image), 'image')
}

function offer(label: string, without: CommandIn<'window.reopen'>['without']): void {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = label
  button.addEventListener('click', () => void api.call('window.reopen', { without }))
  find('buttons').append(button)
}

void show()
