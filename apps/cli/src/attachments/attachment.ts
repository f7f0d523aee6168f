/** What the command line says of an attachment. */
export interface AttachmentArgument {
  /** A path, an https address, or `-`. */
  readonly source: string
  /** The type, where a person named it. */
  readonly type?: string
}

/** Something to send beside the prompt. */
export interface Attachment {
  readonly name: string
  /** As it was named on the command line. */
  readonly source: string
  /** Its media type: an image's, `application/pdf`, or a text's. */
  readonly type: string
  readonly bytes: Buffer
}

/** The images that the backend takes. */
export const imageTypes = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const

export const pdfType = 'application/pdf'

/** All attachments of a request together may have as much. @see docs/protocol.md §6.13 */
export const attachmentLimitBytes = 50 * 1024 * 1024
