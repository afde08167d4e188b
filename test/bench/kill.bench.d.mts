import type { ElectronApplication } from '@playwright/test'

export function killAtRandom(options: {
  readonly kills: number
  readonly seed?: number
  readonly launch: () => Promise<ElectronApplication>
  readonly folder: string
  readonly say?: (line: string) => void
}): Promise<{ kills: Record<string, number>; edits: number; worstMs: number }>
