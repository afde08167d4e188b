import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { AppError } from '../src/base/errors'
import type { CommandOut } from '../src/ipc/contract'
import { appCommands } from '../src/ipc/commands/app'
import { t } from '../src/messages/messages'

/** The licences of all that the app is made of; the build writes them beside the compiled code. */
export async function readLicences(): Promise<CommandOut<'app.licences'>> {
  try {
    const text = await readFile(new URL('./licences.json', import.meta.url), 'utf8')
    return v.parse(appCommands['app.licences'].out, JSON.parse(text))
  } catch (cause) {
    const sentence = t.host.theListOfLicencesIs
    throw new AppError('licences-missing', sentence, { cause })
  }
}
