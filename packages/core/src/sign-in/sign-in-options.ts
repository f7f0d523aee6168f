import { callable } from '../client/check-options.ts'
import {
  resolveCodexClientOptions,
  type CodexClientOptions,
  type ResolvedCodexClientOptions,
} from '../client/client-options.ts'
import { delay } from '../foundation/delay.ts'
import type { OnSignInProgress } from '../oauth/authorization.ts'
import { openBrowser, type OpenBrowser } from '../oauth/open-browser.ts'
import type { PastedUrl } from '../oauth/read-pastes.ts'

/** What signing in and out have in common with {@link createCodexClient}, and the way to stop. */
export interface SignInOptions extends Pick<
  CodexClientOptions,
  | 'codexHome'
  | 'store'
  | 'keyring'
  | 'endpoints'
  | 'originator'
  | 'fetch'
  | 'now'
  | 'logger'
  | 'timeouts'
  | 'env'
> {
  /** Ends it early, with the signal's own reason. */
  signal?: AbortSignal | undefined
}

interface PersonOptions {
  /** Hears what to show the person. What it throws ends the sign-in. @default nothing is shown */
  onProgress?: OnSignInProgress | undefined
  /** Accept only a login of one of these workspaces. @default any */
  workspaceIds?: readonly string[] | undefined
}

/** Options of {@link signInWithBrowser}. */
export interface BrowserSignInOptions extends SignInOptions, PersonOptions {
  /**
   * Opens the address; `false` leaves that to whoever hears of it by `onProgress`.
   *
   * @default the system's browser
   */
  openBrowser?: OpenBrowser | false | undefined
  /**
   * A second way back, for a browser on another machine: gives the address the browser ended at, as the
   * person pasted it. Called again after each text that does not fit; its signal tells it to stop asking.
   *
   * @default none
   */
  pastedUrl?: PastedUrl | undefined
  /** How long the person has, in milliseconds. @default 600_000 */
  timeoutMs?: number | undefined
  /**
   * Ports of this machine that the browser may come back to, in order of preference; 0 is any free one.
   * OpenAI's authority accepts the default ones only.
   *
   * @default [1455, 1457]
   */
  ports?: readonly number[] | undefined
  /**
   * Also ask for an API key, as the Codex CLI does, and store it with the login. Nothing here needs it:
   * requests go out with the login's own token, and a key is one more secret that outlives a sign-out.
   * A refusal is only a warning.
   *
   * @default false
   */
  exchangeApiKey?: boolean | undefined
}

/** Options of {@link signInWithDeviceCode}. */
export interface DeviceCodeSignInOptions extends SignInOptions, PersonOptions {
  /** How long the person has, in milliseconds; the authority forgets the code after that. @default 900_000 */
  timeoutMs?: number | undefined
  /** Waits between two questions to the authority, for tests. */
  delay?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined
}

type Resolved<Options, Keys extends keyof Options> = {
  readonly [Key in Keys]-?: Exclude<Options[Key], undefined>
} & { readonly client: ResolvedCodexClientOptions; readonly signal: AbortSignal | undefined }

export type ResolvedSignInOptions = Resolved<SignInOptions, never>
export type ResolvedBrowserSignInOptions = Resolved<
  BrowserSignInOptions,
  'onProgress' | 'workspaceIds' | 'openBrowser' | 'timeoutMs' | 'ports' | 'exchangeApiKey'
> & { readonly pastedUrl: PastedUrl | undefined }
export type ResolvedDeviceCodeSignInOptions = Resolved<
  DeviceCodeSignInOptions,
  'onProgress' | 'workspaceIds' | 'timeoutMs' | 'delay'
>

/** @throws TypeError naming the wrong option */
export function resolveSignInOptions(options: SignInOptions = {}): ResolvedSignInOptions {
  return { client: resolveCodexClientOptions(options), signal: options.signal }
}

/** @throws TypeError naming the wrong option */
export function resolveBrowserSignInOptions(
  options: BrowserSignInOptions = {},
): ResolvedBrowserSignInOptions {
  return {
    ...resolveSignInOptions(options),
    ...resolvePersonOptions(options),
    openBrowser:
      options.openBrowser === false
        ? false
        : (callable('openBrowser', options.openBrowser) ?? openBrowser),
    pastedUrl: callable('pastedUrl', options.pastedUrl),
    timeoutMs: duration(options.timeoutMs ?? 600_000),
    ports: ports(options.ports ?? [1455, 1457]),
    exchangeApiKey: options.exchangeApiKey ?? false,
  }
}

/** @throws TypeError naming the wrong option */
export function resolveDeviceCodeSignInOptions(
  options: DeviceCodeSignInOptions = {},
): ResolvedDeviceCodeSignInOptions {
  return {
    ...resolveSignInOptions(options),
    ...resolvePersonOptions(options),
    timeoutMs: duration(options.timeoutMs ?? 900_000),
    delay: callable('delay', options.delay) ?? delay,
  }
}

function resolvePersonOptions({ onProgress, workspaceIds = [] }: PersonOptions) {
  if (!Array.isArray(workspaceIds) || !workspaceIds.every((id) => /^[^\s,]+$/.test(String(id)))) {
    throw new TypeError('workspaceIds must be a list of ids, each without spaces and commas.')
  }
  return {
    onProgress: callable('onProgress', onProgress) ?? (() => {}),
    workspaceIds: workspaceIds as readonly string[],
  }
}

function duration(timeoutMs: number): number {
  if (Number.isFinite(timeoutMs) && timeoutMs > 0) return timeoutMs
  throw new TypeError('timeoutMs must be a number of milliseconds above 0.')
}

function ports(list: readonly number[]): readonly number[] {
  const isPort = (port: unknown) =>
    Number.isInteger(port) && Number(port) >= 0 && Number(port) < 65_536
  if (Array.isArray(list) && list.length > 0 && list.every(isPort)) return list
  throw new TypeError(
    'ports must be a list of whole numbers from 0 to 65535, such as [1455, 1457].',
  )
}
