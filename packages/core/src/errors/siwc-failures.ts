import type { ApiErrorCode } from './api-error.ts'

/** What a refusal of the plan means, and what to do about it. */
export interface SiwcFailure {
  readonly code: ApiErrorCode
  readonly hint: string
}

const manageUsage = 'Manage usage: https://chatgpt.com/settings/usage'
const tryLater = 'Try again in a moment; the sign-in is good.'
const notAnApi =
  'With a ChatGPT plan there are models and responses only: use a Codex login or an API key for the rest.'

const failures: Readonly<Record<string, SiwcFailure>> = {
  user_not_eligible: {
    code: 'PLAN_NOT_ENTITLED',
    hint: 'Signing in again changes nothing: use another credential, or a plan that may be used in apps.',
  },
  usage_limit_exceeded: {
    code: 'USAGE_LIMIT_REACHED',
    hint: `${manageUsage}. When it resets is not told.`,
  },
  workplace_individual_usage_limit_exceeded: {
    code: 'USAGE_LIMIT_REACHED',
    hint: `Ask an administrator of the workspace (https://admin.openai.com) for a higher limit. ${manageUsage}.`,
  },
  usage_unavailable: { code: 'SERVER_ERROR', hint: tryLater },
  user_unavailable: { code: 'SERVER_ERROR', hint: tryLater },
  unsupported_capability: {
    code: 'UNSUPPORTED_BY_BACKEND',
    hint: 'Leave out what `param` names: the same request will not be taken later either.',
  },
  route_not_supported: { code: 'UNSUPPORTED_BY_BACKEND', hint: notAnApi },
  invalid_user: {
    code: 'UNAUTHORIZED',
    hint: 'Try again later. If it stays, look in the settings of ChatGPT whether the app is still connected, and sign in again.',
  },
  client_not_enabled: {
    code: 'FORBIDDEN',
    hint: 'This app may not use ChatGPT plans: use another credential.',
  },
}

const grantFailure: SiwcFailure = {
  code: 'FORBIDDEN',
  hint: 'Allow the use of your plan with `via-codex login --chatgpt --consent`, or use another credential.',
}

/**
 * What a server's code means when a ChatGPT plan is used, in its new and its older spelling.
 *
 * @param serverCode lower-cased
 * @returns `undefined` for every other code
 * @see docs/protocol.md §13.7
 */
export function siwcFailureOf(serverCode: string | undefined): SiwcFailure | undefined {
  if (serverCode?.startsWith('chatpass_v2_')) return grantFailure
  const name = /^subscription_sharing_(?:v2_)?(\w+)$/.exec(serverCode ?? '')?.[1]
  return name !== undefined && Object.hasOwn(failures, name) ? failures[name] : undefined
}
