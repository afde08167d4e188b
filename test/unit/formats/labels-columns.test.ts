import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ColumnMeanings, readMeanings } from '../../../src/formats/columnMeanings'
import { readLabels } from '../../../src/formats/readLabels.node'
import { scratch } from '../shared/project.fixture'

const path = scratch()
const image = { name: 't.png', width: 100, height: 80 }
let files = 0

async function read(text: string, columns?: ColumnMeanings) {
  const file = path(`labels${++files}.csv`)
  writeFileSync(file, text)
  const { objects } = await readLabels({ files: [file], format: 'auto', image, classNames: [], columns })
  return objects.map(({ className, shape, score }) => [
    className,
    ...(shape.kind === 'box' ? [shape.x, shape.y, shape.w, shape.h] : [shape.kind]),
    ...(score === undefined ? [] : [score]),
  ])
}

const seal = ['seal', 10, 12, 20, 28]

describe('columns that a person has told', () => {
  it.each<[string, string, string, unknown[]?]>([
    [
      'by their names',
      'photo,species,a,b,c,d\nt.png,seal,10,12,30,40\n',
      'species=label,a=xmin,b=ymin,c=xmax,d=ymax',
    ],
    [
      'by their numbers, without a line of names',
      't.png,10,12,30,40,seal\n',
      '1=image,2=xmin,3=ymin,4=xmax,5=ymax,6=label',
    ],
    [
      'by their numbers, where a row holds such numbers',
      't.png,seal,4,5,10,12\n',
      '1=image,2=label,3=xmin,4=ymin,5=xmax,6=ymax',
      ['seal', 4, 5, 6, 7],
    ],
    [
      'by their numbers, under names',
      'p,q,r,s,t,u\nt.png,10,12,30,40,seal\n',
      '1=image,2=xmin,3=ymin,4=xmax,5=ymax,6=label',
    ],
    ['as a middle with a size', 'image;kind;mx;my;W;H\nt.png;seal;20;26;20;28\n', 'kind=label,mx=cx,my=cy'],
    [
      'against names that say something else',
      'label,image,x,y,w,h,true class\nno,u.png,10,12,20,28,seal\n',
      'true class=label,image=ignore',
    ],
    ['in any case', 'Bild,Art,xmin,ymin,xmax,ymax\nt.png,seal,10,12,30,40\n', ' BILD = image , art=LABEL'],
  ])('are read %s', async (_, text, said, object = seal) => {
    expect(await read(text, readMeanings(said))).toEqual([object])
  })

  it('are asked for where their names do not say it, by the option that tells them', async () => {
    await expect(read('image,xmin,ymin,xmax,ymax,species\nt.png,10,12,30,40,seal\n')).rejects.toThrow(
      /species; call the one with the class "label", or say --columns NAME=label/,
    )
    await expect(read('t.png,10,12,30,40,seal\n')).rejects.toThrow(/--columns 1=image,2=xmin/)
  })

  it('are refused where there is no such column or meaning', async () => {
    const table = 'image,xmin,ymin,xmax,ymax,species\nt.png,10,12,30,40,seal\n'
    await expect(read(table, { kind: 'label' })).rejects.toThrow(
      /no column "kind": its columns are image, xmin/,
    )
    await expect(read(table, { '7': 'label' })).rejects.toThrow(/no column "7"/)
    for (const wrong of ['species', 'species=', '=label', 'species=colour', 'species=label,'])
      expect(() => readMeanings(wrong)).toThrow(/write NAME=MEANING, with one of image, label/)
  })
})
