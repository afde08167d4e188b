import { describe, expect, it } from 'vitest'
import { addCheckedArea } from '../../../src/document/commands/addCheckedArea'
import { checkCell } from '../../../src/document/commands/checkCell'
import { setCheckedClasses } from '../../../src/document/commands/checkedClasses'
import { mergeClass, removeClass } from '../../../src/document/commands/classes'

const [car, bus, van] = [1, 2, 3]
const rect = { x: 0, y: 0, w: 100, h: 100 }
const area = (id: number, only?: number[], at = rect) => ({
  id,
  image: 1,
  rect: at,
  ...(only ? { only } : {}),
})
const after = (edit: { changes: readonly { after: unknown }[] } | null) =>
  edit?.changes.map((each) => each.after)
const classes = [car, bus, van].map((id) => ({ id, name: `c${id}`, color: '#000000' }))
const rows = (...areas: ReturnType<typeof area>[]) => ({ objects: [], rejections: [], areas })

describe('for which classes an area is checked', () => {
  it('is said when it is declared, and changed as one step', () => {
    expect(after(addCheckedArea({ ...area(1), only: [bus, car] }))).toEqual([area(1, [car, bus])])
    expect(after(setCheckedClasses([area(1), area(2, [bus])], [bus]))).toEqual([area(1, [bus])])
    expect(after(setCheckedClasses([area(1, [bus])], undefined))).toEqual([area(1)])
    expect(setCheckedClasses([area(1), area(2)], undefined)).toBeNull()
  })

  it('decides which areas a field of a sweep is covered by, and grows with', () => {
    const right = { ...rect, x: 100 }
    const check = (only: number[] | undefined, ...areas: ReturnType<typeof area>[]) =>
      after(checkCell(() => 9, { image: 1, rect: right, only }, areas))
    // Checked for more is checked for less, not the other way round.
    expect(check([bus], area(1, undefined, right))).toBeUndefined()
    expect(check([bus], area(1, [car, bus], right))).toBeUndefined()
    expect(check(undefined, area(1, [bus], right))).toEqual([area(9, undefined, right)])
    const wide = { ...rect, w: 200 }
    expect(check([bus], area(1, [bus]))).toEqual([area(1, [bus], wide)])
    expect(check([bus], area(1))).toEqual([area(9, [bus], right)])
  })

  it('is still true when a class goes, or becomes another one', () => {
    const checked = [area(1), area(2, [car]), area(3, [bus]), area(4, [car, bus]), area(5, [van])]
    const areasAfter = (edit: ReturnType<typeof removeClass>) =>
      edit.changes.flatMap((each) => (each.table === 'checked' ? [[each.before?.id, each.after?.only]] : []))
    expect(areasAfter(removeClass(classes, classes[0]!, rows(...checked)))).toEqual([
      [2, undefined],
      [4, [bus]],
    ])
    // Who looked for buses alone has not looked for the cars that are buses now.
    expect(areasAfter(mergeClass(classes, classes[0]!, classes[1]!, rows(...checked)))).toEqual([
      [2, undefined],
      [3, undefined],
      [4, [bus]],
    ])
  })
})
