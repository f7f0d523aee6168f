import { Writable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Output } from '../src/output.ts'

/** A stream that takes one piece and waits until it is told to go on. */
class Slow extends Writable {
  readonly pieces: string[] = []
  #goOn: (() => void) | undefined

  constructor() {
    super({ highWaterMark: 4, decodeStrings: false })
  }

  override _write(piece: string, _encoding: string, done: () => void): void {
    this.pieces.push(piece)
    this.#goOn = done
  }

  goOn(): void {
    this.#goOn?.()
  }
}

const failOnError = (error: Error) => {
  throw error
}

describe('Output', () => {
  it('writes what comes in one turn as one piece', async () => {
    const stream = new Slow()
    const output = new Output(stream, failOnError)
    for (const text of ['a', 'b', '', 'c']) void output.write(text)
    await setImmediate()
    expect(stream.pieces).toEqual(['abc'])
  })

  it('asks to wait while the reader is behind', async () => {
    const stream = new Slow()
    const output = new Output(stream, failOnError)
    void output.write('a long text')
    await setImmediate()
    const room = output.write('more')
    expect(room).toBeInstanceOf(Promise)
    stream.goOn()
    await setImmediate()
    stream.goOn()
    await room
    expect(stream.pieces).toEqual(['a long text', 'more'])
  })

  it('never cuts a character in two', async () => {
    const stream = new Slow()
    const output = new Output(stream, failOnError)
    const [high = '', low = ''] = '🌍'.split('')
    void output.write(`a${high}`)
    await setImmediate()
    void output.write(`${low}b`)
    stream.goOn()
    await setImmediate()
    expect(stream.pieces).toEqual(['a', '🌍b'])
  })

  it('ends the last line once', async () => {
    const stream = new Slow()
    const output = new Output(stream, failOnError)
    output.endLine()
    void output.write('a')
    output.endLine()
    output.endLine()
    await setImmediate()
    expect(stream.pieces).toEqual(['a\n'])
  })

  it('tells once of a broken stream, and then writes nothing and waits for nothing', async () => {
    const errors: unknown[] = []
    const stream = new Writable({
      write: (_piece, _encoding, done) =>
        done(Object.assign(new Error('broken'), { code: 'EPIPE' })),
    })
    const output = new Output(stream, (error) => errors.push(error.code))
    void output.write('a')
    await setImmediate()
    await output.write('b')
    await output.flush()
    await output.finish()
    expect(errors).toEqual(['EPIPE'])
  })
})
