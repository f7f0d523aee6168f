import type { JsonObject } from '../json.ts'
import { textScenario, type Scenario } from '../scenario.ts'

/** Answers a request by itself, when nothing is scripted. */
export function answerOfBrain(_request: JsonObject): Scenario {
  return textScenario('Hello from the simulator.')
}
