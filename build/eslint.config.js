import prettier from 'eslint-config-prettier'
import playwright from 'eslint-plugin-playwright'
import svelte from 'eslint-plugin-svelte'
import { defineConfig } from 'eslint/config'
import { builtinRules } from 'eslint/use-at-your-own-risk'
import globals from 'globals'
import ts from 'typescript-eslint'
import { singleRead } from './eslint.singleRead.js'

/** An error for imports that point against the one direction renderer → src ← electron. */
const layer = (files, ignores, group, message) => ({
  files,
  ignores,
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
})

const node = [
  'node:*',
  '**/*.node',
  'sharp',
  'h5wasm',
  'h5wasm/*',
  'node-sqlite3-wasm',
  '@tensorflow/tfjs-node-gpu',
]

/** ESLint's own recommended set, from the rules themselves: it saves a package. */
const recommended = [...builtinRules].filter(([, { meta }]) => meta.docs.recommended && !meta.deprecated)

export default defineConfig(
  { ignores: ['out/', 'dist/', 'demo/', 'test-results/'] },
  { rules: Object.fromEntries(recommended.map(([name]) => [name, 'error'])) },
  ts.configs.recommended,
  svelte.configs.recommended,
  prettier,
  svelte.configs.prettier,
  { files: ['build/**', 'renderer/vite.config.js'], languageOptions: { globals: globals.node } },
  {
    files: ['renderer/**'],
    ignores: ['renderer/vite.config.js'],
    languageOptions: { globals: globals.browser },
  },
  { files: ['**/*.svelte', '**/*.svelte.ts'], languageOptions: { parserOptions: { parser: ts.parser } } },
  {
    rules: {
      eqeqeq: ['error', 'smart'],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-constant-condition': ['error', { checkLoops: false }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Playwright reads a fixture's needs from its first parameter, also when there are none.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
      // Maps of a million objects must not be reactive; what is drawn from them says itself when it changed.
      'svelte/prefer-svelte-reactivity': 'off',
      // The type checker knows better.
      'no-undef': 'off',
    },
  },
  // A function that needs more says why where it stands; test/unit/repository/lint.test.ts counts them.
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['src/**', 'electron/**', 'renderer/**'],
    // Sentences, by what stands in them.
    ignores: ['src/messages/**'],
    rules: { 'max-params': ['error', 4] },
  },
  {
    files: ['src/**', 'electron/**', 'renderer/**'],
    rules: {
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['test/**'],
    rules: { 'max-lines': ['error', { max: 500, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ['test/e2e/**'],
    extends: [playwright.configs['flat/recommended']],
    plugins: { windhover: { rules: { 'single-read': singleRead } } },
    rules: {
      'windhover/single-read': 'error',
      'playwright/no-magic-timeouts': 'error',
      'no-restricted-globals': ['error', { name: 'setTimeout', message: 'Wait for what is to be seen.' }],
      // Mostly a type that is narrowed; branches on what the app shows are refused by single-read.
      'playwright/no-conditional-in-test': 'off',
      'playwright/consistent-spacing-between-blocks': 'off',
    },
  },
  layer(
    ['renderer/**'],
    ['renderer/vite.config.js'],
    [...node, 'electron', '**/electron/**'],
    'The window has no files, no Node and no Electron.',
  ),
  layer(['src/**/*.ts'], ['src/**/*.node.ts'], [...node, 'electron'], 'A plain .ts in src is pure.'),
  layer(
    ['src/**/*.node.ts'],
    [],
    ['electron', '**/electron/**', '**/renderer/**'],
    'src knows neither Electron nor the window.',
  ),
  layer(['electron/**'], [], ['**/renderer/**'], 'The hosts know nothing of the window.'),
)
