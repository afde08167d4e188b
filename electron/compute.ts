import { app, safeStorage } from 'electron'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../src/base/errors'
import { parsePathMap } from '../src/compute/pathMap'
import { parsePlace, type ComputePlace } from '../src/compute/place'
import { checkedToken, readToken } from '../src/compute/token.node'
import { replaceFile } from '../src/files/replaceFile.node'
import { predictionCommands } from '../src/ipc/commands/prediction'
import type { CommandIn, CommandOut } from '../src/ipc/contract'
import { t } from '../src/messages/messages'
import type { Away } from '../src/services/searchAway.node'

// Where work can run beside this computer: the one host that a person named, and its token, which the system's keychain
// encrypts. A project never names a host: what it says was perhaps written by somebody else.

type Setting = CommandIn<'compute.test'>
type Search = CommandIn<'predict.start'>

const stored = v.object({ address: v.string(), paths: v.string(), token: v.optional(v.string()) })
const searchSchema = v.record(v.string(), predictionCommands['predict.start'].in)

const file = (name: string) => join(app.getPath('userData'), name)

function readJson<S extends v.GenericSchema>(name: string, schema: S): v.InferOutput<S> | undefined {
  try {
    return v.parse(schema, JSON.parse(readFileSync(file(name), 'utf8')))
  } catch {
    return undefined
  }
}

/** What a person set, with the token where the system has no keychain for it. */
export class Compute {
  private token: string | undefined
  private read = false

  state(): CommandOut<'compute.read'> {
    const { address = '', paths = '' } = readJson('compute.json', stored) ?? {}
    return { address, paths, hasToken: this.tokenNow() !== undefined, keepsToken: keepsSecrets() }
  }

  write({ address, paths, token }: Setting): CommandOut<'compute.read'> {
    if (address !== '') placeOf(address)
    if (paths !== '') parsePathMap(paths)
    // What Ray's own programs find is not ours to keep.
    if (!this.read) this.tokenNow()
    if (token !== undefined) this.token = token === '' ? undefined : checkedToken(token)
    const kept =
      this.token !== undefined && keepsSecrets()
        ? safeStorage.encryptString(this.token).toString('base64')
        : undefined
    replaceFile(file('compute.json'), JSON.stringify({ address, paths, token: kept }))
    return this.state()
  }

  /** For work that is to run there. Throws AppError where no cluster is named. */
  away(): Away {
    const { address, paths } = this.state()
    return this.awayOf({ address, paths })
  }

  awayOf({ address, paths, token }: Setting): Away {
    if (address === '') throw new AppError('usage', t.compute.noPlace)
    return {
      place: placeOf(address),
      paths: paths === '' ? [] : parsePathMap(paths),
      token: token === undefined ? this.tokenNow() : token === '' ? undefined : checkedToken(token),
    }
  }

  /** The search of a project that nobody has seen the end of, as it was asked for. */
  search(project: string): Search | undefined {
    return readJson('searches.json', searchSchema)?.[project]
  }

  remember(project: string, search: Search | undefined): void {
    const { [project]: _, ...others } = readJson('searches.json', searchSchema) ?? {}
    const all = search ? { ...others, [project]: search } : others
    if (Object.keys(all).length === 0) rmSync(file('searches.json'), { force: true })
    else replaceFile(file('searches.json'), JSON.stringify(all))
  }

  private tokenNow(): string | undefined {
    if (this.read) return this.token ?? defaultToken()
    this.read = true
    const kept = readJson('compute.json', stored)?.token
    try {
      if (kept !== undefined && keepsSecrets())
        this.token = safeStorage.decryptString(Buffer.from(kept, 'base64'))
    } catch {
      // Another keychain wrote it.
    }
    return this.token ?? defaultToken()
  }
}

/** Where Ray's own programs look. */
function defaultToken(): string | undefined {
  try {
    return readToken(process.env)
  } catch {
    return undefined
  }
}

/** Not where the system would only hide it: on Linux without a keychain anybody can read what Chromium writes. */
function keepsSecrets(): boolean {
  if (!safeStorage.isEncryptionAvailable()) return false
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text'
}

function placeOf(address: string): Extract<ComputePlace, { kind: 'ray' }> {
  try {
    const place = parsePlace(address)
    if (place.kind === 'ray') return place
  } catch {
    // Said below, in a person's words.
  }
  throw new AppError('usage', t.compute.placeAddress(address.slice(0, 100)))
}
