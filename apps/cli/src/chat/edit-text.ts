import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Context } from '../context.ts'
import { editFile } from '../person/edit-file.ts'

/** Has a person write a text in the editor. @throws CommandError */
export async function editText(
  beginning: string,
  { env, talk }: Pick<Context, 'env' | 'talk'>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'via-codex-chat-'))
  const path = join(folder, 'message.md')
  try {
    await writeFile(path, beginning, { mode: 0o600 })
    await editFile(path, env)
    const text = (await readFile(path, 'utf8')).trim()
    talk.sayQuietly(text === '' ? 'Nothing was written.' : text)
    return text
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
