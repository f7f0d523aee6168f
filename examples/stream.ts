/** Prints the answer while it is made, then what it took. */
import { createCodexClient, toTokenUsage } from '@via-codex/core'

const codex = createCodexClient()

const stream = codex.responses.stream({
  model: 'gpt-5.5',
  instructions: 'You are a naturalist. Be brief.',
  input: 'How does a pelican fish?',
})

for await (const event of stream) {
  if (event.type === 'response.output_text.delta') process.stdout.write(event.delta)
}
process.stdout.write('\n')

// The stream has ended, so this costs nothing.
const { usage } = await stream.final()
if (usage) {
  const { inputTokens, outputTokens, totalTokens } = toTokenUsage(usage)
  console.error(`${inputTokens} in, ${outputTokens} out, ${totalTokens} total`)
}
// What the answer's headers told of the plan.
console.error(`${stream.rateLimits?.primary?.usedPercent ?? 'unknown'} % of the window used`)
await codex.close()
