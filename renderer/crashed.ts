import type { CommandIn } from '../src/ipc/contract'
import './crashed.css'

// The page in place of a window that crashed too often: as little as can be, so that it does not crash, too.

const api = window.windhover
const find = (id: string) => document.getElementById(id) as HTMLElement

async function show(): Promise<void> {
  const crash = await api.call('window.crash', undefined)
  if (!crash) return offer('Open the window again', 'nothing')
  find('message').textContent = crash.message
  offer('Open the window again', 'nothing')
  if (crash.prediction) offer('Open it without predictions', 'prediction')
  if (crash.image !== null) offer(`Open it without ${crash.image}`, 'image')
}

function offer(label: string, without: CommandIn<'window.reopen'>['without']): void {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = label
  button.addEventListener('click', () => void api.call('window.reopen', { without }))
  find('buttons').append(button)
}

void show()
