import { app } from 'electron'
import { languageFor, type Language, type LanguageChoice } from '../src/messages/language'
import { speakInProcess } from '../src/messages/says/speak'

interface Speaker {
  speak(language: Language): void
}

let spoken: Language = 'en'

/** What main speaks now. */
export const spokenLanguage = (): Language => spoken

/** Takes what the person chose, or the system's language; main and its processes speak it from now on. */
export async function chooseLanguage(choice: LanguageChoice, workers: readonly Speaker[]): Promise<Language> {
  const language = languageFor(choice, [...app.getPreferredSystemLanguages(), app.getLocale()])
  spoken = language
  await speakInProcess(language)
  for (const worker of workers) worker.speak(language)
  return language
}
