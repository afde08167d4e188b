import { languages } from '../src/messages/language'
import { speakInProcess } from '../src/messages/says/speak'

/** A utility process speaks the language that main tells it: at its start, and when the person chooses another one. */
export function speakAsTold(): void {
  speakIf(process.env['WINDHOVER_LANGUAGE'])
  process.parentPort.on('message', ({ data }) => {
    if (data?.type === 'language') speakIf(data.language)
  })
}

function speakIf(given: unknown): void {
  const language = languages.find((each) => each === given)
  if (language) void speakInProcess(language)
}
