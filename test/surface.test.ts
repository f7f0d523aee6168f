/**
 * Pins of what users can see: names at the front doors, error codes, export maps.
 *
 * Red on purpose? Change the pin in the same commit as the surface, and add a changeset: a new line is a promise, a line
 * that goes is a breaking change. Red by accident? Then something became public, or went, that should not have.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { expect, it } from 'vitest'

import { listPackages, parseSource, root, type SyntaxNode } from './support/source-files.ts'

/** The names of each front door: what can be imported as a value, and what only as a type. */
const frontDoors: Record<string, { values: string[]; types: string[] }> = {
  '@via-codex/ai-sdk': {
    values: ['VERSION', 'codex', 'createCodex'],
    types: [
      'CodexImageModelId',
      'CodexImageModelOptions',
      'CodexLanguageModelOptions',
      'CodexModelId',
      'CodexProvider',
      'CodexProviderSettings',
    ],
  },
  '@via-codex/core': {
    values: [
      'ApiError',
      'CodexError',
      'Conversation',
      'CredentialError',
      'FileAuthStore',
      'MemoryAuthStore',
      'RefreshError',
      'StreamError',
      'TransportError',
      'assertServable',
      'createCodexClient',
      'createCodexFetch',
      'defineTool',
      'errorCodes',
      'findCodexError',
      'findResponseFailure',
      'isCodexError',
      'listSiwcAccounts',
      'noteSiwcNotice',
      'openAuthStore',
      'parseRateLimitHeaders',
      'resolveCodexHome',
      'runTools',
      'selectSiwcAccount',
      'signInWithAccessToken',
      'signInWithApiKey',
      'signInWithBrowser',
      'signInWithDeviceCode',
      'signInWithSiwc',
      'signOut',
      'signOutOfSiwc',
      'siwc',
      'siwcWords',
      'toGeneratedImage',
      'toTokenUsage',
      'version',
    ],
    types: [
      'Account',
      'AddClientListener',
      'AdditionalUsageLimit',
      'AnsweredCall',
      'AnyCodexError',
      'ApiErrorCode',
      'ApproveToolCall',
      'AuthDotJson',
      'AuthMode',
      'AuthStore',
      'BrowserSignInOptions',
      'ClientEvents',
      'CodexClient',
      'CodexClientOptions',
      'CodexFetch',
      'CodexFetchOptions',
      'CodexHome',
      'CodexModelId',
      'CodexResponse',
      'ContentPart',
      'ConversationClient',
      'ConversationOptions',
      'CredentialErrorCode',
      'CredentialOption',
      'CustomCredential',
      'CustomToolCallItem',
      'CustomToolCallOutputItem',
      'DeviceCodeSignInOptions',
      'DroppedField',
      'Endpoints',
      'ErrorCode',
      'FetchFunction',
      'FunctionCallItem',
      'FunctionCallOutputItem',
      'FunctionTool',
      'GeneratedImage',
      'GivenToken',
      'HostedTool',
      'ImageEditRequest',
      'ImageGenerateRequest',
      'ImageGenerationCallItem',
      'ImageGenerationTool',
      'Images',
      'ImagesResult',
      'InputFilePart',
      'InputImagePart',
      'InputItem',
      'InputTextPart',
      'JsonToolDefinition',
      'KeptLogin',
      'KeyringLibrary',
      'KnownResponseEvent',
      'LockOptions',
      'Logger',
      'Login',
      'LoginKind',
      'LoginStatus',
      'MessageItem',
      'ModelInfo',
      'ModelList',
      'Models',
      'ModelsOptions',
      'OpenAuthStoreOptions',
      'OpenBrowser',
      'OpenedAuthStore',
      'OtherInputItem',
      'OutputOf',
      'OutputTextPart',
      'ParseRequest',
      'ParsedResponse',
      'PartialResponse',
      'PastedUrl',
      'PlainMessage',
      'RateLimitSnapshot',
      'RateLimitWindow',
      'ReasoningEffort',
      'ReasoningItem',
      'RefreshErrorCode',
      'RefreshEvent',
      'RefreshFailureReason',
      'RefusalPart',
      'RequestOptions',
      'ResponseEvent',
      'ResponseItem',
      'ResponseOptions',
      'ResponseResource',
      'ResponseStream',
      'ResponseUsage',
      'Responses',
      'ResponsesRequest',
      'RetryEvent',
      'RetryPolicy',
      'Run',
      'RunToolsOptions',
      'RunToolsRequest',
      'SavedConversation',
      'SavedItem',
      'SchemaIssue',
      'SchemaResult',
      'ServiceTier',
      'SignInOptions',
      'SignInProgress',
      'SignInResult',
      'SignInStep',
      'SignOutResult',
      'SiwcAccount',
      'SiwcAccountOptions',
      'SiwcCredential',
      'SiwcOptions',
      'SiwcSignInOptions',
      'SiwcSignInResult',
      'SiwcSignOutResult',
      'StoreChoice',
      'StoreKind',
      'StoredTokens',
      'StreamErrorCode',
      'TimeoutOptions',
      'TimeoutPhase',
      'TokenUsage',
      'Tool',
      'ToolCall',
      'ToolChoice',
      'ToolContext',
      'ToolResult',
      'ToolRound',
      'ToolRun',
      'ToolRunEvent',
      'ToolRunResult',
      'TransportErrorCode',
      'TransportMode',
      'TurnRequest',
      'TypedSchema',
      'TypedToolDefinition',
      'UnknownItem',
      'UnknownResponseEvent',
      'Usage',
      'UsageLimit',
      'UsageSnapshot',
      'WarningEvent',
      'WebSearchCallItem',
      'WebSearchTool',
      'WorkspaceRouting',
    ],
  },
  '@via-codex/langchain': {
    values: ['ChatCodex', 'codexTools'],
    types: ['ChatCodexCallOptions', 'ChatCodexFields'],
  },
  '@via-codex/simulator': {
    values: [
      'createCodexHome',
      'environmentOf',
      'eventsScenario',
      'failedScenario',
      'faultKinds',
      'incompleteScenario',
      'isFaultKind',
      'parseFault',
      'rawScenario',
      'reasoningScenario',
      'refusalScenario',
      'startSimulator',
      'textScenario',
      'toolCallsScenario',
    ],
    types: [
      'Authority',
      'AuthorityCounts',
      'Chunking',
      'CodeOptions',
      'CodexHomeOptions',
      'Endpoint',
      'Fault',
      'FaultKind',
      'FaultKindInfo',
      'FaultOf',
      'FaultSlot',
      'FaultTiming',
      'Faults',
      'FramingStyle',
      'IssueOptions',
      'IssueSiwcOptions',
      'IssuedLogin',
      'IssuedSiwcLogin',
      'JsonObject',
      'LoggedRequest',
      'OAuthErrorShape',
      'Outcome',
      'RequestLog',
      'Scenario',
      'ScenarioEnd',
      'ScenarioItem',
      'ScenarioRequest',
      'ScenarioSource',
      'Simulator',
      'SimulatorOptions',
      'SiwcAuthority',
      'SiwcCounts',
      'SiwcPerson',
      'SiwcRegistration',
      'TemporaryCodexHome',
      'TokenUsage',
      'ToolCall',
      'WireEvent',
    ],
  },
}

