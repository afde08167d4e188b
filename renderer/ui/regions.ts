/** Parts of the window between which F6 goes, in the order of reading. */
const regions = [
  'header',
  '[role=tablist]',
  '#step-panel',
  '[role=application]',
  '[role=toolbar]',
  'section[aria-label="Objects"]',
  '[role=listbox][aria-multiselectable]',
]
const focusable = 'button, input, [tabindex]:not([tabindex="-1"]), [role=tab][tabindex="0"]'

/** Sets the focus into the next or previous part of the window that can take it, round again at the ends. */
export function focusRegion(by: 1 | -1): void {
  const found = regions.flatMap((selector) => document.querySelector<HTMLElement>(selector) ?? [])
  const here = found.findIndex((region) => region.contains(document.activeElement))
  for (let i = 1; i <= found.length; i++) {
    const from = here < 0 && by < 0 ? found.length : here
    const region = found[(from + by * i + found.length * 2) % found.length]
    const target = region && entryOf(region)
    if (!target) continue
    target.focus()
    return
  }
}

function entryOf(region: HTMLElement): HTMLElement | undefined {
  if (region.tabIndex >= 0) return region
  const inside = [...region.querySelectorAll<HTMLElement>(focusable)]
  return inside.find((each) => each.tabIndex >= 0 && each.checkVisibility())
}

/** The picture takes the keys, where nothing else has them. */
export function focusPicture(): void {
  if (document.activeElement && document.activeElement !== document.body) return
  document.querySelector<HTMLElement>('[role=application]')?.focus()
}
