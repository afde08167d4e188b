import type { LucideProps } from '@lucide/svelte'
import type { Component } from 'svelte'

/** An icon of @lucide/svelte, imported by its own file so that only the used ones ship. */
export type IconType = Component<LucideProps>
