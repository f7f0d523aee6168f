import { UsageError } from '../command-error.ts'
import { modelOptions, toModelOptions } from '../prompt/model-options.ts'
import { resolveAlias } from '../settings/aliases.ts'
import { defaultOptions } from '../settings/model-settings.ts'
import type { ChatSession } from './chat-session.ts'

/** `!model`: says which one is asked, or asks another from here on. @throws UsageError when there is no such model */
export async function changeModel(word: string, session: ChatSession): Promise<void> {
  const { client, context } = session
  const { talk, env, signal } = context
  if (word === '') return talk.say(session.model)
  const id = resolveAlias(word, env)
  const listed = await client.models.list({ signal })
  if (!listed.some((model) => model.id === id)) {
    const ids = listed.filter(({ visibility }) => visibility !== 'hide').map((model) => model.id)
    throw new UsageError(`There is no model ${id}.`, `There are: ${ids.join(', ')}.`)
  }
  session.model = id
  talk.say(`From here on: ${id}.`)
}

/** `!effort`: says or sets how long the model thinks. @throws UsageError for none that there is */
export async function changeEffort(level: string, session: ChatSession): Promise<void> {
  const { context, model, parsed, template } = session
  if (level === '') {
    const pairs = [
      ...defaultOptions(model, context.env),
      ...Object.entries(template.options ?? {}),
      ...parsed.options,
    ]
    const set = session.effort ?? pairs.findLast(([key]) => key === effortKey)
    const choices = modelOptions[effortKey]?.choices?.join(', ') ?? ''
    return context.talk.say(`${set?.[1] ?? 'As the model likes'}. There are: ${choices}.`)
  }
  const pair = [effortKey, level] as const
  toModelOptions([pair])
  session.effort = pair
  context.talk.say(`From here on: ${level}.`)
}

const effortKey = 'reasoning_effort'
