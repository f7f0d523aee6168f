/** Tokens that another program keeps fresh in a file: no login is looked for, nothing is written. */
import { readFile } from 'node:fs/promises'
import { createCodexClient } from '@via-codex/core'

const file = process.argv[2] ?? 'token.txt'

const codex = createCodexClient({
  // Asked before each request; and once more after a 401, then with `rejected` set.
  async credential({ rejected, signal }) {
    if (rejected) console.error('The token was refused; reading it again.')
    return { accessToken: (await readFile(file, { encoding: 'utf8', signal })).trim() }
  },
})

const response = await codex.responses.create({ model: 'gpt-5.5', input: 'Hello' })
console.log(response.output_text)
await codex.close()
