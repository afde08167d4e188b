import { defineConfig } from '@playwright/test'
import { fileURLToPath } from 'node:url'

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.test.ts',
  // What is asked of an installed app (`npm test -- --only installed`) or of the package alone.
  testIgnore: [
    ...(process.env['WINDHOVER_TEST_INSTALLED'] ? [] : ['**/installed.test.ts']),
    ...(process.env['WINDHOVER_TEST_APP'] ? [] : ['**/packaged*.test.ts']),
  ],
  // Each run empties its folder: that of the packaged app leaves alone what the one before has left of a failure.
  outputDir: fileURLToPath(
    new URL(`../../test-results/${process.env['WINDHOVER_TEST_APP'] ? 'packaged' : 'e2e'}`, import.meta.url),
  ),
  // Much of a test is waiting: for a process that starts, that is stuck, that writes to a slow disk.
  workers: 2,
  // For a machine that is slow and has much else to do. A test that waits for less than this waits for a bug.
  timeout: 600_000,
  expect: { timeout: 30_000, toPass: { timeout: 60_000 } },
  forbidOnly: true,
  use: { screenshot: 'only-on-failure', trace: 'off' },
})
