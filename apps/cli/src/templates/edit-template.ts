import { existsSync } from 'node:fs'
import type { Context } from '../context.ts'
import { editFile } from '../person/edit-file.ts'
import { saveFile } from '../settings/save-file.ts'
import { loadTemplate, templatePath } from './template-folder.ts'

const beginning = `# $input stands for what is asked, $name for a parameter given with -p.
prompt: |
  $input
`

/** Opens a template, or a new one, in the person's editor, and then makes sure of it. @throws CommandError */
export async function editTemplate(name: string, { env }: Pick<Context, 'env'>): Promise<void> {
  const path = templatePath(name, env)
  if (!existsSync(path)) await saveFile(path, beginning)
  await editFile(path, env)
  await loadTemplate(name, env)
}
