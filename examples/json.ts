/** An answer of a given shape, checked and typed. */
import { createCodexClient, StreamError } from '@via-codex/core'
import * as z from 'zod'

const bird = z.object({ name: z.string(), wingspanCentimetres: z.number() })

const codex = createCodexClient()
try {
  const { output_parsed } = await codex.responses.parse({
    model: 'gpt-5.5',
    input: 'Name a large sea bird.',
    schema: bird,
    schemaName: 'bird',
  })
  console.log(`${output_parsed.name}: ${output_parsed.wingspanCentimetres} cm`)
} catch (error) {
  if (!StreamError.isInstance(error)) throw error
  // A refusal, an answer cut short, one that does not fit.
  console.error('No answer:', error.responseCode)
} finally {
  await codex.close()
}
