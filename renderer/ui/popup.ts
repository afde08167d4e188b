import type { Action } from 'svelte/action'

interface PopupOptions {
  /** What it opens beside. */
  readonly anchor: () => HTMLElement | null | undefined
  readonly align?: 'start' | 'end'
  /** As wide as the anchor at least. */
  readonly match?: boolean
}

const gap = 4

/** Makes a `popover` element open below its anchor, above where there is no room. */
export const popup: Action<HTMLElement, PopupOptions> = (node, options) => {
  const place = (event: Event) => {
    if ((event as ToggleEvent).newState !== 'open') return
    const at = options.anchor()?.getBoundingClientRect()
    if (!at) return
    if (options.match) node.style.minWidth = `${at.width}px`
    // It has no box before it opens; its size is known one moment later, before anything is painted.
    requestAnimationFrame(() => {
      const own = node.getBoundingClientRect()
      const left = options.align === 'end' ? at.right - own.width : at.left
      const below = at.bottom + gap + own.height <= innerHeight || at.top < own.height + gap
      node.style.left = `${Math.max(gap, Math.min(left, innerWidth - own.width - gap))}px`
      node.style.top = `${below ? at.bottom + gap : at.top - gap - own.height}px`
      node.style.visibility = 'visible'
    })
    node.style.visibility = 'hidden'
  }
  node.addEventListener('beforetoggle', place)
  return { destroy: () => node.removeEventListener('beforetoggle', place) }
}
