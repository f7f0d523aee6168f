import { afterEach } from 'vitest'
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/index.ts'

const running: Simulator[] = []

/** Starts a simulator that ends with the test. */
export async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ paceMs: 0, seed: 7, ...options })
  running.push(simulator)
  return simulator
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()))
})
