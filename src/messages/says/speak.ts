import type { Language } from '../language'
import { speak } from '../speak'
import { en } from './en'
import { saySentencesOf } from './says'

let spoken: Language = 'en'

/** For a thread that this process starts. */
export const spokenHere = (): Language => spoken

/** What this process says from now on, errors, progress and the window's own words, is in this language. */
export async function speakInProcess(language: Language): Promise<void> {
  const [sentences] = await Promise.all([
    language === 'zh' ? import('./zh').then(({ zh }) => zh) : en,
    speak(language),
  ])
  spoken = language
  saySentencesOf(sentences)
}
