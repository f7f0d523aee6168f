/** Tells the time. Injected wherever a decision depends on it, so that tests can move it. */
export type Now = () => Date

export const systemNow: Now = () => new Date()
