import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  // For the runes of .svelte.ts files.
  plugins: [svelte({ configFile: false })],
  test: {
    // Those of what was packaged run after it was.
    include: [
      process.env['WINDHOVER_TEST_PACKAGES'] ? 'test/package/**/*.test.ts' : 'test/unit/**/*.test.ts',
    ],
    // Native code may end a process: each file gets its own.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
  },
})
