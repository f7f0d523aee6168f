import type { CodexClient } from '@via-codex/core'
import { setTimeout as wait } from 'node:timers/promises'
import { UsageError } from '../command-error.ts'
import type { Context } from '../context.ts'
import { formatManual } from '../manual/format-manual.ts'
import type { Manual } from '../manual/manual.ts'
import { chooseCredential } from '../credential/choose-credential.ts'
import { withClient } from '../open-client.ts'
import { assertNoWords, jsonOption, onlineOptions, parseArguments } from '../parse-arguments.ts'
import { formatUsage } from '../usage/format-usage.ts'

const options = {
  watch: { type: 'boolean', short: 'w', default: false, words: 'ask again and again until Ctrl-C' },
  interval: {
    type: 'string',
    value: '<s>',
    words: 'seconds between two looks with --watch (default 60, at least 5)',
  },
  ...jsonOption,
  ...onlineOptions,
} as const

export const manual: Manual = {
  usage: ['usage [options]'],
  about:
    'Shows how full each window of your plan is, and when it resets, in local time. Asking costs nothing of it. With --json and --watch each look is a line.',
  options,
  examples: [
    'via-codex usage',
    'via-codex usage --watch',
    "via-codex usage --json | jq '.secondary.usedPercent'",
  ],
}

export async function run(args: readonly string[], context: Context): Promise<void> {
  const { values, positionals } = parseArguments(args, options, 'via-codex usage --help')
  if (values.help) return context.output.print(formatManual(manual))
  assertNoWords(positionals, 'usage')
  const intervalMs = parseInterval(values.interval, values.watch)
  if (chooseCredential(values, context.env).name === 'chatgpt')
    return showLink(values.json, context)
  await withClient(values, context, async (client) => {
    await show(client, values, context)
    while (values.watch) {
      await context.output.flush()
      await wait(intervalMs, undefined, { signal: context.signal })
      await show(client, values, context)
    }
  })
}

/** Apps that people sign in to with ChatGPT are not told how much is left; ChatGPT shows it. */
async function showLink(isJson: boolean, { output }: Context): Promise<void> {
  const { siwcWords } = await import('@via-codex/core')
  const { text, url } = siwcWords.manageUsage
  if (isJson) return output.printJson({ manageUsageUrl: url })
  output.print(`${text}: ${url}\n`)
}

async function show(
  client: CodexClient,
  { json, watch }: { json: boolean; watch: boolean },
  { output, status, signal, env }: Context,
): Promise<void> {
  status.start()
  const usage = await client.usage({ signal })
  status.stop()
  if (json) return watch ? output.print(`${JSON.stringify(usage)}\n`) : output.printJson(usage)
  const now = new Date()
  // The screen above scrolls away by itself where a terminal can do nothing else.
  const isRedrawn = watch && output.isTerminal && env['TERM'] !== 'dumb'
  if (isRedrawn) void output.write('\u001b[H\u001b[2J')
  output.print(formatUsage(usage, now, output.columns))
  if (watch) output.print(`${isRedrawn ? '\n' : ''}${now.toLocaleTimeString()}\n`)
}

/** @throws UsageError */
function parseInterval(text: string | undefined, isWatched: boolean): number {
  if (text !== undefined && !isWatched) {
    throw new UsageError('--interval is for --watch.', 'Add --watch, or leave it out.')
  }
  const seconds = Number(text ?? 60)
  if (Number.isFinite(seconds) && seconds >= 5 && seconds <= 86_400) return seconds * 1000
  throw new UsageError(`--interval ${text} is none.`, 'Give seconds, from 5 up.')
}
