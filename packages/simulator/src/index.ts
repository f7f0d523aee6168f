export type { Authority, AuthorityCounts, CodeOptions } from './authority/authority.ts'
export type { IssuedLogin, IssueOptions } from './authority/login.ts'
export type {
  IssuedSiwcLogin,
  IssueSiwcOptions,
  SiwcAuthority,
  SiwcCounts,
  SiwcPerson,
  SiwcRegistration,
} from './siwc/siwc-authority.ts'
export type { OAuthErrorShape } from './oauth-failure.ts'
export { environmentOf } from './command-text.ts'
export { createCodexHome, type CodexHomeOptions, type TemporaryCodexHome } from './codex-home.ts'
export type { Endpoint } from './endpoint.ts'
export type { Fault, FaultKind, FaultOf, FaultTiming } from './faults/fault.ts'
export {
  faultKinds,
  isFaultKind,
  type FaultKindInfo,
  type FaultSlot,
} from './faults/fault-kinds.ts'
export { parseFault } from './faults/parse-fault.ts'
export type { Faults } from './faults/fault-registry.ts'
export type { JsonObject } from './json.ts'
export type { LoggedRequest, Outcome, RequestLog } from './request-log.ts'
export {
  eventsScenario,
  failedScenario,
  incompleteScenario,
  rawScenario,
  reasoningScenario,
  refusalScenario,
  textScenario,
  toolCallsScenario,
  type Scenario,
  type ScenarioEnd,
  type ScenarioItem,
  type ScenarioRequest,
  type ScenarioSource,
  type ToolCall,
} from './scenario.ts'
export type { SimulatorOptions } from './simulator-options.ts'
export { startSimulator, type Simulator } from './start-simulator.ts'
export type { Chunking } from './stream/chunk.ts'
export type { FramingStyle } from './stream/frame.ts'
export type { TokenUsage } from './stream/response-snapshot.ts'
export type { WireEvent } from './stream/steps.ts'
