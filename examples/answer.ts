import { createCodexClient } from '@via-codex/core'

const codex = createCodexClient()

const response = await codex.responses.create({
  model: 'gpt-5.5',
  input: 'Why do pelicans have pouches? Answer in one sentence.',
})

console.log(response.output_text)
await codex.close()
