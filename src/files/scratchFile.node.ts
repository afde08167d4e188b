import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { writeError } from './diskErrors'
import { claimPartial } from './replaceFile.node'

/**
 * Bytes of which there are too many to be held in memory: written one after the other, and read again by their place. What
 * a killed process leaves is removed with its partial files.
 */
export class ScratchFile {
  length = 0

  private constructor(
    readonly path: string,
    private readonly file: number,
  ) {}

  /** `unnamed`: it goes with this process, whatever happens. Throws AppError where the disk does not take it. */
  static async create(folder: string, { unnamed = false } = {}): Promise<ScratchFile> {
    const path = join(folder, 'scratch')
    try {
      const partial = await claimPartial(path)
      const file = openSync(partial, 'r+')
      if (unnamed) rmSync(partial)
      return new ScratchFile(partial, file)
    } catch (error) {
      throw writeError(path, error)
    }
  }

  /** One that another process wrote. */
  static open(path: string): ScratchFile {
    return new ScratchFile(path, openSync(path, 'r'))
  }

  /** Returns where they begin. Throws AppError('disk-full') and its kin. */
  append(bytes: Uint8Array): number {
    const start = this.length
    try {
      for (let at = 0; at < bytes.length;)
        at += writeSync(this.file, bytes, at, bytes.length - at, start + at)
    } catch (error) {
      throw writeError(this.path, error)
    }
    this.length += bytes.length
    return start
  }

  /** Throws where the file is shorter. */
  read(start: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length;) {
      const count = readSync(this.file, bytes, at, length - at, start + at)
      if (count === 0) throw new Error(`${this.path} ends before ${start + length} bytes.`)
      at += count
    }
    return bytes
  }

  /** `keep`: the file stays, for who reads it next. */
  close({ keep = false } = {}): void {
    closeSync(this.file)
    if (!keep) rmSync(this.path, { force: true })
  }
}
