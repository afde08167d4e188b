import type { Action } from 'svelte/action'

// One hint for the whole window, beside what the pointer or the keyboard focus rests on: that bears the name at which the
// style sheet places it.

let bubble: HTMLElement | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let shownFor: HTMLElement | undefined
const pause = 450

function show(target: HTMLElement, text: string): void {
  if (!bubble) {
    bubble = document.createElement('div')
    bubble.className = 'tip'
    bubble.id = 'tip'
    bubble.setAttribute('role', 'tooltip')
    bubble.popover = 'manual'
    document.body.append(bubble)
  }
  if (shownFor) hide(shownFor)
  bubble.textContent = text
  nameAnchor(target, [...anchorNames(target), tipAnchor])
  bubble.showPopover()
  target.setAttribute('aria-describedby', 'tip')
  shownFor = target
}

const tipAnchor = '--tip'
/** A button that opens a list bears that list's name, too. */
const anchorNames = (target: HTMLElement) =>
  target.style
    .getPropertyValue('anchor-name')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== tipAnchor)
const nameAnchor = (target: HTMLElement, names: readonly string[]) =>
  target.style.setProperty('anchor-name', names.join(', '))

function hide(target: HTMLElement): void {
  clearTimeout(timer)
  if (shownFor !== target) return
  bubble?.hidePopover()
  nameAnchor(target, anchorNames(target))
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
