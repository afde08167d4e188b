import { svelte } from '@sveltejs/vite-plugin-svelte'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const folder = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  root: folder,
  base: './',
  plugins: [svelte({ configFile: false })],
  build: {
    outDir: fileURLToPath(new URL('../out/renderer', import.meta.url)),
    emptyOutDir: true,
    // The oldest Electron that the tests run on, 33.
    target: 'chrome130',
    // The page's policy allows fonts and scripts from its own files only.
    assetsInlineLimit: 0,
    // The pieces of the first screen are asked for at once, not one behind the other.
    modulePreload: { polyfill: false },
    sourcemap: true,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: [`${folder}index.html`, `${folder}crashed.html`],
      checks: { pluginTimings: false },
      output: {
        // The first screen waits for every file that it is in: two, not twenty. What is said is apart, since the page
        // after a crash takes that alone.
        codeSplitting: {
          groups: [
            { name: 'messages', test: /src[\\/]messages[\\/](?!zh)/, priority: 2 },
            { name: 'first', test: /renderer[\\/]main\.ts$/, priority: 1 },
          ],
        },
      },
    },
  },
})
