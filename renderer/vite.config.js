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
    modulePreload: false,
    sourcemap: true,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: [`${folder}index.html`, `${folder}crashed.html`],
      checks: { pluginTimings: false },
    },
  },
})
