/** What came of asking for a message. */
export type Heard =
  | { readonly type: 'text'; readonly text: string }
  /** Ctrl-C, with nothing typed. */
  | { readonly type: 'cancel' }
  | { readonly type: 'end' }

/** Where the messages of a chat come from. */
export interface ChatInput {
  /** Whether a person types them. */
  readonly isTyped: boolean
  /**
   * Waits for a message.
   *
   * @param prompt what stands before it
   * @throws the signal's reason
   */
  read(prompt: string): Promise<Heard>
  /** Waits for an answer that is no message. */
  ask(question: string): Promise<string | undefined>
  /** Calls back on Ctrl-C from here on, while an answer comes; what is typed meanwhile is kept. */
  watch(onStop: () => void): Disposable
  close(): void
}
