import type { ChangeKind } from '../../../src/evaluation/compare'

/** Colours that people with any colour vision tell apart (Okabe and Ito 2008), and dashes for those who see none. */
export const changeLines: Readonly<Record<ChangeKind, { readonly color: string; readonly dash: string }>> = {
  gained: { color: '#56b4e9', dash: '' },
  lost: { color: '#e69f00', dash: '6 4' },
  moved: { color: '#f0e442', dash: '1.5 3.5' },
}
