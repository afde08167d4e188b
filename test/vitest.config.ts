import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** They take longest; begun last, one of them would run alone at the end. */
const longest = ['project-undo', 'options', 'commandLine', 'training-', 'project-hostile', 'project-kill']

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.includes(`/${name}`))
      return at < 0 ? longest.length : at
    }
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}

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
    // One more than cores of a small machine: much of a test is waiting, for a disk or for a process that it started.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
  },
})
