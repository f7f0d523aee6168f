/** The openai SDK with your Codex login: only its `fetch` is another. */
import { createCodexFetch, findCodexError } from '@via-codex/core'
import OpenAI from 'openai'

const codexFetch = createCodexFetch()
const openai = new OpenAI({ apiKey: 'via-codex', fetch: codexFetch })

try {
  const stream = openai.responses.stream({
    model: 'gpt-5.5',
    input: 'Why do pelicans have pouches? Answer in one sentence.',
  })
  stream.on('response.output_text.delta', ({ delta }) => process.stdout.write(delta))
  const { usage } = await stream.finalResponse()
  process.stdout.write('\n')
  console.error(`${usage?.total_tokens} tokens`)
} catch (error) {
  // What the SDK throws is its own; behind it is ours, with a hint.
  const cause = findCodexError(error)
  console.error(cause ? `${cause.code}: ${cause.hint ?? cause.message}` : error)
  process.exitCode = 1
} finally {
  await codexFetch.close()
}
