import { randomUUID } from 'node:crypto'
import type {
  ApproveToolCall,
  CodexClient,
  CodexResponse,
  Conversation,
  SavedConversation,
  Tool,
} from '@via-codex/core'
import { drawnImages } from '../answer/drawn-images.ts'
import type { AnswerMode } from '../answer/write-answer.ts'
import { CommandError, UsageError } from '../command-error.ts'
import { isCommandName } from '../command-names.ts'
import type { Context } from '../context.ts'
import { continueConversation } from '../log/continue-conversation.ts'
import { withClient } from '../open-client.ts'
import { answerTurn } from '../prompt/answer-turn.ts'
import { buildRequest } from '../prompt/build-request.ts'
import { chooseModel } from '../prompt/choose-model.ts'
import { parsePercent } from '../prompt/parse-percent.ts'
import { parsePromptArguments, type PromptSettings } from '../prompt/parse-prompt-arguments.ts'
import { preparePrompt, type PreparedPrompt } from '../prompt/prepare-prompt.ts'
import { tellUsage } from '../prompt/tell-usage.ts'
import { chainLimitReached } from '../prompt/tool-options.ts'
import { templateOf } from '../prompt/template-of.ts'
import { withTools } from '../prompt/with-tools.ts'
import { defaultOptions } from '../settings/model-settings.ts'
import type { Template } from '../templates/template.ts'

export { promptManual as manual } from '../prompt/prompt-manual.ts'

export async function run(args: readonly string[], context: Context): Promise<void> {
  const parsed = parsePromptArguments(args)
  if (parsed.settings.help)
    return context.output.print((await import('../manual/overview.ts')).overview())
  assertNotCommand(args, parsed.words, context)
  const template = await templateOf(parsed, context)
  if (parsed.settings.save !== undefined) {
    const { savePrompt } = await import('../prompt/save-prompt.ts')
    return savePrompt(parsed.settings.save, parsed, template, context)
  }
  const { settings } = parsed
  const limit = parsePercent(settings['stop-at'])
  const prompt = await preparePrompt(parsed, template, context)
  await withTools(settings, template, context, async (tools, approve) => {
    const question = { prompt, template, settings, tools, approve }
    await withClient(settings, context, async (client) => {
      if (limit !== undefined) {
        const { assertBelow } = await import('../usage/assert-below.ts')
        await assertBelow(limit, client, context)
      }
      await ask(client, question, context)
    })
  })
}

interface Question {
  readonly prompt: PreparedPrompt
  readonly template: Template
  readonly settings: PromptSettings
  readonly tools: readonly Tool[]
  readonly approve: ApproveToolCall | undefined
}

async function ask(
  client: CodexClient,
  { prompt, template, settings, tools, approve }: Question,
  context: Context,
): Promise<void> {
  const { output, talk, signal, env } = context
  const history = continueConversation(settings, env)
  const choice = { ...settings, others: [template.model, history?.model] }
  const model = await chooseModel(choice, client, context)
  const said = { ...prompt, system: prompt.system ?? history?.system }
  const request = await buildRequest(model, said, defaultOptions(model, env))
  const conversationId = history?.saved.id ?? randomUUID()
  const setup = { client, conversationId, prompt: said, request, settings, tools, approve, signal }
  const { response, isRefusal, isCut, warnings } = await answerTurn(
    {
      ...setup,
      conversation:
        history || tools.length > 0
          ? await takeUp(client, history?.saved ?? { version: 1, id: conversationId, items: [] })
          : undefined,
      mode: modeOf(settings, template),
    },
    context,
  )
  await output.flush()
  await keepPictures(response, settings, context)
  // The reasoning of another login, for one.
  if (history) for (const { reason } of warnings) talk.warn(reason)
  if (settings.usage) tellUsage(response, talk)
  if (response.incomplete_details?.reason) {
    talk.warn(`The answer stops early: ${response.incomplete_details.reason}.`)
  }
  if (isRefusal) {
    throw new CommandError('The model refused.', 'Its words are on stdout; change the prompt.')
  }
  if (isCut) {
    if (settings.json) output.printJson(response)
    throw chainLimitReached(settings.cl)
  }
}

async function takeUp(client: CodexClient, saved: SavedConversation): Promise<Conversation> {
  const { Conversation } = await import('@via-codex/core')
  return Conversation.fromJSON(client, saved)
}

async function keepPictures(
  response: CodexResponse,
  { out, raw, json }: PromptSettings,
  context: Context,
): Promise<void> {
  if (context.output.isTerminal && !raw && !json) {
    const { showPictures } = await import('../answer/show-pictures.ts')
    await showPictures(response, context)
  }
  if (out !== undefined) {
    const { savePictures } = await import('../answer/save-pictures.ts')
    return savePictures(response, out, context)
  }
  if (drawnImages(response).length === 0) return
  context.talk.say('The answer holds an image; to save it, ask with --out FILE.')
}

function modeOf(settings: PromptSettings, template: Template): AnswerMode {
  if (settings.xl) return 'last block'
  if (settings.extract || template.extract) return 'first block'
  if (template.extract_last) return 'last block'
  return settings['no-stream'] ? 'whole' : 'stream'
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