/** What `error.code` of core can be. */
const errorCodes: string[] = [
  'ACCOUNT_CHANGED',
  'CONNECTION_FAILED',
  'CONTEXT_WINDOW_EXCEEDED',
  'CREDENTIAL_NOT_FOUND',
  'CREDENTIAL_STORE_FAILED',
  'CREDENTIAL_UNREADABLE',
  'CREDENTIAL_WRONG_MODE',
  'FORBIDDEN',
  'INSECURE_ENDPOINT',
  'INVALID_REQUEST',
  'MODEL_NOT_FOUND',
  'OVERLOADED',
  'PLAN_NOT_ENTITLED',
  'RATE_LIMITED',
  'REFRESH_REJECTED',
  'REFRESH_UNAVAILABLE',
  'RESPONSE_FAILED',
  'SERVER_ERROR',
  'SIGN_IN_FAILED',
  'SIGN_IN_TIMED_OUT',
  'STREAM_INTERRUPTED',
  'STREAM_MALFORMED',
  'TIMEOUT',
  'UNAUTHORIZED',
  'UNSUPPORTED_BY_BACKEND',
  'USAGE_LIMIT_REACHED',
]

const library = {
  '.': {
    '@via-codex/source': './src/index.ts',
    types: './dist/index.d.ts',
    default: './dist/index.js',
  },
  './package.json': './package.json',
}

/** The export map and the commands of each package. */
const manifests: Record<string, { exports: unknown; bin?: unknown }> = {
  '@via-codex/ai-sdk': { exports: library },
  '@via-codex/core': { exports: library },
  '@via-codex/langchain': { exports: library },
  '@via-codex/simulator': {
    exports: library,
    bin: { 'via-codex-simulator': './dist/bin.js' },
  },
  'via-codex': {
    exports: { './package.json': './package.json' },
    bin: { 'via-codex': './dist/index.js' },
  },
}

const published = listPackages().filter(({ manifest }) => manifest['private'] !== true)

it('pins every published package', () => {
  expect(published.map(({ name }) => name).toSorted()).toEqual(Object.keys(manifests).toSorted())
})

it.each(published)('$name keeps its export map and commands', ({ name, manifest }) => {
  const { exports, bin } = manifest
  expect({ exports, bin }).toEqual({ bin: undefined, ...manifests[name] })
})

it.each(published.filter(({ manifest }) => sourceEntry(manifest)))(
  '$name keeps the names of its front door',
  async ({ name, folder, manifest }) => {
    const path = join(root, folder, String(sourceEntry(manifest)))
    const door = (await import(pathToFileURL(path).href)) as Record<string, unknown>
    const found = { values: Object.keys(door).toSorted(), types: typeNames(path) }
    expect(found).toEqual(frontDoors[name])
  },
)

it('keeps the error codes', async () => {
  const core = published.find(({ name }) => name === '@via-codex/core')
  const path = join(root, String(core?.folder), String(sourceEntry(core?.manifest ?? {})))
  const door = (await import(pathToFileURL(path).href)) as { errorCodes: readonly string[] }
  expect([...door.errorCodes].toSorted()).toEqual(errorCodes)
})

/** The source file behind `.`, by the condition that tests and type checks use. */
function sourceEntry(manifest: Record<string, unknown>): string | undefined {
  const { exports } = manifest as { exports?: { '.'?: { '@via-codex/source'?: string } } }
  return exports?.['.']?.['@via-codex/source']
}

function typeNames(path: string): string[] {
  return parseSource(path, readFileSync(path, 'utf8'))
    .statements.flatMap((statement) =>
      ((statement['specifiers'] ?? []) as SyntaxNode[])
        .filter((name) => statement['exportKind'] === 'type' || name['exportKind'] === 'type')
        .map((name) => String((name['exported'] as SyntaxNode)['name'])),
    )
    .toSorted()
}
