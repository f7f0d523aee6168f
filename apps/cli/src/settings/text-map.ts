import { readFileSync } from 'node:fs'
import { CommandError } from '../command-error.ts'

/** Texts by their names. */
export type TextMap = Readonly<Record<string, string>>

/** A file of JSON that a person may have edited; empty when it is not there. @throws CommandError */
export function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw new CommandError(
      `${path} cannot be read (${error instanceof SyntaxError ? 'no JSON' : String((error as NodeJS.ErrnoException).code)}).`,
      'Put it right, or delete it.',
    )
  }
}

export async function writeJsonFile(path: string, value: unknown): Promise<void> {
  const { saveFile } = await import('./save-file.ts')
  await saveFile(path, `${JSON.stringify(value, undefined, 2)}\n`)
}

export function isTextMap(value: unknown): value is TextMap {
  return isRecord(value) && Object.values(value).every((text) => typeof text === 'string')
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The file says something else than it should. */
export function wrongShape(path: string, what: string): CommandError {
  return new CommandError(`${path} is wrong: ${what}.`, 'Put it right, or delete it.')
}
