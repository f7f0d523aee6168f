import type { SimulatorOptions } from '@via-codex/simulator'
import type { BackendName } from '../../../../tools/backends.ts'
import {
  connectSimulator,
  type ConnectedSimulator,
  type LoginOptions,
} from '../../../../tools/connect-simulator.ts'
import { ChatCodex } from '../../src/chat-codex.ts'
import type { ChatCodexFields } from '../../src/fields.ts'

export interface Connected extends ConnectedSimulator {
  readonly model: ChatCodex
  /** What says where the simulator is, for further models. */
  readonly fields: ChatCodexFields
}

interface ConnectOptions {
  readonly simulator?: SimulatorOptions
  readonly login?: LoginOptions
  /** In place of the class, where a test has broken something in it. */
  readonly Model?: typeof ChatCodex
}

/** A simulator with strict rules, a login and a model over it, all of which end with the test. */
export async function connect(
  backend: BackendName,
  fields: Partial<ChatCodexFields> = {},
  options: ConnectOptions = {},
): Promise<Connected> {
  const { Model = ChatCodex } = options
  const close = () => model.close()
  const connected = await connectSimulator(backend, close, options.simulator, options.login)
  const all = { model: 'gpt-5.5', maxRetries: 0, ...connected.options, ...fields }
  const model = new Model(all)
  return { ...connected, model, fields: all }
}
