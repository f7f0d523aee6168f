import { join } from 'node:path'
import type { SiwcCredential } from '@via-codex/core'
import { dataFolder } from '../data-folder.ts'
import { readCredentialSetting } from './credential-setting.ts'

export interface OwnCredentialOptions {
  /** One of several accounts. */
  readonly account?: string | undefined
  /** @default as it was at the sign-in */
  readonly plaintext?: boolean | undefined
}

/** This program as an app that people sign in to with ChatGPT: under its own name, apart from every other's. */
export async function ownCredential(
  env: NodeJS.ProcessEnv,
  { account, plaintext }: OwnCredentialOptions = {},
): Promise<SiwcCredential> {
  const { siwc } = await import('@via-codex/core')
  return siwc({
    agentName: 'via-codex',
    account,
    directory: join(dataFolder(env), 'siwc', 'via-codex'),
    dangerouslyStorePlaintext: plaintext ?? readCredentialSetting(env).plaintext ?? false,
  })
}
