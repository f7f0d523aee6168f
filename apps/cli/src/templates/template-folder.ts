import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../command-error.ts'
import { configFolder } from '../config-folder.ts'
import { unreadable } from '../sources/read-source.ts'
import { parseTemplate } from './parse-template.ts'
import type { Template } from './template.ts'

export function templatesFolder(env: NodeJS.ProcessEnv): string {
  return join(configFolder(env), 'templates')
}

/** The file of a template. @throws UsageError for a name that cannot be one */
export function templatePath(name: string, env: NodeJS.ProcessEnv): string {
  if (!/^[\w-][\w.-]{0,99}$/.test(name)) {
    throw new UsageError(
      `"${name.slice(0, 100)}" cannot be the name of a template.`,
      'Use letters, digits, _, - and dots.',
    )
  }
  return join(templatesFolder(env), `${name}.yaml`)
}

/** The names there are, sorted. */
export async function listTemplates(env: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = templatesFolder(env)
  if (!existsSync(folder)) return []
  const files = await readdir(folder).catch((error: unknown) => {
    throw unreadable(folder, error)
  })
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted()
}

/**
 * The text of a template: of that name, or in the file of that path.
 *
 * @throws UsageError when there is none
 */
export async function readTemplateText(word: string, env: NodeJS.ProcessEnv): Promise<string> {
  const isPath = /[/\\]|\.ya?ml$/.test(word)
  const path = isPath ? word : templatePath(word, env)
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isPath || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(path, error)
    throw new UsageError(
      `There is no template ${word}.`,
      'See `via-codex templates`; to make one, add --save NAME to a prompt.',
    )
  }
}

/** @throws UsageError when there is none @throws CommandError when it is wrong */
export async function loadTemplate(word: string, env: NodeJS.ProcessEnv): Promise<Template> {
  return parseTemplate(await readTemplateText(word, env), word)
}
