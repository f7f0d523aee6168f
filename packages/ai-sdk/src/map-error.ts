import { APICallError, LoadAPIKeyError } from '@ai-sdk/provider'
import { CredentialError, isCodexError, RefreshError } from '@via-codex/core'

export function mapError(error: unknown): unknown {
  if (APICallError.isInstance(error)) return error
  if (!isCodexError(error)) return error
  if (CredentialError.isInstance(error) || RefreshError.isInstance(error)) return new LoadAPIKeyError({ message: '' })
  return error
}
