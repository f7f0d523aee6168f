import type { CodexHomeOptions, SimulatorOptions } from '@via-codex/simulator'
import { connectSimulator, type ConnectedSimulator } from '../../../../tools/connect-simulator.ts'
import { ChatCodex } from '../../src/chat-codex.ts'
import type { ChatCodexFields } from '../../src/fields.ts'

export interface Connected extends ConnectedSimulator {
  readonly model: ChatCodex
  /** What says where the simulator is, for further models. */
  readonly fields: ChatCodexFields
}

interface ConnectOptions {
  readonly simulator?: SimulatorOptions
  readonly home?: CodexHomeOptions
  /** In place of the class, where a test has broken something in it. */
  readonly Model?: typeof ChatCodex
}

/** A simulator with strict rules, a login and a model over it, all of which end with the test. */
export async function connect(
  fields: Partial<ChatCodexFields> = {},
  options: ConnectOptions = {},
): Promise<Connected> {
  const { Model = ChatCodex } = options
  const connected = await connectSimulator(() => model.close(), options.simulator, options.home)
  const { simulator, home } = connected
  const all = {
    model: 'gpt-5.5',
    codexHome: home.path,
    endpoints: simulator.endpoints,
    maxRetries: 0,
    ...fields,
  }
  const model = new Model(all)
  return { ...connected, model, fields: all }
}
