import { stringify } from 'yaml'
import { saveFile } from '../settings/save-file.ts'
import { templatePath } from './template-folder.ts'
import type { Template } from './template.ts'

/** Keeps a template under a name, in place of one that had it. @returns its file */
export async function saveTemplate(
  name: string,
  template: Template,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const path = templatePath(name, env)
  const said = Object.entries(template).filter(([, value]) => isSaid(value))
  await saveFile(path, stringify(Object.fromEntries(said)))
  return path
}

function isSaid(value: unknown): boolean {
  if (value === undefined || value === '' || value === false) return false
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0
}
