export type { AnsweredCall, ApproveToolCall, ToolCall, ToolResult } from './agent/answer-calls.ts'
export {
  Conversation,
  type ConversationClient,
  type ConversationOptions,
  type TurnRequest,
} from './agent/conversation.ts'
export type { Run } from './agent/run.ts'
export {
  runTools,
  type RunToolsOptions,
  type RunToolsRequest,
  type ToolRound,
  type ToolRun,
  type ToolRunEvent,
  type ToolRunResult,
} from './agent/run-tools.ts'
export type { SavedConversation, SavedItem } from './agent/saved-conversation.ts'
export {
  defineTool,
  type JsonToolDefinition,
  type Tool,
  type ToolContext,
  type TypedToolDefinition,
} from './agent/tool.ts'
export { createCodexClient, type CodexClient, type Login } from './client/codex-client.ts'
export type {
  AddClientListener,
  ClientEvents,
  RefreshEvent,
  RetryEvent,
  WarningEvent,
} from './client/client-events.ts'
export type { CodexClientOptions, TimeoutOptions, TransportMode } from './client/client-options.ts'
export type { ImageEditRequest, ImageGenerateRequest, Images } from './client/images.ts'
export type { ModelList, Models, ModelsOptions } from './client/models.ts'
export type { ParsedResponse, ParseRequest } from './client/parse-response.ts'
export type { RequestOptions, ResponseOptions, Responses } from './client/responses.ts'
export type { LoginKind, LoginStatus } from './client/login-status.ts'
export type { OutputOf, SchemaIssue, SchemaResult, TypedSchema } from './client/typed-schema.ts'
export type { Usage } from './client/usage.ts'
export type { WorkspaceRouting } from './client/workspace-routing.ts'
export { resolveCodexHome, type CodexHome } from './credentials/codex-home.ts'
export type { Account } from './credentials/credential.ts'
export type {
  CredentialOption,
  CustomCredential,
  GivenToken,
} from './credentials/credential-source.ts'
export {
  assertServable,
  siwc,
  type SiwcCredential,
  type SiwcOptions,
} from './credentials/siwc/siwc-credential.ts'
export type { AuthStore, LockOptions } from './credentials/stores/auth-store.ts'
export type { StoreChoice, StoreKind } from './credentials/stores/choose-store.ts'
export { FileAuthStore } from './credentials/stores/file-auth-store.ts'
export type { KeyringLibrary } from './credentials/stores/keyring-library.ts'
export { MemoryAuthStore } from './credentials/stores/memory-auth-store.ts'
export {
  openAuthStore,
  type OpenAuthStoreOptions,
  type OpenedAuthStore,
} from './credentials/stores/open-auth-store.ts'
export { ApiError, type ApiErrorCode } from './errors/api-error.ts'
export { CodexError } from './errors/codex-error.ts'
export { CredentialError, type CredentialErrorCode } from './errors/credential-error.ts'
export {
  errorCodes,
  isCodexError,
  type AnyCodexError,
  type ErrorCode,
} from './errors/error-codes.ts'
export {
  RefreshError,
  type RefreshErrorCode,
  type RefreshFailureReason,
  type SignInStep,
} from './errors/refresh-error.ts'
export { StreamError, type PartialResponse, type StreamErrorCode } from './errors/stream-error.ts'
export {
  TransportError,
  type TimeoutPhase,
  type TransportErrorCode,
} from './errors/transport-error.ts'
export { findResponseFailure } from './events/response-events.ts'
export type { ResponseStream } from './events/response-stream.ts'
export {
  createCodexFetch,
  type CodexFetch,
  type CodexFetchOptions,
} from './fetch/create-codex-fetch.ts'
export { findCodexError } from './fetch/find-codex-error.ts'
export type { Logger } from './foundation/logger.ts'
export type { SignInProgress } from './oauth/authorization.ts'
export type { OpenBrowser } from './oauth/open-browser.ts'
export type { PastedUrl } from './oauth/read-pastes.ts'
export type { AuthDotJson, AuthMode, StoredTokens } from './protocol/auth-dot-json.ts'
export type { DroppedField } from './protocol/dropped-field.ts'
export type { Endpoints } from './protocol/endpoints.ts'
export { toGeneratedImage, type GeneratedImage, type ImagesResult } from './protocol/images.ts'
export type { ModelInfo, ServiceTier } from './protocol/model-catalog.ts'
export type { CodexModelId } from './protocol/model-ids.ts'
export {
  parseRateLimitHeaders,
  type RateLimitSnapshot,
  type RateLimitWindow,
} from './protocol/rate-limit.ts'
export {
  toTokenUsage,
  type CodexResponse,
  type KnownResponseEvent,
  type ResponseEvent,
  type ResponseResource,
  type ResponseUsage,
  type TokenUsage,
  type UnknownResponseEvent,
} from './protocol/response-event.ts'
export type {
  ContentPart,
  CustomToolCallItem,
  CustomToolCallOutputItem,
  FunctionCallItem,
  FunctionCallOutputItem,
  ImageGenerationCallItem,
  InputFilePart,
  InputImagePart,
  InputTextPart,
  MessageItem,
  OutputTextPart,
  ReasoningItem,
  RefusalPart,
  ResponseItem,
  UnknownItem,
  WebSearchCallItem,
} from './protocol/response-item.ts'
export type {
  FunctionTool,
  HostedTool,
  ImageGenerationTool,
  InputItem,
  OtherInputItem,
  PlainMessage,
  ReasoningEffort,
  ResponsesRequest,
  ToolChoice,
  WebSearchTool,
} from './protocol/responses-request.ts'
export type { AdditionalUsageLimit, UsageLimit, UsageSnapshot } from './protocol/usage.ts'
export { siwcWords } from './protocol/siwc-words.ts'
export type { SignInResult } from './sign-in/keep-login.ts'
export type { KeptLogin } from './sign-in/login-place.ts'
export type {
  BrowserSignInOptions,
  DeviceCodeSignInOptions,
  SignInOptions,
} from './sign-in/sign-in-options.ts'
export { signInWithBrowser } from './sign-in/sign-in-with-browser.ts'
export { signInWithDeviceCode } from './sign-in/sign-in-with-device-code.ts'
export { signInWithAccessToken, signInWithApiKey } from './sign-in/sign-in-with-secret.ts'
export { signOut, type SignOutResult } from './sign-in/sign-out.ts'
export { signInWithSiwc } from './sign-in/siwc/sign-in-with-siwc.ts'
export type { SiwcAccount, SiwcSignInResult } from './sign-in/siwc/siwc-account.ts'
export { signOutOfSiwc, type SiwcSignOutResult } from './sign-in/siwc/sign-out-of-siwc.ts'
export {
  listSiwcAccounts,
  noteSiwcNotice,
  selectSiwcAccount,
} from './sign-in/siwc/siwc-accounts.ts'
export type { SiwcAccountOptions, SiwcSignInOptions } from './sign-in/siwc/siwc-sign-in-options.ts'
export type { FetchFunction } from './transport/exchange.ts'
export type { RetryPolicy } from './transport/retry-policy.ts'
export { version } from './version.ts'
