import { readFileSync } from 'node:fs'

/** The program that shares work out on a Ray cluster; it lies beside the compiled code. */
export const readDriver = (): Buffer => readFileSync(new URL('./driver.py', import.meta.url))
/** The command that starts it there. */
export const driverCommand = 'python3 driver.py'
