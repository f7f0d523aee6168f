/** What can go wrong, by code. Nothing here reads a message to find out what happened. */
import { createCodexClient, isCodexError, type AnyCodexError } from '@via-codex/core'

const codex = createCodexClient()

try {
  const response = await codex.responses.create({
    model: process.argv[2] ?? 'gpt-5.5',
    input: 'Hello',
  })
  console.log(response.output_text)
} catch (error) {
  // Your own abort reason, or a mistake in this program.
  if (!isCodexError(error)) throw error
  explain(error)
  process.exitCode = 1
} finally {
  await codex.close()
}

function explain(error: AnyCodexError): void {
  switch (error.code) {
    case 'CREDENTIAL_NOT_FOUND':
      console.error('Not signed in. Looked in:', error.locations.join(', '))
      break
    case 'REFRESH_REJECTED':
      console.error(`Sign in again with \`codex login\` (${error.reason}).`)
      break
    case 'USAGE_LIMIT_REACHED':
      console.error('The plan is used up until', error.resetsAt?.toISOString() ?? 'later')
      break
    case 'MODEL_NOT_FOUND':
      console.error('Use one of:', error.availableModels?.join(', ') ?? 'see the list of models')
      break
    case 'STREAM_INTERRUPTED':
      console.error('The answer broke off after:', error.partial?.outputText ?? '')
      break
    default:
      console.error(`${error.code}: ${error.message}`)
      if (error.hint) console.error(error.hint)
  }
}
