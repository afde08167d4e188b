import { readFileSync } from 'node:fs'
import type { ZippedFile } from '../files/zip.node'

/** What the program is made of; it lies beside the compiled code. */
const names = ['driver.py', 'driver_says.py', 'driver_workers.py']

/** The program that shares work out on a Ray cluster. */
export const driverFiles = (): ZippedFile[] =>
  names.map((name) => ({ name, bytes: readFileSync(new URL(`./${name}`, import.meta.url)) }))
/** The command that starts it there. */
export const driverCommand = 'python3 driver.py'
