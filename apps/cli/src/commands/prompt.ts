import { randomUUID } from 'node:crypto'
import type { CodexClient, ResponsesRequest, ResponseStream } from '@via-codex/core'
import type { ReceivedAnswer } from '../answer/receive-text.ts'
import { writeAnswer } from '../answer/write-answer.ts'
import { writeJson } from '../answer/write-json.ts'
import { CommandError, UsageError } from '../command-error.ts'
import { isCommandName } from '../command-names.ts'
import type { Context } from '../context.ts'
import { isLogged, logAnswer } from '../log/log-answer.ts'
import { withClient } from '../open-client.ts'
import { modelFrom } from '../prompt/default-model.ts'
import { parsePromptArguments, type PromptArguments } from '../prompt/parse-prompt-arguments.ts'
import { preparePrompt, type PreparedPrompt } from '../prompt/prepare-prompt.ts'
import { tellUsage } from '../prompt/tell-usage.ts'

export { promptManual as manual } from '../prompt/prompt-manual.ts'

export async function run(args: readonly string[], context: Context): Promise<void> {
  const parsed = parsePromptArguments(args)
  if (parsed.settings.help)
    return context.output.print((await import('../manual/overview.ts')).overview())
  assertNotCommand(args, parsed.words, context)
  const prompt = await preparePrompt(parsed, context)
  await withClient(parsed.settings, context, (client) => ask(client, prompt, parsed, context))
}

async function ask(
  client: CodexClient,
  prompt: PreparedPrompt,
  { settings }: PromptArguments,
  context: Context,
): Promise<void> {
  const { output, status, talk, signal, env } = context
  const request: ResponsesRequest = {
    model: modelFrom(settings.model, env),
    input: [...prompt.items],
    ...prompt.request,
  }
  // Without a summary there is nothing to show while the model thinks.
  if (status.isPossible && !settings.json) {
    request.reasoning = { summary: 'auto', ...request.reasoning }
  }
  status.start()
  const conversationId = randomUUID()
  const stream = client.responses.stream(request, { signal, conversationId })
  const mode = settings.extract ? 'extract' : settings['no-stream'] ? 'whole' : 'stream'
  const show = async (shown: ResponseStream): Promise<ReceivedAnswer> =>
    settings.json
      ? { response: await writeJson(shown, context), isRefusal: false }
      : writeAnswer(shown, mode, context)
  const turn = {
    conversationId,
    model: request.model,
    prompt: prompt.text,
    system: settings.system,
    options: prompt.options,
    items: prompt.items,
    attachments: prompt.attachments.map(({ type, bytes: content, source }) => ({
      type,
      content,
      source,
    })),
  }
  const { response, isRefusal } = isLogged(settings, env)
    ? await logAnswer(turn, { client, stream }, context, show)
    : await show(stream)
  await output.flush()
  if (settings.usage) tellUsage(response, talk)
  if (response.incomplete_details?.reason) {
    talk.warn(`The answer stops early: ${response.incomplete_details.reason}.`)
  }
  if (isRefusal) {
    throw new CommandError('The model refused.', 'Its words are on stdout; change the prompt.')
  }
}

// `via-codex --json models` is hardly a prompt.
function assertNotCommand(
  args: readonly string[],
  words: readonly string[],
  { commandLine }: Context,
): void {
  const [word] = words
  if (!isCommandName(word) || words.length > 1) return
  if (commandLine[0] === 'prompt' || args.includes('--')) return
  throw new UsageError(
    `The command "${word}" stands after options.`,
    `Put it first, as in: via-codex ${word} --json. To send the word as a prompt: via-codex prompt ${word}`,
  )
}
