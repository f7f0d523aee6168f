/** Two turns. The backend keeps nothing: each request carries the whole conversation. */
import { createCodexClient, type InputItem } from '@via-codex/core'

const codex = createCodexClient()
const history: InputItem[] = []

async function say(text: string): Promise<string> {
  history.push({ role: 'user', content: [{ type: 'input_text', text }] })
  const response = await codex.responses.create({
    model: 'gpt-5.5',
    instructions: 'You are a naturalist. Be brief.',
    reasoning: { effort: 'low' },
    input: history,
  })
  // All items, reasoning too: with it the model goes on from its own thinking.
  history.push(...response.output)
  return response.output_text
}

console.log(await say('Which bird has the longest bill?'))
console.log(await say('And the second longest?'))
await codex.close()
