import { en } from '../../src/messages/en'
import type { Language } from '../../src/messages/language'
import { readMessagesFrom } from '../../src/messages/messages'
import { messagesIn } from '../../src/messages/speak'

/** What the window speaks: everything that shows a message is drawn anew when it changes. */
let shown = $state.raw<{ readonly language: Language; readonly messages: typeof en }>({
  language: 'en',
  messages: en,
})
readMessagesFrom(() => shown.messages)

export const shownLanguage = (): Language => shown.language

export async function showLanguage(language: Language): Promise<void> {
  const messages = await messagesIn(language)
  shown = { language, messages }
}
