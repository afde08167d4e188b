import { untrack } from 'svelte'
import type { Settings } from '../state/settings.svelte'
import { toolOptions } from '../tools/options.svelte'

/** The tools as they were set the last time; what is changed from now on is kept. Within an effect. */
export function keepToolOptions(settings: Settings): void {
  $effect(() => void Object.assign(toolOptions, settings.tools))
  $effect(() => {
    const tools = toolOptions.stored
    untrack(() => {
      if (JSON.stringify(tools) !== JSON.stringify(settings.tools)) settings.set({ tools })
    })
  })
}
