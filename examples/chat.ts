/** Two turns. The backend keeps nothing: each request carries the whole conversation. */
import { Conversation, createCodexClient } from '@via-codex/core'

const codex = createCodexClient()
// All items, reasoning too: with it the model goes on from its own thinking.
const conversation = new Conversation(codex)

async function say(text: string): Promise<string> {
  const response = await conversation.create({
    model: 'gpt-5.5',
    instructions: 'You are a naturalist. Be brief.',
    reasoning: { effort: 'low' },
    input: text,
  })
  return response.output_text
}

console.log(await say('Which bird has the longest bill?'))
console.log(await say('And the second longest?'))
// JSON.stringify(conversation) saves it, Conversation.fromJSON takes it up.
await codex.close()
