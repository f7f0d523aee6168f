/**
 * Writes docs/cli.md from the manuals of apps/cli, which `--help` and the completion are made from as well:
 * `npm run node -- scripts/generate-cli.mjs`.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { commandNames } from '../apps/cli/src/command-names.ts'
import { loadCommand } from '../apps/cli/src/load-command.ts'
import { formatManual } from '../apps/cli/src/manual/format-manual.ts'
import { overview } from '../apps/cli/src/manual/overview.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const target = join(root, 'docs', 'cli.md')

/** @returns {Promise<string>} what docs/cli.md shall hold */
export async function renderCli() {
  const parts = [
    '# The command line',
    '<!-- Made by scripts/generate-cli.mjs; change the manuals in apps/cli/src and run it. -->',
    'What `via-codex help` and `via-codex help COMMAND` print. See also the [README](../apps/cli/README.md).',
    section('via-codex', overview()),
  ]
  for (const name of commandNames.filter((name) => name !== 'prompt')) {
    const { manual } = await loadCommand(name)
    parts.push(section(`via-codex ${name}`, formatManual(manual)))
  }
  return `${parts.join('\n\n')}\n`
}

/** @param {string} title @param {string} help */
function section(title, help) {
  return `## ${title}\n\n\`\`\`text\n${help}\`\`\``
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(target, await renderCli())
}
