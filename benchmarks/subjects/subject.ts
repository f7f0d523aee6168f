/** One way to ask for a streamed answer. Each lives in one small file and runs in its own process. */
export interface Subject {
  /**
   * Asks once and reads the answer to its end.
   *
   * @param onFirst called with the first piece of the answer
   * @returns how many events, or pieces, were read
   */
  ask(onFirst?: () => void): Promise<number>
  close(): Promise<void>
}

/** @param baseUrl what stands before `/responses` */
export type CreateSubject = (baseUrl: string) => Subject | Promise<Subject>

export const question = 'Hello'

export const request = {
  model: 'gpt-5.5',
  instructions: 'You are a helpful assistant.',
  input: [
    {
      type: 'message' as const,
      role: 'user' as const,
      content: [{ type: 'input_text' as const, text: question }],
    },
  ],
}
