import { describe, expect, test } from 'vitest'
import { projectClasses } from '../../src/prediction/projectClasses'

const [car, bus, truck] = ['car', 'bus', 'truck'].map((name, i) => ({ id: i + 1, name, color: '#ff0000' }))

/** Names of the project's classes that the run's classes are. */
const named = (...given: Parameters<typeof projectClasses>) => projectClasses(...given).map((c) => c?.name)

describe('what the classes of a run are in the project', () => {
  const learned = { classNames: ['car', 'bus'], classIds: [1, 2] }

  test('a class keeps its identity when it is renamed, also to the name of another', () => {
    expect(named(learned, [{ ...car!, name: 'auto' }, bus!])).toEqual(['auto', 'bus'])
    expect(
      named(learned, [
        { ...car!, name: 'bus' },
        { ...bus!, name: 'car' },
      ]),
    ).toEqual(['bus', 'car'])
  })

  test('a class that was deleted is nobody else, whoever stands in its place or has its name by now', () => {
    expect(named(learned, [bus!])).toEqual([undefined, 'bus'])
    expect(named(learned, [bus!, truck!])).toEqual([undefined, 'bus'])
    expect(named(learned, [{ ...bus!, name: 'car' }])).toEqual([undefined, 'car'])
  })

  test('one that was deleted and made again, or that the run knew before the project, goes by its name', () => {
    expect(named(learned, [bus!, { ...car!, id: 9 }])).toEqual(['car', 'bus'])
    expect(
      named({ classNames: ['house', 'car'], classIds: [null, 1] }, [car!, { id: 5, name: 'house' }]),
    ).toEqual(['house', 'car'])
  })

  test('the order of the project says nothing, and a run without identities goes by names alone', () => {
    expect(named({ classNames: ['bus', 'car'] }, [car!, bus!])).toEqual(['bus', 'car'])
    expect(named({ classNames: ['auto', 'bus'] }, [car!, bus!])).toEqual([undefined, 'bus'])
  })
})
