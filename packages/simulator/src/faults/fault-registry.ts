import type { Endpoint } from '../endpoint.ts'
import type { Fault, FaultKind, FaultOf } from './fault.ts'
import { faultKinds, isFaultKind, type FaultSlot } from './fault-kinds.ts'

interface Entry {
  fault: Fault
  on: Endpoint
  slot: FaultSlot
  toSkip: number
  left: number
}

/** The faults in force. */
export interface Faults {
  /** Puts faults in force, after those there. @throws TypeError for an unknown kind */
  add(...faults: Fault[]): void
  /** Lifts all faults, or those of one endpoint. */
  clear(on?: Endpoint): void
  /** Those that will still strike. */
  pending(): readonly Fault[]
}

/** The faults that struck one call. */
export class FaultsInForce {
  readonly all: readonly Fault[]

  constructor(all: readonly Fault[]) {
    this.all = all
  }

  /** The fault of one kind, if it struck. */
  find<Kind extends FaultKind>(kind: Kind): FaultOf<Kind> | undefined {
    return this.all.find((fault): fault is FaultOf<Kind> => fault.kind === kind)
  }

  get kinds(): FaultKind[] {
    return this.all.map((fault) => fault.kind)
  }
}

const NONE = new FaultsInForce([])

/** Keeps the faults and says which strike a call. */
export class FaultRegistry implements Faults {
  #entries: Entry[] = []

  constructor(faults: readonly Fault[]) {
    this.add(...faults)
  }

  add(...faults: Fault[]): void {
    for (const fault of faults) {
      if (!isFaultKind(fault.kind)) throw new TypeError(`unknown fault kind: ${String(fault.kind)}`)
      const { on, slot } = faultKinds[fault.kind]
      this.#entries.push({
        fault,
        on: fault.on ?? on,
        slot,
        toSkip: fault.after ?? 0,
        left: fault.times ?? 1,
      })
    }
  }

  clear(on?: Endpoint): void {
    this.#entries = on ? this.#entries.filter((entry) => entry.on !== on) : []
  }

  pending(): readonly Fault[] {
    return this.#entries.map((entry) => entry.fault)
  }

  /** The faults that strike the next call to `endpoint`; using one up removes it. */
  take(endpoint: Endpoint): FaultsInForce {
    if (this.#entries.length === 0) return NONE
    const ready: Entry[] = []
    for (const entry of this.#entries) {
      if (entry.on !== endpoint) continue
      if (entry.toSkip > 0) entry.toSkip--
      else ready.push(entry)
    }
    const answer = ready.find((entry) => entry.slot === 'answer')
    const reachable = answer
      ? ready.filter((entry) => entry.slot === 'before' || entry === answer)
      : ready
    const struck = reachable.filter(
      (entry, at) => reachable.findIndex((other) => other.slot === entry.slot) === at,
    )
    for (const entry of struck) entry.left--
    this.#entries = this.#entries.filter((entry) => entry.left > 0)
    return struck.length === 0 ? NONE : new FaultsInForce(struck.map((entry) => entry.fault))
  }
}
