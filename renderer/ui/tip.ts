import type { Action } from 'svelte/action'

// One hint for the whole window: it floats beside what the pointer or the keyboard focus rests on.

let bubble: HTMLElement | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let shownFor: HTMLElement | undefined
const pause = 450
const gap = 6

function show(target: HTMLElement, text: string): void {
  if (!bubble) {
    bubble = document.createElement('div')
    bubble.className = 'tip'
    bubble.id = 'tip'
    bubble.setAttribute('role', 'tooltip')
    bubble.popover = 'manual'
    document.body.append(bubble)
  }
  bubble.textContent = text
  bubble.showPopover()
  const at = target.getBoundingClientRect()
  const own = bubble.getBoundingClientRect()
  const below = at.bottom + gap + own.height < innerHeight
  const left = Math.min(Math.max(gap, at.left + at.width / 2 - own.width / 2), innerWidth - own.width - gap)
  bubble.style.left = `${Math.round(left)}px`
  bubble.style.top = `${Math.round(below ? at.bottom + gap : at.top - gap - own.height)}px`
  target.setAttribute('aria-describedby', 'tip')
  shownFor = target
}

function hide(target: HTMLElement): void {
  clearTimeout(timer)
  if (shownFor !== target) return
  bubble?.hidePopover()
  target.removeAttribute('aria-describedby')
  shownFor = undefined
}

/** `use:tip={text}`: a hint after a short pause; none while the text is undefined. */
export const tip: Action<HTMLElement, string | undefined> = (node, initial) => {
  let text = initial
  const later = () => {
    clearTimeout(timer)
    if (text) timer = setTimeout(() => text && node.isConnected && show(node, text), pause)
  }
  const focus = () => node.matches(':focus-visible') && later()
  const end = () => hide(node)
  node.addEventListener('pointerenter', later)
  node.addEventListener('focus', focus)
  for (const type of ['pointerleave', 'blur', 'pointerdown', 'keydown']) node.addEventListener(type, end)
  return {
    update(next) {
      text = next
    },
    destroy: end,
  }
}
