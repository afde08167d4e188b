import { en } from './en'
import type { Language } from './language'
import { readMessagesFrom, type Messages } from './messages'

/** The catalogue of a language; all but English is loaded when it is first asked for. */
export async function messagesIn(language: Language): Promise<Messages> {
  return language === 'zh' ? (await import('./zh')).zh : en
}

/** What this process says from now on, errors and progress, is in this language. */
export async function speak(language: Language): Promise<void> {
  const messages = await messagesIn(language)
  readMessagesFrom(() => messages)
}
