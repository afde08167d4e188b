import type { Action } from 'svelte/action'

interface PopupOptions {
  /** What it opens beside. */
  readonly anchor: () => HTMLElement | null | undefined
  readonly align?: 'start' | 'end'
  /** As wide as the anchor at least. */
  readonly match?: boolean
}

const gap = 4

/** Makes a `popover` element open below its anchor, above where there is no room; it stays there as its content comes. */
export const popup: Action<HTMLElement, PopupOptions> = (node, options) => {
  const place = () => {
    const at = options.anchor()?.getBoundingClientRect()
    const own = node.getBoundingClientRect()
    if (!at || own.height === 0) return
    const left = options.align === 'end' ? at.right - own.width : at.left
    const below = at.bottom + gap + own.height <= innerHeight || at.top < own.height + gap
    node.style.left = `${Math.max(gap, Math.min(left, innerWidth - own.width - gap))}px`
    node.style.top = `${below ? at.bottom + gap : at.top - gap - own.height}px`
    node.style.visibility = 'visible'
  }
  // It has no box before it opens, and its content may come a moment later: each size is seen before it is painted.
  const sizes = new ResizeObserver(place)
  const toggle = (event: Event) => {
    sizes.disconnect()
    if ((event as ToggleEvent).newState !== 'open') return
    if (options.match) node.style.minWidth = `${options.anchor()?.getBoundingClientRect().width ?? 0}px`
    node.style.visibility = 'hidden'
    sizes.observe(node)
  }
  node.addEventListener('beforetoggle', toggle)
  return {
    destroy: () => {
      sizes.disconnect()
      node.removeEventListener('beforetoggle', toggle)
    },
  }
}
