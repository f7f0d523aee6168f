/** The backends that the cases of every host run on, and where they differ. */
import type { Fault } from '../packages/simulator/src/index.ts'

export type BackendName = 'codex' | 'siwc'

export const backends: readonly BackendName[] = ['codex', 'siwc']

/** What a case expects of the one backend and of the other. */
type Difference<T> = Readonly<Record<BackendName, T>>

const usedUp: Difference<{ fault: Fault; code: string; words: string }> = {
  codex: {
    fault: { kind: 'usage-limit-reached', resetsInSeconds: 60, times: Infinity },
    code: 'usage_limit_reached',
    words: 'when it resets',
  },
  siwc: {
    fault: { kind: 'subscription-sharing', times: Infinity },
    code: 'subscription_sharing_usage_limit_exceeded',
    words: 'https://chatgpt.com/settings/usage',
  },
}

/**
 * Where the Codex login and Sign in with ChatGPT are not the same to a host: all else is. Each is a line of the table
 * in the hosts' READMEs.
 *
 * @see docs/protocol.md §13.6, §13.7
 */
export const differences = {
  /** Where requests go. */
  address: { codex: '/backend-api/codex/responses', siwc: '/v1/responses' },
  /** Those of ours; the conversation is named in the body besides, by both. */
  headers: { codex: ['chatgpt-account-id', 'originator', 'session-id', 'thread-id'], siwc: [] },
  /** What becomes of a system message that leads, and what is sent when there is none. */
  instructions: {
    codex: { leading: 'lifted', standIn: 'You are a helpful assistant.' },
    siwc: { leading: 'kept', standIn: undefined },
  },
  /** Whether a conversation that nobody has named gets a name for the cache of prompts. */
  conversation: { codex: true, siwc: false },
  /** How functions are handed to models from 5.6 on. */
  functions: { codex: 'tools', siwc: 'additional_tools' },
  /** Whether `context_management` is taken. */
  compaction: { codex: false, siwc: true },
  /** Whether there is anything that draws, hosted tool or endpoint. */
  pictures: { codex: true, siwc: false },
  /** Whether the hosted tool `tool_search` is taken. */
  'tool search': { codex: true, siwc: false },
  /** Whether an answer tells what the plan has left. */
  limits: { codex: true, siwc: false },
  /** Whether the option `transport` counts. */
  WebSocket: { codex: true, siwc: false },
  /** A plan that is used up: how the server says so, and what people are told. */
  'used up': usedUp,
  /** The status of a model that there is not. */
  'unknown model': { codex: 400, siwc: 404 },
  /** Whether what the server says of a failure is passed on. */
  words: { codex: true, siwc: false },
  /** What to do when nobody has signed in. */
  'no login': { codex: '`via-codex login`', siwc: '`via-codex login --chatgpt`' },
} satisfies Readonly<Record<string, Difference<unknown>>>
