// An app that writes its settings again and again: FILE WORD TIMES.
import { replaceFile } from '../../../src/files/replaceFile.node'

const [file = '', word = '', times = '1'] = process.argv.slice(2)
for (let number = 1; number <= Number(times); number++)
  replaceFile(file, JSON.stringify({ word: word.repeat(5000), number }))
