import { UsageError } from '../command-error.ts'
import { formatBytes } from '../format-bytes.ts'
import { readSource, type SourceContext } from '../sources/read-source.ts'
import { attachmentLimitBytes, type Attachment, type AttachmentArgument } from './attachment.ts'
import { identifyType } from './identify-type.ts'

/**
 * Reads all attachments, in their order.
 *
 * @throws UsageError for one that cannot be read or sent, or when they are too large together
 * @throws CommandError for an address that gives nothing
 */
export async function loadAttachments(
  given: readonly AttachmentArgument[],
  context: SourceContext,
): Promise<Attachment[]> {
  const attachments: Attachment[] = []
  let length = 0
  for (const { source, type: named } of given) {
    const { name, bytes } = await readSource(source, attachmentLimitBytes, context)
    length += bytes.length
    if (length > attachmentLimitBytes) {
      throw new UsageError(
        `The attachments have more than ${formatBytes(attachmentLimitBytes)} together.`,
        'Make them smaller, or send them one at a time.',
      )
    }
    attachments.push({ name, source, type: await identifyType(name, bytes, named), bytes })
  }
  return attachments
}
